/** Whitened modality features of the catalogue, as stored: int8 steps and one scale each. Types only. */

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
