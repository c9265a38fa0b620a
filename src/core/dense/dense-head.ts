/**
 * The dense head of one call: the logit of any item, and the best of those that may be listed. Every item is looked at where
 * few may be; of large catalogues those that near-items.ts finds.
 */
import { bestOfArray } from '../candidates';
import type { Mask } from '../mask';
import type { DenseLogits } from './dense-logits';
import type { NearItems } from './near-items';

export class DenseHead {
  private readonly logits: DenseLogits;
  /** Items of the catalogue. */
  private readonly count: number;
  private readonly near: NearItems | undefined;

  /** `near`: of the first items of the catalogue at least; absent: every item is looked at. */
  constructor(logits: DenseLogits, count: number, near?: NearItems) {
    this.logits = logits;
    this.count = count;
    this.near = near;
  }

  /** An item's logit. */
  of(item: number): number {
    return this.logits.of(item);
  }

  /** The `wanted` allowed items of the highest logits, ties by lower item index. */
  best(mask: Mask, wanted: number): number[] {
    const best = this.near?.best(this.logits, this.count, mask, wanted);
    return best ?? bestOfArray(this.logits.all(this.count), mask, wanted);
  }
}
