/** Cosines of one row of stored features to the rows of all items: an exact scan. Whose row it is, callers know. */
import type { FeatureMatrix } from './features';

/** Column of `FeatureTable.present`. */
export const TEXT = 0;
export const IMAGE = 1;

/**
 * Adds to (N) the cosine of `own` (width) to each row that has the modality; the scale cancels. Rows of zeros are like nothing.
 * `only`: (N) 1 for the rows to look at; absent, all.
 */
export function addCosines(
  own: Int8Array,
  { values, width }: FeatureMatrix,
  present: Uint8Array,
  modality: typeof TEXT | typeof IMAGE,
  to: Float64Array,
  only?: Uint8Array,
): void {
  let ownSquares = 0;
  for (const value of own) ownSquares += value * value;
  if (ownSquares === 0) return;
  for (let other = 0, at = 0; other < to.length; other++, at += width) {
    if (present[2 * other + modality] === 0 || only?.[other] === 0) continue;
    let dot = 0;
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const value = values[at + i];
      dot += own[i] * value;
      squares += value * value;
    }
    if (squares > 0) to[other] += dot / Math.sqrt(ownSquares * squares);
  }
}
