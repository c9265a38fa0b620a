/**
 * Which items a blend gets to see besides the beam's survivors: the best of the prior, of the dense head and of the
 * shopper's own items, and popular ones where a list would stay short. All obey the mask; no scores are blended here.
 */
import type { Mask } from './mask';
import { topK } from './top-k';

/** The `count` allowed items of the highest value, ties by lower item index. */
export function bestOfMap(
  values: ReadonlyMap<number, number>,
  mask: Mask,
  count: number,
): number[] {
  const items: number[] = [];
  const scores: number[] = [];
  for (const [item, value] of values) {
    if (value > 0 && mask.allowsItem(item)) {
      items.push(item);
      scores.push(value);
    }
  }
  return Array.from(topK(scores, items, items.length, count), (i) => items[i]);
}

/** The `count` allowed items of the highest value in a dense array (N), ties by lower item index. */
export function bestOfArray(values: Float32Array, mask: Mask, count: number): number[] {
  const items: number[] = [];
  const scores: number[] = [];
  for (let item = 0; item < values.length; item++) {
    if (!mask.allowsItem(item)) continue;
    items.push(item);
    scores.push(values[item]);
  }
  return Array.from(topK(scores, items, items.length, count), (i) => items[i]);
}

/** All items by descending popularity, ties by lower index: computed once, walked by every backfill. */
export function popularityOrder(popularity: Float32Array): Int32Array {
  return Int32Array.from(popularity.keys()).sort((a, b) => popularity[b] - popularity[a] || a - b);
}
