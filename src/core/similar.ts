/**
 * "Similar items": cosine over whitened text and image features, with the prior as a second opinion.
 * Looks at one item, not at a shopper.
 */
import type { Catalogue, RankedItems } from './catalogue';
import { addCosines, IMAGE, TEXT } from './cosines';
import type { FeatureMatrix, FeatureTable } from './features';
import { listBest, type ListRequest } from './listing';
import { accumulatePrior } from './prior';

/** What a prior weight of 1 (always bought together) is worth in units of cosine. */
const PRIOR_WEIGHT = 0.5;

/** Scores: mean cosine of the modalities both items have + prior weight. The item itself is never listed. */
export function rankSimilar(
  catalogue: Catalogue,
  features: FeatureTable,
  request: ListRequest & { readonly item: number },
): RankedItems {
  const { item } = request;
  const count = catalogue.trie.size;
  const { present } = features;
  const text =
    present[2 * item] !== 0 ? cosines(features.text, present, TEXT, item, count) : undefined;
  const image =
    present[2 * item + 1] !== 0 ? cosines(features.image, present, IMAGE, item, count) : undefined;
  const prior = accumulatePrior(catalogue.prior, { items: [item], weights: [1] });
  const excluded = new Set(request.excluded).add(item);
  return listBest(catalogue, { ...request, excluded }, catalogue.popularity.keys(), (other) => {
    let total = 0;
    let modalities = 0;
    if (text !== undefined && present[2 * other] !== 0) {
      total += text[other];
      modalities++;
    }
    if (image !== undefined && present[2 * other + 1] !== 0) {
      total += image[other];
      modalities++;
    }
    const cosine = modalities === 0 ? 0 : total / modalities;
    return cosine + PRIOR_WEIGHT * (prior.get(other) ?? 0);
  });
}

/** (N) cosine of one row with every row that has the modality. */
function cosines(
  matrix: FeatureMatrix,
  present: Uint8Array,
  modality: typeof TEXT | typeof IMAGE,
  row: number,
  count: number,
): Float64Array {
  const own = matrix.values.subarray(row * matrix.width, (row + 1) * matrix.width);
  const result = new Float64Array(count);
  addCosines(own, matrix, present, modality, result);
  return result;
}
