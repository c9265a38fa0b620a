/**
 * Vectors of all items from their codes and residuals: Σ_l E_l[c_l] + residual · P, as items.onnx computes them.
 * Computed once per bundle; a new item needs its codes alone.
 */
import { codeAt } from './semantic-id';
import { floatTensor, int8Tensor, type Tensors } from './tensor';

export interface ItemVectorSizes {
  readonly levels: number;
  readonly codebookSize: number;
  /** D */
  readonly dimension: number;
  /** R */
  readonly residual: number;
}

/** (N, D) from packed IDs (N) and residuals (N, R), both by item index. */
export function itemVectors(
  tensors: Tensors,
  packed: Uint32Array,
  residuals: Int8Array,
  sizes: ItemVectorSizes,
): Float32Array {
  const { levels, codebookSize, dimension, residual } = sizes;
  const vectors = new Float32Array(packed.length * dimension);
  for (let level = 1; level <= levels; level++) {
    const name = `items.code.${level}.weight`;
    const table = int8Tensor(tensors, name, [codebookSize, dimension]);
    const scale = floatTensor(tensors, `${name}.scale`, [codebookSize]);
    for (let item = 0; item < packed.length; item++) {
      const code = codeAt(packed[item], level, levels);
      for (let d = 0; d < dimension; d++) {
        vectors[item * dimension + d] += table[code * dimension + d] * scale[code];
      }
    }
  }
  if (residual === 0) return vectors;
  const name = 'items.residual.weight';
  const projection = int8Tensor(tensors, name, [residual, dimension]);
  const scale = floatTensor(tensors, `${name}.scale`, [dimension]);
  const sums = new Float64Array(dimension);
  for (let item = 0; item < packed.length; item++) {
    sums.fill(0);
    for (let r = 0; r < residual; r++) {
      const step = residuals[item * residual + r];
      if (step === 0) continue;
      for (let d = 0; d < dimension; d++) sums[d] += step * projection[r * dimension + d];
    }
    for (let d = 0; d < dimension; d++) vectors[item * dimension + d] += sums[d] * scale[d];
  }
  return vectors;
}
