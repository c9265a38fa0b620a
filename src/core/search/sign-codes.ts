/**
 * A first look over a large catalogue: of each row of stored features the signs alone, a bit a number, and how many of them
 * differ from a query's. Of two vectors at an angle θ each sign differs with a chance of about θ/π (Charikar 2002, for random
 * axes; whitened ones stand in for them), so what is near by signs is what is worth a cosine. Which cosine, match.ts says.
 */
import { IMAGE, TEXT } from '../cosines';
import type { FeatureMatrix, FeatureTable, StoredFeatures } from '../features';

/** Of all items that have a modality this part is looked at again: bench/search-scan.ts. */
const SHARE = 0.04;
/** And no fewer than this many times as many as are asked for. */
const MARGIN = 3;
const BITS = 32;
/** Further from any query than a row can be. */
const NOWHERE = 0xffff;

export class SignCodes {
  readonly features: FeatureTable;
  /** (N, words) a modality, made when it is first asked for. */
  private readonly signs: (Uint32Array | undefined)[] = [];

  constructor(features: FeatureTable) {
    this.features = features;
  }

  /**
   * (N) 1 for an item among the nearest of the query's text or image by signs, of those that are allowed; of equals with the
   * last all. `count`: how many matches are asked for; `allowed`: (N) 1 where an item may appear; a length below N leaves out the rest.
   */
  near(query: StoredFeatures, allowed: Uint8Array | undefined, count: number): Uint8Array {
    const { text, image, present } = this.features;
    const near = new Uint8Array(present.length / 2);
    if (query.text !== undefined) this.mark(query.text, text, TEXT, allowed, count, near);
    if (query.image !== undefined) this.mark(query.image, image, IMAGE, allowed, count, near);
    return near;
  }

  private mark(
    own: Int8Array,
    matrix: FeatureMatrix,
    modality: typeof TEXT | typeof IMAGE,
    allowed: Uint8Array | undefined,
    count: number,
    near: Uint8Array,
  ): void {
    const { present } = this.features;
    const all = (this.signs[modality] ??= signsOf(matrix.values, matrix.width));
    const query = signsOf(own, matrix.width);
    const words = query.length;
    const distances = new Uint16Array(near.length).fill(NOWHERE);
    const counts = new Uint32Array(matrix.width + 1);
    let total = 0;
    for (let item = 0; item < near.length; item++) {
      if (present[2 * item + modality] === 0 || (allowed !== undefined && allowed[item] !== 1)) {
        continue;
      }
      let distance = 0;
      for (let word = 0; word < words; word++) {
        distance += ones(query[word] ^ all[item * words + word]);
      }
      distances[item] = distance;
      counts[distance]++;
      total++;
    }
    const wanted = Math.min(total, Math.max(MARGIN * count, Math.ceil(SHARE * total)));
    let furthest = 0;
    for (let found = counts[0]; found < wanted;) found += counts[++furthest];
    for (let item = 0; item < near.length; item++) {
      if (distances[item] <= furthest) near[item] = 1;
    }
  }
}

/** (rows, ⌈width / 32⌉) a bit a number: 1 where it is above 0. */
function signsOf(values: Int8Array, width: number): Uint32Array {
  const words = Math.ceil(width / BITS);
  const rows = values.length / width;
  const signs = new Uint32Array(rows * words);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < width; i++, at++) {
      if (values[at] > 0) signs[row * words + (i >>> 5)] |= 1 << (i & 31);
    }
  }
  return signs;
}

/** How many bits of a word are 1. */
function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
