/**
 * The score of an item: the blend of log P, prior, dense head, own frequency and popularity, as in
 * docs/bundle-format.md, "Scores". The terms come in, one number goes out; who computes them is elsewhere.
 */
import type { Blend } from '../contract/bundle';
import { priorTerm } from './prior';

export interface ScoreTerms {
  /** p(c) by item. */
  readonly prior: ReadonlyMap<number, number>;
  readonly epsilon: number;
  /** (N) log-softmax over the catalogue. */
  readonly dense: Float64Array;
  /** Own decayed frequency by item. */
  readonly frequency: ReadonlyMap<number, number>;
  /** (N) */
  readonly popularity: Float32Array;
}

/** Every term of one item's score but the generator's. */
export function scoreWithoutGenerator(blend: Blend, terms: ScoreTerms, item: number): number {
  return (
    blend.prior * priorTerm(terms.prior.get(item) ?? 0, terms.epsilon) +
    (blend.dense === 0 ? 0 : blend.dense * terms.dense[item]) +
    blend.frequency * Math.log(1 + (terms.frequency.get(item) ?? 0)) -
    blend.discount * Math.log(terms.popularity[item] + 1)
  );
}
