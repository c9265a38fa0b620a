/**
 * The candidates of one call whose log P is known, and the list they make: blended, ordered, capped by type.
 * It also says what a further candidate must reach to matter, so that hopeless ones need not be scored to the end.
 */
import type { Blend } from '../contract/bundle';
import type { RankedItems } from './catalogue';
import { scoreWithoutGenerator, type ScoreTerms } from './score';
import { topK } from './top-k';
import type { CapCounter, TypeCap } from './type-cap';

export interface ShortlistRules {
  readonly blend: Blend;
  readonly count: number;
}

export class Shortlist {
  /** How long a capped list the known candidates can make. */
  readonly counter: CapCounter;
  private readonly rules: ShortlistRules;
  private readonly terms: ScoreTerms;
  private readonly cap: TypeCap;
  private readonly items: number[] = [];
  private readonly scores: number[] = [];
  private readonly known = new Set<number>();

  constructor(rules: ShortlistRules, terms: ScoreTerms, cap: TypeCap) {
    this.rules = rules;
    this.terms = terms;
    this.cap = cap;
    this.counter = cap.counter();
  }

  /** The known candidates. */
  get candidates(): ReadonlySet<number> {
    return this.known;
  }

  add(item: number, logProb: number): void {
    this.known.add(item);
    this.items.push(item);
    this.scores.push(this.score(item, logProb));
    this.counter.add(item);
  }

  /** The blended score of an item with this log P. */
  score(item: number, logProb: number): number {
    const { blend } = this.rules;
    return blend.generator * logProb + scoreWithoutGenerator(blend, this.terms, item);
  }

  /**
   * The least log P with which each item could enter the list: whoever falls below it need not be scored further.
   * Log P only falls from level to level, and a candidate below the last place of a full list, capped or not, cannot
   * change it; −∞ while the list is not full.
   */
  floors(items: readonly number[]): Float64Array {
    const { scores } = this.list();
    const last = scores.length < this.rules.count ? -Infinity : scores[scores.length - 1];
    const weight = this.rules.blend.generator;
    return Float64Array.from(items, (item) => {
      // Kept in case of a tie, and of a last bit.
      const missing = last - SLACK - this.score(item, 0);
      if (weight > 0) return missing / weight;
      return missing > 0 ? Infinity : -Infinity;
    });
  }

  /** The list: ties by lower item index. Scores are kept in float64 here. */
  list(): { items: Int32Array; scores: Float64Array } {
    const { items, scores, rules } = this;
    const count = items.length;
    const order = topK(Float64Array.from(scores), Int32Array.from(items), count, count);
    const ranked = order.map((i) => items[i]);
    const chosen = this.cap.choose(ranked, rules.count);
    return {
      items: Int32Array.from(chosen, (i) => ranked[i]),
      scores: Float64Array.from(chosen, (i) => scores[order[i]]),
    };
  }

  /** The list as it leaves the core. */
  ranked(): RankedItems {
    const { items, scores } = this.list();
    return { items, scores: Float32Array.from(scores) };
  }
}

const SLACK = 1e-6;
