/**
 * In a catalogue too large to look at every item: the items whose dense logits are likely to be the highest, found by walking
 * the first two levels of the trie. A prefix promises the worth of its codes, of its items' mean residual, and once the
 * standard deviation of theirs. How much that keeps of the best: bench/dense-scan.ts. Logits are dense-logits.ts's business.
 */
import type { Mask } from '../mask';
import { topK } from '../top-k';
import type { Trie } from '../trie';
import { LOOK_AT_ALL } from './look-at-all';
import { Prefixes } from './prefixes';
import { addResiduals, worthOf, type DenseLogits, type DenseQuery } from './dense-logits';

export interface LookedAt {
  /** Prefixes of two codes whose promise is computed, at least where there are more. */
  readonly prefixes: number;
  /** Items that are looked at, at least where there are more. */
  readonly items: number;
  /** Where no more items than this are allowed, all are looked at. */
  readonly whole: number;
}

/** At a million items a quarter of the prefixes and a sixtieth of the items. */
export const LOOKED_AT: LookedAt = { prefixes: 16_384, items: 16_384, whole: LOOK_AT_ALL };
/** Steps from the least promise to the best: prefixes are told apart no further. */
const STEPS = 1024;

/** Some items and their logits, in no order. */
export interface ScoredItems {
  readonly items: Int32Array;
  readonly logits: Float64Array;
}

export class NearItems {
  private readonly trie: Trie;
  /** (N, R) residuals by position: items of a prefix lie side by side, so that memory is read in one go. */
  private readonly steps: Int8Array;
  private readonly most: LookedAt;
  private readonly coarse: Prefixes;
  /** Absent where IDs have two codes: then a prefix of one is all there is. */
  private readonly fine: Prefixes | undefined;

  /** `residuals`: (N, R) by item index, of the items of the trie at least. */
  constructor(trie: Trie, residuals: Int8Array, width: number, most = LOOKED_AT) {
    this.trie = trie;
    this.most = most;
    this.steps = byPosition(trie, residuals, width);
    this.coarse = new Prefixes(trie, this.steps, width, 1);
    this.fine = trie.levels > 2 ? new Prefixes(trie, this.steps, width, 2) : undefined;
  }

  /** Items among which it looks: the first of the catalogue. */
  get size(): number {
    return this.trie.size;
  }

  /**
   * The `wanted` allowed items of the highest logits among those that are near and those that came to the catalogue, of `count`
   * items, later: few, and all looked at. Undefined where few are allowed, or too few of all these: then look at every item.
   */
  best(logits: DenseLogits, count: number, mask: Mask, wanted: number): number[] | undefined {
    if (mask.total <= this.most.whole) return undefined;
    const near = this.of(logits.query);
    const found = near.items.length;
    const items = new Int32Array(found + count - this.size);
    const scores = new Float64Array(items.length);
    items.set(near.items);
    for (let i = 0; i < found; i++) scores[i] = near.logits[i] + logits.liftOf(items[i]);
    for (let i = found; i < items.length; i++) {
      items[i] = this.size + i - found;
      scores[i] = logits.of(items[i]);
    }
    const accepts = (i: number): boolean => mask.allowsItem(items[i]);
    const best = topK(scores, items, items.length, wanted, accepts);
    return best.length < wanted ? undefined : Array.from(best, (i) => items[i]);
  }

  /** Items of this trie, by the promise of their prefixes. */
  of(query: DenseQuery): ScoredItems {
    const { coarse, fine, most } = this;
    const promises = new Float64Array(coarse.count);
    coarse.promise(query, 0, promises);
    if (fine === undefined) return this.itemsOf(query, coarse, [[0, coarse.count]], promises);
    const ranges: [number, number][] = [];
    let chosen = 0;
    for (const group of topK(promises, undefined, coarse.count, coarse.count)) {
      if (chosen >= most.prefixes) break;
      const range = fine.between(coarse.starts[group], coarse.starts[group + 1]);
      ranges.push(range);
      chosen += range[1] - range[0];
    }
    const finer = new Float64Array(chosen);
    let done = 0;
    for (const [from, to] of ranges) {
      fine.promise(query, from, finer.subarray(done, done + to - from));
      done += to - from;
    }
    return this.itemsOf(query, fine, ranges, finer);
  }

  /** Items of the most promising prefixes of some ranges; `promises` in the order of these. */
  private itemsOf(
    query: DenseQuery,
    { starts }: Prefixes,
    ranges: readonly (readonly [number, number])[],
    promises: Float64Array,
  ): ScoredItems {
    const { trie, steps, most } = this;
    const prefixes = new Int32Array(promises.length);
    const sizes = new Int32Array(promises.length);
    let count = 0;
    for (const [from, to] of ranges) {
      for (let prefix = from; prefix < to; prefix++) {
        prefixes[count] = prefix;
        sizes[count++] = starts[prefix + 1] - starts[prefix];
      }
    }
    const { least, total } = leastOf(promises, sizes, most.items);
    const { worth, projected } = query;
    const width = projected.length;
    const items = new Int32Array(total);
    const logits = new Float64Array(total);
    // Side by side, so that their products are computed in one go: twice as fast as item by item, the copy included.
    const rows = new Int8Array(total * width);
    let found = 0;
    for (let i = 0; i < count; i++) {
      if (promises[i] < least) continue;
      const lo = starts[prefixes[i]];
      const hi = lo + sizes[i];
      rows.set(steps.subarray(lo * width, hi * width), found * width);
      for (let position = lo; position < hi; position++) {
        items[found] = trie.itemAt[position];
        logits[found++] = worthOf(worth, trie.ids[position]);
      }
    }
    addResiduals(rows, projected, logits);
    return { items, logits };
  }
}

/** The promise from which on prefixes hold `wanted` items or all, to a step, and how many items those are. */
function leastOf(
  promises: Float64Array,
  sizes: Int32Array,
  wanted: number,
): { least: number; total: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const promise of promises) {
    if (promise < low) low = promise;
    if (promise > high) high = promise;
  }
  const step = (high - low) / STEPS;
  const found = new Int32Array(STEPS + 1);
  const stepOf = new Uint16Array(promises.length);
  for (let i = 0; i < promises.length; i++) {
    stepOf[i] = step === 0 ? 0 : Math.min(STEPS, (promises[i] - low) / step);
    found[stepOf[i]] += sizes[i];
  }
  let at = STEPS;
  let total = found[at];
  while (total < wanted && at > 0) total += found[--at];
  let least = Infinity;
  for (let i = 0; i < promises.length; i++) {
    if (stepOf[i] >= at && promises[i] < least) least = promises[i];
  }
  return { least, total };
}

/** (N, R) the rows of items by position. */
function byPosition(trie: Trie, residuals: Int8Array, width: number): Int8Array {
  const steps = new Int8Array(trie.size * width);
  for (let position = 0, to = 0; position < trie.size; position++) {
    const from = trie.itemAt[position] * width;
    for (let r = 0; r < width; r++) steps[to++] = residuals[from + r];
  }
  return steps;
}
