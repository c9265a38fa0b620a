/**
 * The dense head of one call: the logit of any item, and the best of those that may be listed. Every item is looked at where
 * no more than 50,000 may be; of larger catalogues those that near-items.ts finds.
 */
import { bestOfArray } from '../candidates';
import type { Mask } from '../mask';
import { topK } from '../top-k';
import type { DenseLogits } from './dense-logits';
import type { NearItems } from './near-items';

/** Beyond it looking at every item takes longer than all the rest of a list. */
export const LOOK_AT_ALL = 50_000;

export interface Look {
  /** Where no more items than this are allowed, each is looked at. */
  readonly atAll: number;
  /** Finds those to look at where more are; absent: each is looked at. Knows the first items of the catalogue, or all. */
  readonly near: NearItems | undefined;
}

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
    return this.bestOfNear(mask, wanted) ?? bestOfArray(this.logits.all(this.count), mask, wanted);
  }

  /** Of the items that are near; nothing where few are allowed, or too few of them. */
  private bestOfNear(mask: Mask, wanted: number): number[] | undefined {
    const { near, atAll } = this.look;
    if (near === undefined || mask.total <= atAll) return undefined;
    const known = near.of(this.logits.query);
    const found = known.items.length;
    // Those that came later are few, and all are looked at.
    const items = new Int32Array(found + this.count - near.size);
    const logits = new Float64Array(items.length);
    items.set(known.items);
    for (let i = 0; i < found; i++) logits[i] = known.logits[i] + this.logits.liftOf(items[i]);
    for (let i = found; i < items.length; i++) {
      items[i] = near.size + i - found;
      logits[i] = this.logits.of(items[i]);
    }
    const accepts = (i: number): boolean => mask.allowsItem(items[i]);
    const best = topK(logits, items, items.length, wanted, accepts);
    return best.length < wanted ? undefined : Array.from(best, (i) => items[i]);
  }
}
