/**
 * Item vectors from float32 weights: of a bundle exported with `--weights float32`, which is for measuring what int8 costs
 * and is not shipped. The formula is that of core/item-vectors.ts, whose weights are int8.
 */
import type { ItemVectorSizes } from '../core/item-vectors';
import { codeAt } from '../core/semantic-id';
import { floatTensor, type Tensors } from '../core/tensor';

/** Whether the item tower's weights are float32. */
export function hasFloatWeights(tensors: Tensors): boolean {
  return tensors.get('items.code.1.weight')?.data instanceof Float32Array;
}

/** (N, D) from packed IDs (N) and raw int8 residuals (N, R), both by item index. */
export function floatItemVectors(
  tensors: Tensors,
  packed: Uint32Array,
  residuals: Int8Array,
  { levels, codebookSize, dimension, residual }: ItemVectorSizes,
): Float32Array {
  const tables = Array.from({ length: levels }, (_, i) =>
    floatTensor(tensors, `items.code.${i + 1}.weight`, [codebookSize, dimension]),
  );
  /** (R, D) */
  const projection =
    residual === 0
      ? new Float32Array(0)
      : floatTensor(tensors, 'items.residual.weight', [residual, dimension]);
  const vectors = new Float32Array(packed.length * dimension);
  const sums = new Float64Array(dimension);
  for (let item = 0; item < packed.length; item++) {
    sums.fill(0);
    tables.forEach((table, i) => {
      const row = codeAt(packed[item], i + 1, levels) * dimension;
      for (let d = 0; d < dimension; d++) sums[d] += table[row + d];
    });
    for (let r = 0; r < residual; r++) {
      const step = residuals[item * residual + r];
      for (let d = 0; d < dimension; d++) sums[d] += step * projection[r * dimension + d];
    }
    vectors.set(sums, item * dimension);
  }
  return vectors;
}
