/** A type cap that nobody asked for must not leave a list short. Merging only; ranking is elsewhere. */
import type { RankedItems } from '../core/catalogue';

/** All of `capped`, then the best of `uncapped` that are not in it, up to `count`; in order of score. */
export function fillUp(capped: RankedItems, uncapped: RankedItems, count: number): RankedItems {
  const listed = new Set(capped.items);
  const rows = Array.from(capped.items, (item, place) => ({ item, score: capped.scores[place] }));
  uncapped.items.forEach((item, place) => {
    if (rows.length < count && !listed.has(item))
      rows.push({ item, score: uncapped.scores[place] });
  });
  rows.sort((a, b) => b.score - a.score || a.item - b.item);
  return {
    items: Int32Array.from(rows, (row) => row.item),
    scores: Float32Array.from(rows, (row) => row.score),
  };
}
