/** New items of a made-up shop: whole catalogues that grew against ones that were there from the start. */
import { describe, expect, it } from 'vitest';
import type { Executor } from '../executor';
import { JsModel } from '../network/js-model';
import { PriorRanker } from '../prior-ranker';
import { ModelRanker } from '../ranker';
import { madeUpRequest } from '../testing/made-up-request';
import { madeUpShop, type MadeUpShop } from '../testing/made-up-shop';
import { admissionOf, newItems } from '../testing/new-items';
import { Trie } from '../trie';

const NEW = 30;

describe('items that come one by one', () => {
  it('make the catalogue that they make together, and that a new trie would hold', () => {
    const shop = madeUpShop(3);
    const together = admissionOf(shop);
    const all = together.admit(newItems(9, NEW));
    const single = admissionOf(shop);
    const each = newItems(9, NEW).flatMap((item) => single.admit([item]));
    expect(each).toEqual(all);
    const { catalogue, residuals } = single.current;
    expect(catalogue).toEqual(together.current.catalogue);
    expect(residuals).toEqual(together.current.residuals);
    expect(single.features).toEqual(together.features);
    const { trie } = catalogue;
    expect(trie).toEqual(new Trie(trie.packed, trie.levels, trie.codebookSize));
    expect(new Set(trie.ids).size).toBe(shop.sizes.items + NEW);
    // What was there is there.
    const before = shop.catalogue;
    expect(trie.packed.subarray(0, before.trie.size)).toEqual(before.trie.packed);
    expect(residuals.subarray(0, shop.residuals.length)).toEqual(shop.residuals);
  });

  it('say who they are: an ID nobody has, kin that are known, distances', () => {
    const shop = madeUpShop(4);
    const admitted = admissionOf(shop).admit(newItems(2, NEW));
    for (const { codes, distances, kin, item } of admitted) {
      expect(codes).toHaveLength(3);
      expect(distances.every((distance) => distance >= 0)).toBe(true);
      expect(Math.max(...kin.items)).toBeLessThan(shop.sizes.items);
      expect(kin.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
      expect(item).toBeGreaterThanOrEqual(shop.sizes.items);
    }
  });

  it('are all refused where not all find room, and nothing has changed', () => {
    const shop = madeUpShop(5, { levels: 2, codebookSize: 8, items: 60 });
    const admission = admissionOf(shop);
    const before = admission.current;
    expect(() => admission.admit(newItems(1, 5))).toThrow(
      expect.objectContaining({ code: 'items/full' }) as Error,
    );
    expect(admission.current).toBe(before);
    admission.admit(newItems(1, 4));
    expect(new Set(admission.current.catalogue.trie.ids).size).toBe(64);
  });
});

describe('an executor that accepts them', () => {
  it.each(['js', 'graph'] as const)(
    'ranks as one that had them from the start: %s',
    async (name) => {
      const shop = madeUpShop(6);
      const { settings, tensors, tower } = shop;
      const model = new JsModel({ manifest: settings, tensors, tower });
      const make = (catalogue: MadeUpShop['catalogue']): Executor =>
        name === 'graph'
          ? new PriorRanker(catalogue)
          : new ModelRanker({ name, model, catalogue, tower });
      const old = make(shop.catalogue);
      const ask = (executor: Executor, seed: number): Promise<number[]> =>
        executor.rank(madeUpRequest(shop, seed, { count: 40 })).then(({ items }) => [...items]);
      const unchanged = await ask(old, 1);
      const admission = admissionOf(shop);
      admission.admit(newItems(8, NEW));
      const grown = admission.current;
      tower.grow(grown.catalogue.trie.packed, grown.residuals);
      // Until it accepts them they are not there.
      expect(await ask(old, 1)).toEqual(unchanged);
      old.accept(grown);
      let listed = 0;
      for (let seed = 1; seed <= 10; seed++) {
        const found = await ask(old, seed);
        expect(found).toEqual(await ask(make(grown.catalogue), seed));
        listed += found.filter((item) => item >= shop.sizes.items).length;
      }
      expect(listed).toBeGreaterThan(10);
    },
  );
});
