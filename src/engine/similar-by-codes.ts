/**
 * "Similar items" before the features file is there: the prior, and how many first codes two items share.
 * Once it is there, core/similar.ts answers.
 */
import type { Catalogue, RankedItems } from '../core/catalogue';
import { listBest, type ListRequest } from '../core/listing';
import { accumulatePrior } from '../core/prior';

/** Scores: part of the codes shared from the first level on + prior weight. The item itself is never listed. */
export function rankSimilarByCodes(
  catalogue: Catalogue,
  request: ListRequest & { readonly item: number },
): RankedItems {
  const { trie, popularity } = catalogue;
  const { item } = request;
  const own = trie.codes(trie.positionOf[item]);
  const prior = accumulatePrior(catalogue.prior, { items: [item], weights: [1] });
  const shared = new Float32Array(trie.size);
  for (let level = 1; level < trie.levels; level++) {
    const [lo, hi] = trie.range(own.slice(0, level));
    for (let at = lo; at < hi; at++) shared[trie.itemAt[at]] = level / trie.levels;
  }
  const excluded = new Set(request.excluded).add(item);
  return listBest(
    catalogue,
    { ...request, excluded },
    popularity.keys(),
    (other) => shared[other] + (prior.get(other) ?? 0),
  );
}
