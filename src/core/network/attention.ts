/**
 * Multi-head attention over projected rows: softmax(q · k / √d + mask) · v, head by head.
 * The projections around it belong to the encoder.
 */

/** Shapes of one call: Q query rows, T rows in all, D numbers a row. */
export interface AttentionShape {
  readonly queries: number;
  readonly rows: number;
  readonly dimension: number;
  readonly heads: number;
}

/**
 * q (Q, D), k and v (T, D), mask (T, T) or none → out (Q, D). `weights` is scratch for T numbers.
 */
export function attend(
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  mask: Float32Array | undefined,
  shape: AttentionShape,
  weights: Float64Array,
  out: Float32Array,
): void {
  const { queries, rows, dimension, heads } = shape;
  const width = dimension / heads;
  const factor = 1 / Math.sqrt(width);
  for (let query = 0; query < queries; query++) {
    for (let first = 0; first < dimension; first += width) {
      const own = query * dimension + first;
      let largest = -Infinity;
      for (let row = 0; row < rows; row++) {
        const other = row * dimension + first;
        let dot = 0;
        for (let i = 0; i < width; i++) dot += q[own + i] * k[other + i];
        const score = dot * factor + (mask === undefined ? 0 : mask[query * rows + row]);
        weights[row] = score;
        if (score > largest) largest = score;
      }
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const weight = Math.exp(weights[row] - largest);
        weights[row] = weight;
        sum += weight;
      }
      out.fill(0, own, own + width);
      for (let row = 0; row < rows; row++) {
        const weight = weights[row] / sum;
        // What the mask blocks has a weight of exactly 0.
        if (weight === 0) continue;
        const other = row * dimension + first;
        for (let i = 0; i < width; i++) out[own + i] += weight * v[other + i];
      }
    }
  }
}
