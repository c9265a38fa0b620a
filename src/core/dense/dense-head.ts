/**
 * The dense head of one call: the logit of any item, and the best of those that may be listed. Every item is looked at where
 * few may be; of large catalogues those that near-items.ts finds.
 */
import { bestOfArray } from '../candidates';
import type { Mask } from '../mask';
import type { DenseLogits } from './dense-logits';
import type { NearItems } from './near-items';

export interface Look {
  /** Where no more items than this are allowed, each is looked at. */
  readonly atAll: number;
  /** Finds those to look at where more are; absent: each is looked at. Knows the first items of the catalogue, or all. */
  readonly near: NearItems | undefined;
}

export const WHOLE: Look = { atAll: Infinity, near: undefined };

export class DenseHead {
  private readonly logits: DenseLogits;
  /** Items of the catalogue. */
  private readonly count: number;
  private readonly look: Look;

  constructor(logits: DenseLogits, count: number, look: Look) {
    this.logits = logits;
    this.count = count;
    this.look = look;
  }

  /** An item's logit. */
  of(item: number): number {
    return this.logits.of(item);
  }

  /** The `wanted` allowed items of the highest logits, ties by lower item index. */
  best(mask: Mask, wanted: number): number[] {
    const { near, atAll } = this.look;
    const best =
      mask.total <= atAll ? undefined : near?.best(this.logits, this.count, mask, wanted);
    return best ?? bestOfArray(this.logits.all(this.count), mask, wanted);
  }
}
