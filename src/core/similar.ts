/**
 * "Similar items": cosine over whitened text and image features, with the prior as a second opinion.
 * Looks at one item, not at a shopper.
 */
import type { Catalogue, RankedItems } from './catalogue';
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
  const text = present[2 * item] !== 0 ? cosines(features.text, item, count) : undefined;
  const image = present[2 * item + 1] !== 0 ? cosines(features.image, item, count) : undefined;
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

/** (N) cosine of one row with every row; the scale cancels. 0 where a row is all zeros. */
function cosines(matrix: FeatureMatrix, row: number, count: number): Float32Array {
  const { values, width } = matrix;
  const own = values.subarray(row * width, (row + 1) * width);
  let ownSquares = 0;
  for (const value of own) ownSquares += value * value;
  const result = new Float32Array(count);
  for (let other = 0, at = 0; other < count; other++, at += width) {
    let dot = 0;
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const value = values[at + i];
      dot += value * own[i];
      squares += value * value;
    }
    if (squares > 0 && ownSquares > 0) result[other] = dot / Math.sqrt(squares * ownSquares);
  }
  return result;
}
