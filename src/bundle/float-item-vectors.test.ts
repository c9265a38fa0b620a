import { expect, test } from 'vitest';
import { madeUpShop, type MadeUpShop } from '../core/testing/made-up-shop';
import { floatTensor, int8Tensor, type Tensor } from '../core/tensor';
import { floatItemVectors, hasFloatWeights } from './float-item-vectors';

/** The shop's item tower with the values of its int8 weights as float32. */
function dequantised({ tensors, sizes }: MadeUpShop): Map<string, Tensor> {
  const { levels, codebookSize, dimension, residual } = sizes;
  const floats = new Map<string, Tensor>();
  for (let level = 1; level <= levels; level++) {
    const name = `items.code.${level}.weight`;
    const scale = floatTensor(tensors, `${name}.scale`, [codebookSize]);
    const steps = int8Tensor(tensors, name, [codebookSize, dimension]);
    const data = Float32Array.from(steps, (step, i) => step * scale[Math.floor(i / dimension)]);
    floats.set(name, { dims: [codebookSize, dimension], data });
  }
  if (residual === 0) return floats;
  const name = 'items.residual.weight';
  const scale = floatTensor(tensors, `${name}.scale`, [dimension]);
  const steps = int8Tensor(tensors, name, [residual, dimension]);
  const data = Float32Array.from(steps, (step, i) => step * scale[i % dimension]);
  return floats.set(name, { dims: [residual, dimension], data });
}

test.each([4, 0])('vectors are those of the same weights in int8, %i residuals', (residual) => {
  const shop = madeUpShop(3, { residual });
  const { tensors, packed, residuals, sizes } = shop;
  const floats = dequantised(shop);
  expect([hasFloatWeights(floats), hasFloatWeights(tensors)]).toEqual([true, false]);
  const vectors = floatItemVectors(floats, packed, residuals, sizes);
  expect(vectors).toHaveLength(shop.vectors.length);
  vectors.forEach((value, i) => {
    expect(value).toBeCloseTo(shop.vectors[i], 4);
  });
});

test('a table of another shape is refused', () => {
  const shop = madeUpShop(3);
  const floats = dequantised(shop).set('items.code.2.weight', {
    dims: [1, 16],
    data: new Float32Array(16),
  });
  expect(() => floatItemVectors(floats, shop.packed, shop.residuals, shop.sizes)).toThrow(
    'initialiser items.code.2.weight is [1, 16], not [8, 16]',
  );
});
