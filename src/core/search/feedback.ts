/**
 * Pseudo-relevance feedback (Rocchio 1971): where no item has all words of a query, what its best matches have in common says what
 * was meant. Of "taco night" a night light has one word as well, but the others are about tacos. How well an item matches by
 * itself is match.ts.
 */
import { addCosines, TEXT } from '../cosines';
import type { FeatureMatrix, FeatureTable } from '../features';
import { bestMatches, bestOf, type Matches } from './match';

export interface FeedbackWeight {
  /** Best matches that are taken for right. */
  readonly first: number;
  /** What likeness to them counts beside a score where no item has any word; the less the more words the best one has. */
  readonly open: number;
}

/** Chosen on validation queries: bench/search.ts. */
export const FEEDBACK: FeedbackWeight = { first: 5, open: 2 };
/** Fewer have nothing in common but chance. */
const FEWEST = 3;

/**
 * (N) scores, in [0, 1], with what an item has in common with the best matches; 0 where it was 0. `lexical` as in `blendMatches`;
 * `allowed`: (N) 1 where an item may appear.
 */
export function reinforced(
  scores: Float64Array,
  lexical: ReadonlyMap<number, number>,
  { text, present }: FeatureTable,
  allowed?: Uint8Array,
  { first, open }: FeedbackWeight = FEEDBACK,
): Float64Array {
  const weight = open * (1 - bestOf(lexical));
  if (weight <= 0) return scores;
  const best = bestMatches(scores, allowed, first);
  if (best.items.length < FEWEST) return scores;
  const matched = Uint8Array.from(scores, (score) => (score > 0 ? 1 : 0));
  // Items that came to the catalogue later have no row.
  const cosines = new Float64Array(Math.min(scores.length, present.length / 2));
  addCosines(commonOf(best, text, present), text, present, TEXT, cosines, matched);
  const result = scores.map((score) => score / (1 + weight));
  for (let item = 0; item < cosines.length; item++) {
    result[item] += (weight * Math.max(0, cosines[item])) / (1 + weight);
  }
  return result;
}

/** (64) the mean direction of the matches' texts, each as much as it matches, in steps. */
function commonOf(
  { items, scores }: Matches,
  { values, width }: FeatureMatrix,
  present: Uint8Array,
): Int8Array {
  const sum = new Float64Array(width);
  items.forEach((item, place) => {
    if (present[2 * item] !== 1) return;
    const row = values.subarray(item * width, (item + 1) * width);
    const length = Math.hypot(...row);
    if (length === 0) return;
    for (let i = 0; i < width; i++) sum[i] += (scores[place] * row[i]) / length;
  });
  const largest = Math.max(...sum.map(Math.abs));
  return Int8Array.from(sum, (value) => Math.round((127 * value) / (largest || 1)));
}
