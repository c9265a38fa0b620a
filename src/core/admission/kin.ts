/**
 * The kin of a new item: the known items nearest to it by content, and how much each counts. What nobody has taken yet is
 * taken for what its kin are. Content is the whitened text and image, and words: of a brand's name an encoder of sentences
 * keeps little, and it says most about who buys a thing. Twin: trainer/musicrec/admission/kin.py.
 */
import { addCosines, IMAGE, TEXT } from '../cosines';
import type { FeatureTable, StoredFeatures } from '../features';
import { topK } from '../top-k';
import type { WordIndex } from './word-index';

/** How many kin an item has; measured in docs/experiment-log.md. */
const KIN = 20;
/** What the cosine of whitened features counts beside that of words. */
const EMBEDDED = 0.3;

export interface Kin {
  /** Item indices, likest first. */
  readonly items: Int32Array;
  /** Adding up to 1, or all 0 where the item is like nothing. */
  readonly weights: Float64Array;
  /** What they are weighed by, from −.3 to 1.3. */
  readonly likeness: Float64Array;
}

/** What an item is compared by. */
export interface Content extends StoredFeatures {
  /** '' where there is none. */
  readonly words: string;
}

/** `features`, of which the first rows are the known items'; `words`: (N) theirs. */
export function findKin(
  item: Content,
  features: FeatureTable,
  words: WordIndex,
): Pick<Kin, 'items' | 'likeness'> {
  const count = words.size;
  const likeness = new Float64Array(count);
  const { text, image, present } = features;
  const own = (item.text === undefined ? 0 : 1) + (item.image === undefined ? 0 : 1);
  const parts = [
    { values: item.text, matrix: text, at: TEXT },
    { values: item.image, matrix: image, at: IMAGE },
  ] as const;
  for (const { values, matrix, at } of parts) {
    if (values !== undefined) addCosines(values, matrix, present, at, likeness);
  }
  for (let other = 0; other < count; other++) {
    const both = present[2 * other] + present[2 * other + 1];
    // Rows are the modalities' unit vectors one after the other, and of length 1 as a whole.
    if (own > 0 && both > 0) likeness[other] *= EMBEDDED / Math.sqrt(own * both);
  }
  words.addLikeness(item.words, likeness);
  const items = topK(likeness, undefined, count, Math.min(KIN, count));
  return {
    items: Int32Array.from(items),
    likeness: Float64Array.from(items, (other) => likeness[other]),
  };
}

/** How kin count. `sharpness`: how much the likest count for more. */
export function weighed(
  { items, likeness }: Pick<Kin, 'items' | 'likeness'>,
  sharpness: number,
): Kin {
  const sharp = likeness.map((value) => Math.max(value, 0) ** sharpness);
  const total = sharp.reduce((sum, value) => sum + value, 0);
  const weights = sharp.map((value) => (total > 0 ? value / total : 0));
  return { items, likeness, weights };
}
