/** Whitened modality features of the catalogue, as stored: int8 steps and one scale each, and as the networks see them. */
import type { ItemFeatures } from '../contract/recommend';

export interface FeatureMatrix {
  /** (N, width) */
  readonly values: Int8Array;
  readonly width: number;
  readonly scale: number;
}

/** Features of one item or query, as stored: (64) each; what it has not is absent. */
export interface StoredFeatures {
  readonly text?: Int8Array;
  readonly image?: Int8Array;
}

export interface FeatureTable {
  readonly text: FeatureMatrix;
  readonly image: FeatureMatrix;
  /** (N, 2) 1 where an item has text, image. */
  readonly present: Uint8Array;
}

/** Whitened features as the networks see them: what is stored, times its scale. */
export function dequantised(stored: Int8Array, { scale }: FeatureMatrix): Float32Array {
  return Float32Array.from(stored, (step) => step * scale);
}

/** What the fusion encoder sees of an item of the table. */
export function itemFeatures({ text, image, present }: FeatureTable, item: number): ItemFeatures {
  const row = (matrix: FeatureMatrix): Float32Array =>
    dequantised(matrix.values.subarray(item * matrix.width, (item + 1) * matrix.width), matrix);
  return {
    ...(present[2 * item] === 1 && { text: row(text) }),
    ...(present[2 * item + 1] === 1 && { image: row(image) }),
  };
}
