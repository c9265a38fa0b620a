/**
 * The popularity discount inside the beam: what a prefix owes, so that a large prefix is not punished for its size.
 * potential(prefix) = log(Σ w^(1−γ) / Σ w) over its items, w = popularity + 1; at a leaf it is −γ · log w.
 * The beam adds the potential of the prefix it is at, which is the sum of all differences on the way down.
 */
import type { Blend } from '../contract/bundle';
import type { Trie } from './trie';

/**
 * γ′, the discount of a beam that goes by log P alone: γ in shares of what a blend's log-probability-like terms weigh
 * together, since the beam stands for all of them. 0: no discount.
 */
export function beamDiscount({ discount, generator, prior, dense }: Blend): number {
  const total = generator + prior + dense;
  return total > 0 ? discount / total : 0;
}

export class Discount {
  readonly gamma: number;
  /** (N + 1) sums over positions of w and of w^(1−γ). */
  readonly plain: Float64Array;
  readonly damped: Float64Array;
  private readonly weights: Float64Array;

  /** `popularity`: (N) by item index. */
  constructor(trie: Trie, popularity: Float32Array, gamma: number) {
    this.gamma = gamma;
    this.weights = new Float64Array(trie.size);
    this.plain = new Float64Array(trie.size + 1);
    this.damped = new Float64Array(trie.size + 1);
    for (let position = 0; position < trie.size; position++) {
      const weight = popularity[trie.itemAt[position]] + 1;
      this.weights[position] = weight;
      this.plain[position + 1] = this.plain[position] + weight;
      this.damped[position + 1] = this.damped[position] + weight ** (1 - gamma);
    }
  }

  /** Potential of the prefix whose items are the positions [lo, hi), hi > lo. */
  potential(lo: number, hi: number): number {
    // One item: the closed form, free of the cancellation of two large sums.
    if (hi - lo === 1) return -this.gamma * Math.log(this.weights[lo]);
    return Math.log((this.damped[hi] - this.damped[lo]) / (this.plain[hi] - this.plain[lo]));
  }
}

/** The discounts of one catalogue by γ′: a manifest has few of them. */
export class Discounts {
  private readonly trie: Trie;
  private readonly popularity: Float32Array;
  private readonly byGamma = new Map<number, Discount>();

  /** `popularity`: (N) by item index. */
  constructor(trie: Trie, popularity: Float32Array) {
    this.trie = trie;
    this.popularity = popularity;
  }

  /** The beam's discount for a blend, undefined where it has none. */
  of(blend: Blend): Discount | undefined {
    const gamma = beamDiscount(blend);
    if (gamma === 0) return undefined;
    let found = this.byGamma.get(gamma);
    if (found === undefined) {
      found = new Discount(this.trie, this.popularity, gamma);
      this.byGamma.set(gamma, found);
    }
    return found;
  }
}
