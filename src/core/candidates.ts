/**
 * Which items a blend gets to see besides the beam's survivors: the best of the prior, of the dense head and of the
 * shopper's own items, and popular ones where a list would stay short. All obey the mask; no scores are blended here.
 */
import type { Mask } from './mask';
import { topK } from './top-k';
import type { TypeCap } from './type-cap';

/** The `count` allowed items of the highest value above 0, ties by lower item index. */
export function bestOfMap(
  values: ReadonlyMap<number, number>,
  mask: Mask,
  count: number,
): number[] {
  const items = Int32Array.from(values.keys());
  const scores = Float64Array.from(values.values());
  const best = topK(
    scores,
    items,
    items.length,
    count,
    (i) => scores[i] > 0 && mask.allowsItem(items[i]),
  );
  return Array.from(best, (i) => items[i]);
}

/** The `count` allowed items of the highest value in a dense array (N), ties by lower item index. */
export function bestOfArray(values: Float64Array, mask: Mask, count: number): number[] {
  const accepts = (item: number): boolean => mask.allowsItem(item);
  return Array.from(topK(values, undefined, values.length, count, accepts));
}

/** All items by descending popularity, ties by lower index: computed once, walked by every backfill. */
export function popularityOrder(popularity: Float32Array): Int32Array {
  return Int32Array.from(popularity.keys()).sort((a, b) => popularity[b] - popularity[a] || a - b);
}

/** Popular allowed items that are no candidates yet, until a capped list of both can be `count` long. */
export function popularToFill(
  byPopularity: Int32Array,
  mask: Mask,
  candidates: ReadonlySet<number>,
  cap: TypeCap,
  count: number,
): number[] {
  const counter = cap.counter();
  for (const item of candidates) counter.add(item);
  const added: number[] = [];
  for (const item of byPopularity) {
    if (counter.length >= count) break;
    if (candidates.has(item) || !mask.allowsItem(item)) continue;
    if (counter.add(item)) added.push(item);
  }
  return added;
}
