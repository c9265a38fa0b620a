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

function someQuery({ sizes }: MadeUpShop): Float32Array {
  const random = new Random(2);
  return Float32Array.from({ length: sizes.dimension }, () => random.normal());
}

function queryOf(shop: MadeUpShop): DenseQuery {
  return shop.tower.logits(someQuery(shop)).query;
}

function nearItems({ catalogue, residuals, sizes }: MadeUpShop, most: [number, number]): NearItems {
  const [prefixes, items] = most;
  return new NearItems(catalogue.trie, residuals, sizes.residual, { prefixes, items, whole: 0 });
}

interface Group {
  readonly name: string;
  readonly items: number[];
  readonly promise: number;
}

/** Prefixes of `depth` codes by descending promise, with their items. */
function naive(shop: MadeUpShop, depth: number): Group[] {
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
      const open: Group[] = [];
      const fine = naive(shop, depth);
      for (const { name } of naive(shop, 1)) {
        if (depth === 2 && open.length >= most) break;
        open.push(...fine.filter((other) => `${other.name}.`.startsWith(`${name}.`)));
      }
      const { items, logits } = nearItems(shop, [most, most]).of(queryOf(shop));
      const found = new Set(items);
      expect(found.size).toBe(items.length);
      const all = shop.tower.logits(someQuery(shop));
      items.forEach((item, i) => {
        expect(logits[i]).toBe(all.of(item));
      });
      // Whole prefixes, none of them less promising than one that is left out, and no more than are wanted, to a step.
      const inside = open.filter((group) => found.has(group.items[0]));
      expect(inside.flatMap((group) => group.items).sort((a, b) => a - b)).toEqual(
        [...items].sort((a, b) => a - b),
      );
      const promises = open.map((group) => group.promise);
      const step = (Math.max(...promises) - Math.min(...promises)) / 1024;
      const least = Math.min(...inside.map((group) => group.promise));
      for (const group of open) {
        if (!inside.includes(group)) expect(group.promise).toBeLessThan(least);
      }
      const better = inside.filter((group) => group.promise > least + 1.001 * step);
      expect(better.reduce((sum, group) => sum + group.items.length, 0)).toBeLessThan(most);
      const total = open.reduce((sum, group) => sum + group.items.length, 0);
      expect(items.length).toBeGreaterThanOrEqual(Math.min(most, total));
    }),
    { numRuns: 300 },
  );
});
