/** Which items are near, against a naive walk over prefixes written as strings, with means and deviations taken one by one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackCodes } from '../semantic-id';
import { madeUpShop, type MadeUpShop } from '../testing/made-up-shop';
import { Random } from '../testing/random';
import type { DenseQuery } from './dense-logits';
import { NearItems } from './near-items';

const shops = fc
  .record({
    seed: fc.nat(1000),
    ids: fc.constantFrom([2, 16], [3, 8], [4, 5]),
    residual: fc.constantFrom(0, 1, 4, 7),
  })
  .map(({ seed, ids: [levels, codebookSize], residual }) =>
    madeUpShop(seed, { levels, codebookSize, residual }),
  );

function queryOf({ tower, sizes }: MadeUpShop): DenseQuery {
  const random = new Random(2);
  return tower.logits(Float32Array.from({ length: sizes.dimension }, () => random.normal())).query;
}

function nearItems({ catalogue, residuals, sizes }: MadeUpShop, most: [number, number]): NearItems {
  const [prefixes, items] = most;
  return new NearItems(catalogue.trie, residuals, sizes.residual, { prefixes, items });
}

/** Prefixes of `depth` codes by descending promise, with their items. */
function naive(shop: MadeUpShop, depth: number): { name: string; items: number[] }[] {
  const { packed, residuals, sizes } = shop;
  const { worth, projected } = queryOf(shop);
  const width = sizes.residual;
  const groups = new Map<string, number[]>();
  packed.forEach((id, item) => {
    const name = unpackCodes(id, sizes.levels).slice(0, depth).join('.');
    groups.set(name, [...(groups.get(name) ?? []), item]);
  });
  const length = Math.hypot(...projected);
  const promise = (items: number[]): number => {
    const codes = unpackCodes(packed[items[0]], sizes.levels).slice(0, depth);
    let sum = codes.reduce((all, code, l) => all + worth[256 * (sizes.levels - 1 - l) + code], 0);
    let variance = 0;
    projected.forEach((p, r) => {
      const steps = items.map((item) => residuals[item * width + r]);
      const mean = steps.reduce((a, b) => a + b, 0) / steps.length;
      sum += p * Math.round(mean);
      variance += steps.reduce((all, step) => all + (step - mean) ** 2, 0) / steps.length / width;
    });
    return sum + length * Math.sqrt(variance);
  };
  return [...groups]
    .map(([name, items]) => ({ name, items, promise: promise(items) }))
    .sort((a, b) => b.promise - a.promise);
}

test('with room for all every item is near, once', () => {
  fc.assert(
    fc.property(shops, (shop) => {
      const found = nearItems(shop, [1000, 1000]).of(queryOf(shop)).items;
      expect([...found].sort((a, b) => a - b)).toEqual([...shop.packed.keys()]);
    }),
  );
});

test('items of the most promising prefixes of two codes, of the most promising first codes', () => {
  fc.assert(
    fc.property(shops, fc.integer({ min: 1, max: 12 }), (shop, most) => {
      const depth = Math.min(2, shop.sizes.levels - 1);
      const allowed: string[] = [];
      const fine = naive(shop, depth);
      for (const { name } of naive(shop, 1)) {
        if (depth === 2 && allowed.length >= most) break;
        for (const child of fine) {
          if (child.name === name || child.name.startsWith(`${name}.`)) allowed.push(child.name);
        }
      }
      const open = fine.filter(({ name }) => allowed.includes(name));
      const ordered = Math.ceil(
        (2 * most * open.length) / open.reduce((all, { items }) => all + items.length, 0),
      );
      const expected: number[] = [];
      for (const { items } of open.slice(0, ordered)) {
        if (expected.length < most) expected.push(...items);
      }
      const found = nearItems(shop, [most, most]).of(queryOf(shop)).items;
      expect([...found].sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    }),
    { numRuns: 300 },
  );
});
