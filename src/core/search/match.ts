/**
 * How well each item matches a query: a lexical score and a semantic one, blended to one. Where the lexical scores come from
 * is elsewhere (engine/lexical-index.ts); of shoppers this file knows nothing (preference.ts does).
 */
import { addCosines, IMAGE, TEXT } from '../cosines';
import type { FeatureTable, StoredFeatures } from '../features';
import { topK } from '../top-k';

/** What a cosine counts beside a lexical score. */
export interface MeaningWeight {
  /** Where an item has all words of the query. */
  readonly least: number;
  /** Added where no item has any, and in part where the best has some: meaning fills what words leave open. */
  readonly open: number;
}

/** Chosen on validation queries: bench/search.ts. */
export const MEANING: MeaningWeight = { least: 0.5, open: 4 };
/** Cosines up to this are chance: of whitened rows of 64, σ of unrelated ones is ⅛. */
export const FLOOR = 0.25;

/** Scored items, best first. */
export interface Matches {
  readonly items: Int32Array;
  /** In (0, 1]. */
  readonly scores: Float64Array;
}

/**
 * (N) mean cosine of a query's stored features (64 a modality) to each item's; what an item has not is like nothing. `only`: (N)
 * 1 for the items to compare, 0 for those that are far off; absent, all.
 */
export function queryCosines(
  { text, image }: StoredFeatures,
  features: FeatureTable,
  only?: Uint8Array,
): Float64Array {
  const { present } = features;
  const cosines = new Float64Array(present.length / 2);
  if (text !== undefined) addCosines(text, features.text, present, TEXT, cosines, only);
  if (image !== undefined) addCosines(image, features.image, present, IMAGE, cosines, only);
  if (text !== undefined && image !== undefined) {
    for (let item = 0; item < cosines.length; item++) cosines[item] /= 2;
  }
  return cosines;
}

/**
 * (N) match of each item, in [0, 1]: 0 for one that nothing speaks for. `lexical`: in (0, 1], by item index, absent where the query
 * has no words; `cosines`: (≤ N), absent where it could not be encoded.
 */
export function blendMatches(
  lexical: ReadonlyMap<number, number> | undefined,
  cosines: Float64Array | undefined,
  size: number,
  meaning = MEANING,
): Float64Array {
  const scores = new Float64Array(size);
  if (cosines === undefined) {
    for (const [item, score] of lexical ?? []) scores[item] = score;
    return scores;
  }
  const weight = meaning.least + meaning.open * (1 - bestOf(lexical));
  const share = lexical === undefined ? 1 : weight / (1 + weight);
  for (let item = 0; item < Math.min(size, cosines.length); item++) {
    if (cosines[item] > FLOOR) scores[item] = share * Math.min(cosines[item], 1);
  }
  for (const [item, score] of lexical ?? []) scores[item] += (1 - share) * score;
  return scores;
}

/** The best lexical score; 0 where there is none. */
export function bestOf(lexical: ReadonlyMap<number, number> | undefined): number {
  let best = 0;
  for (const score of lexical?.values() ?? []) best = Math.max(best, score);
  return best;
}

/** The best `count` items that match at all; ties by lower item index. `allowed`: (N) 1 where an item may appear. */
export function bestMatches(
  scores: Float64Array,
  allowed: Uint8Array | undefined,
  count: number,
): Matches {
  const items = topK(
    scores,
    undefined,
    scores.length,
    count,
    (item) => scores[item] > 0 && allowed?.[item] !== 0,
  );
  return { items, scores: Float64Array.from(items, (item) => scores[item]) };
}
