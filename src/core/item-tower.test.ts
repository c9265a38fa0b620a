/**
 * The item tower against its formula, computed weight by weight in float64 with whole vectors and no shared sums.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ItemTower } from './item-tower';
import { unpackCodes } from './semantic-id';
import { floatTensor, int8Tensor, type Tensor, type Tensors } from './tensor';
import { madeUpShop, type MadeUpShop } from './testing/made-up-shop';
import { Random } from './testing/random';

/** The shop's item tower with the values of its int8 weights as float32. */
function inFloat32({ tensors, sizes }: MadeUpShop): Map<string, Tensor> {
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

function tower({ packed, residuals, sizes }: MadeUpShop, tensors: Tensors): ItemTower {
  return new ItemTower(tensors, packed, residuals, sizes);
}

/** (N, D) */
function naiveVectors(shop: MadeUpShop): number[][] {
  const { packed, residuals, sizes } = shop;
  const { levels, codebookSize, dimension, residual } = sizes;
  const weights = inFloat32(shop);
  const P =
    residual === 0 ? [] : floatTensor(weights, 'items.residual.weight', [residual, dimension]);
  const E = Array.from({ length: levels }, (_, l) =>
    floatTensor(weights, `items.code.${l + 1}.weight`, [codebookSize, dimension]),
  );
  return Array.from(packed, (id, item) =>
    Array.from({ length: dimension }, (_, d) => {
      let value = 0;
      unpackCodes(id, levels).forEach((code, l) => (value += E[l][code * dimension + d]));
      for (let r = 0; r < residual; r++) {
        value += residuals[item * residual + r] * P[r * dimension + d];
      }
      return value;
    }),
  );
}

// Odd widths on purpose: sums go by four. One to four levels fill one to four bytes of an ID.
const shops = fc
  .record({
    seed: fc.nat(1000),
    ids: fc.constantFrom([1, 256], [2, 16], [3, 8], [4, 5]),
    dimension: fc.constantFrom(1, 16, 19),
    residual: fc.constantFrom(0, 1, 4, 7),
  })
  .map(({ seed, ids: [levels, codebookSize], ...widths }) =>
    madeUpShop(seed, { levels, codebookSize, ...widths }),
  );

describe.each([
  ['int8', (shop: MadeUpShop) => shop.tensors],
  ['float32', inFloat32],
])('of %s weights', (_, weightsOf) => {
  test('a row is the vector of its item, and zero for the state token', () => {
    fc.assert(
      fc.property(shops, (shop) => {
        const { items: count, dimension } = shop.sizes;
        const expected = naiveVectors(shop);
        const items = Int32Array.of(-1, ...new Random(1).distinct(10, count), -1, count - 1);
        // What a buffer held before does not matter, and what lies beyond the rows stays.
        const out = new Float32Array((items.length + 1) * dimension).fill(7);
        tower(shop, weightsOf(shop)).rows(items, out);
        for (let at = 0; at < out.length; at++) {
          const item = items.at(Math.floor(at / dimension)) ?? -1;
          const inside = at < items.length * dimension;
          const value = item < 0 ? 0 : expected[item][at % dimension];
          expect(out[at]).toBeCloseTo(inside ? value : 7, 5);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('the dense head is query · vector, of one item and of the whole catalogue', () => {
    fc.assert(
      fc.property(shops, (shop) => {
        const random = new Random(2);
        const query = Float32Array.from({ length: shop.sizes.dimension }, () => random.normal());
        const made = tower(shop, weightsOf(shop));
        const all = made.logits(query).all(shop.sizes.items);
        const one = made.logits(query);
        naiveVectors(shop).forEach((vector, item) => {
          const logit = vector.reduce((sum, value, d) => sum + value * query[d], 0);
          expect(all[item]).toBeCloseTo(logit, 9);
          expect(one.of(item)).toBe(all[item]);
        });
      }),
      { numRuns: 50 },
    );
  });

  test('what lifts new items is in their logits alone', () => {
    const shop = madeUpShop(4);
    const { items, dimension } = shop.sizes;
    const query = new Float32Array(dimension).fill(0.3);
    const made = tower(shop, weightsOf(shop));
    const plain = made.logits(query).all(items);
    const lift = { from: items - 2, level: 1.5, as: Int32Array.of(0, 1) };
    const lifted = made.logits(query, lift);
    expect(lifted.of(items - 1)).toBe(plain[items - 1] + 1.5);
    expect([...lifted.all(items)]).toEqual(
      [...plain].map((logit, item) => (item < items - 2 ? logit : logit + 1.5)),
    );
  });
});

test.each<[string, Tensor, string]>([
  [
    'items.code.2.weight',
    { dims: [1, 16], data: new Float32Array(16) },
    'initialiser items.code.2.weight is [1, 16], not [8, 16]',
  ],
  [
    'items.code.1.weight.scale',
    { dims: [16], data: new Float32Array(16) },
    'initialiser items.code.1.weight.scale is [16], not [8]',
  ],
  [
    'items.residual.weight',
    { dims: [16, 4], data: new Int8Array(64) },
    'initialiser items.residual.weight is [16, 4], not [4, 16]',
  ],
  [
    'items.residual.weight',
    { dims: [4, 16], data: new Int32Array(64) },
    'initialiser items.residual.weight is not int8',
  ],
])('a wrong %s is refused', (name, tensor, reason) => {
  const shop = madeUpShop(3);
  const make = (): ItemTower => tower(shop, new Map(shop.tensors).set(name, tensor));
  expect(make).toThrow(expect.objectContaining({ code: 'bundle/malformed' }));
  expect(make).toThrow(reason);
});
