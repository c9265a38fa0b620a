/** New items of a made-up shop: whole catalogues that grew against ones that were there from the start. */
import { describe, expect, it } from 'vitest';
import type { Executor } from '../executor';
import { JsModel } from '../network/js-model';
import { PriorRanker } from '../prior-ranker';
import { ModelRanker } from '../ranker';
import { madeUpRequest } from '../testing/made-up-request';
import { madeUpShop, type MadeUpShop } from '../testing/made-up-shop';
import { GrowingShop, newItems } from '../testing/new-items';
import { Trie } from '../trie';
import { weighed } from './kin';

const NEW = 30;

describe('items that come one by one', () => {
  it('make the catalogue that they make together, and that a new trie would hold', () => {
    const shop = madeUpShop(3);
    const together = new GrowingShop(shop);
    const all = together.admit(newItems(9, NEW));
    const single = new GrowingShop(shop);
    // Asked for in between: what is made by then must not change what comes.
    single.growth.residualsOf(shop.residuals);
    const each = newItems(9, NEW).flatMap((item) => {
      single.growth.featuresOf(shop.features);
      return single.admit([item]);
    });
    expect(each).toEqual(all);
    const { catalogue } = single.growth;
    const residuals = single.growth.residualsOf(shop.residuals);
    expect(catalogue).toEqual(together.growth.catalogue);
    expect(residuals).toEqual(together.growth.residualsOf(shop.residuals));
    expect(single.growth.featuresOf(shop.features)).toEqual(
      together.growth.featuresOf(shop.features),
    );
    const { trie } = catalogue;
    expect(trie).toEqual(new Trie(trie.packed, trie.levels, trie.codebookSize));
    expect(new Set(trie.ids).size).toBe(shop.sizes.items + NEW);
    // What was there is there.
    const before = shop.catalogue;
    expect(trie.packed.subarray(0, before.trie.size)).toEqual(before.trie.packed);
    expect(residuals.subarray(0, shop.residuals.length)).toEqual(shop.residuals);
  });

  it('a thousand of them too', () => {
    const shop = madeUpShop(7, { levels: 3, codebookSize: 16 });
    const together = new GrowingShop(shop);
    together.admit(newItems(4, 1000));
    const single = new GrowingShop(shop);
    for (const item of newItems(4, 1000)) single.admit([item]);
    expect(single.growth.catalogue.trie).toEqual(together.growth.catalogue.trie);
  });

  it('say who they are: an ID nobody has, kin that are known, distances', () => {
    const shop = madeUpShop(4);
    const admitted = new GrowingShop(shop).admit(newItems(2, NEW));
    for (const { codes, distances, kin } of admitted) {
      expect(codes).toHaveLength(3);
      expect(distances.every((distance) => distance >= 0)).toBe(true);
      expect(Math.max(...kin.items)).toBeLessThan(shop.sizes.items);
      const { weights } = weighed(kin, 2);
      expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    }
  });

  it('are expected to be as popular as their kin are, as these count, times e to the level', () => {
    const shop = madeUpShop(6);
    const { popularity: known } = shop.catalogue;
    const level = 0.7;
    const growing = new GrowingShop(shop, { level, sharpness: 3 });
    const admitted = growing.admit(newItems(2, NEW));
    const { popularity } = growing.growth.catalogue;
    admitted.forEach(({ kin }, i) => {
      const { items, weights } = weighed(kin, 3);
      const logs = Array.from(items, (item, k) => weights[k] * Math.log(known[item] + 1));
      const mean = logs.reduce((a, b) => a + b, 0);
      expect(Math.log(popularity[known.length + i] + 1)).toBeCloseTo(mean + level, 5);
    });
    // Held back so far that nobody is expected to take them.
    const held = new GrowingShop(shop, { level: -50 });
    held.admit(newItems(2, NEW));
    expect(Math.max(...held.growth.catalogue.popularity.subarray(known.length))).toBe(0);
  });

  it('are all refused where not all find room, and nothing has changed', () => {
    const shop = madeUpShop(5, { levels: 2, codebookSize: 8, items: 60 });
    const growing = new GrowingShop(shop);
    const before = growing.growth.catalogue;
    expect(() => growing.admit(newItems(1, 5))).toThrow(
      expect.objectContaining({ code: 'items/full' }) as Error,
    );
    expect(growing.growth.catalogue).toBe(before);
    growing.admit(newItems(1, 4));
    expect(new Set(growing.growth.catalogue.trie.ids).size).toBe(64);
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
      const growing = new GrowingShop(shop);
      growing.admit(newItems(8, NEW));
      const { growth } = growing;
      const { catalogue } = growth;
      tower.grow(catalogue.trie.packed, growth.residualsOf(shop.residuals));
      // Until it accepts them they are not there.
      expect(await ask(old, 1)).toEqual(unchanged);
      old.accept(growth);
      let listed = 0;
      for (let seed = 1; seed <= 10; seed++) {
        const found = await ask(old, seed);
        expect(found).toEqual(await ask(make(catalogue), seed));
        listed += found.filter((item) => item >= shop.sizes.items).length;
      }
      expect(listed).toBeGreaterThan(10);
    },
  );
});
