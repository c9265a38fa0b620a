/**
 * The candidates of one call whose log P is known, blended. It also says what a further candidate must reach to matter,
 * so that hopeless ones need not be scored to the end.
 */
import type { Blend } from '../contract/bundle';
import { CandidateList } from './candidate-list';
import type { RankedItems } from './catalogue';
import { scoreOf, type ScoreTerms } from './score';
import type { CapCounter, TypeCap } from './type-cap';

export interface ShortlistRules {
  readonly blend: Blend;
  readonly count: number;
}

export class Shortlist {
  private readonly rules: ShortlistRules;
  private readonly terms: ScoreTerms;
  private readonly list: CandidateList;

  constructor(rules: ShortlistRules, terms: ScoreTerms, cap: TypeCap) {
    this.rules = rules;
    this.terms = terms;
    this.list = new CandidateList(rules.count, cap);
  }

  get counter(): CapCounter {
    return this.list.counter;
  }

  /** The known candidates. */
  get candidates(): ReadonlySet<number> {
    return this.list.candidates;
  }

  add(item: number, logProb: number): void {
    this.list.add(item, this.score(item, logProb));
  }

  /** The blended score of an item with this log P. */
  score(item: number, logProb: number): number {
    return scoreOf(this.rules.blend, this.terms, item, logProb);
  }

  /**
   * The least log P with which each item could enter the list: whoever falls below it need not be scored further.
   * Log P only falls from level to level, and a candidate below the last place of a full list, capped or not, cannot
   * change it; −∞ while the list is not full.
   */
  floors(items: readonly number[]): Float64Array {
    const { scores } = this.list.list();
    const last = scores.length < this.rules.count ? -Infinity : scores[scores.length - 1];
    const weight = this.rules.blend.generator;
    return Float64Array.from(items, (item) => {
      // Kept in case of a tie, and of a last bit.
      const missing = last - SLACK - this.score(item, 0);
      if (weight > 0) return missing / weight;
      return missing > 0 ? Infinity : -Infinity;
    });
  }

  ranked(): RankedItems {
    return this.list.ranked();
  }
}

const SLACK = 1e-6;
