/**
 * What a shopper's history does to the order of a search: the generator's order of the same items, fused with how well they
 * match. Fusing by two ranks alone would forget how much better one match is than the next: of a hundred kinds of milk the
 * shopper's own comes first, but no milk comes before the tea that was asked for.
 */
import { topK } from '../top-k';
import type { Matches } from './match';

/** The generator's first counts for this much of its match more. An item never passes one that matches better by more. */
export const PREFERENCE = 0.5;
/** The rank at which half of that is left; ranks beyond a page of results hardly differ. */
export const HALF_RANK = 10;

/** `preferred`: the items in the generator's order; one that is not among them gains nothing. The same items, best first. */
export function preferMatches({ items, scores }: Matches, preferred: Int32Array): Matches {
  const ranks = new Map(Array.from(preferred, (item, rank) => [item, rank]));
  const fused = Float64Array.from(items, (item, place) => {
    const gain = PREFERENCE / (1 + (ranks.get(item) ?? Infinity) / HALF_RANK);
    return (scores[place] * (1 + gain)) / (1 + PREFERENCE);
  });
  const order = topK(fused, items, items.length, items.length);
  return { items: order.map((i) => items[i]), scores: Float64Array.from(order, (i) => fused[i]) };
}
