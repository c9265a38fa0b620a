/**
 * "Trending": what sells more in the last weeks than its share of the whole log makes one expect.
 * The same for every shopper; needs no history.
 */
import type { Catalogue, RankedItems } from './catalogue';
import { listBest, type ListRequest } from './listing';

/**
 * Score: recent · log((recent + 1) / (expected + 1)), an item's part of the log-likelihood ratio between the recent
 * weeks and the whole log, so that neither a steady seller nor a single odd sale comes first.
 * Items not sold lately follow those that were, by popularity.
 */
export function rankTrending(catalogue: Catalogue, request: ListRequest): RankedItems {
  const { popularity, recent, lift } = catalogue;
  // What is expected of items that a page has added was not sold.
  const sold = sum(popularity.subarray(0, lift?.from));
  const share = sum(recent) / Math.max(1, sold);
  const floor = -sold - 1;
  return listBest(catalogue, request, popularity.keys(), (item) =>
    recent[item] > 0
      ? recent[item] * Math.log((recent[item] + 1) / (popularity[item] * share + 1))
      : floor + Math.min(popularity[item], sold),
  );
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
