/** The best of the dense head: exactly where everything is looked at, and what must hold where only what is near is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestOfArray } from '../candidates';
import { BaseRule, Mask } from '../mask';
import { filtersOf } from '../testing/made-up-request';
import { madeUpShop } from '../testing/made-up-shop';
import { Trie } from '../trie';
import { DenseHead } from './dense-head';
import { NearItems } from './near-items';

const shop = madeUpShop(9, { items: 120 });
const { catalogue, packed, residuals, sizes, tower } = shop;
const { trie } = catalogue;
const WANTED = 6;
const query = Float32Array.from({ length: sizes.dimension }, (_, d) => Math.sin(3 * d + 1));
const logits = tower.logits(query).all(sizes.items);
const everything = new Mask(trie, new BaseRule(trie), []);
const narrow = new NearItems(trie, residuals, sizes.residual, {
  prefixes: 10,
  items: 20,
  whole: 0,
});
const wide = new NearItems(trie, residuals, sizes.residual, {
  prefixes: 1000,
  items: 1000,
  whole: 0,
});

const few = { prefixes: 10, items: 20, whole: sizes.items };
const unasked = new NearItems(trie, residuals, sizes.residual, few);

const head = (near?: NearItems): DenseHead => new DenseHead(tower.logits(query), sizes.items, near);
const exact = (mask: Mask): number[] => bestOfArray(logits, mask, WANTED);

test.each([
  ['without near items', head()],
  ['where few enough are allowed', head(unasked)],
  ['where everything is near', head(wide)],
])('%s the best of all items', (_, dense) => {
  fc.assert(
    fc.property(filtersOf(sizes.items, WANTED), (allowed) => {
      const mask = new Mask(trie, new BaseRule(trie, allowed), [3, 4]);
      expect(dense.best(mask, WANTED)).toEqual(exact(mask));
    }),
  );
});

describe('of near items', () => {
  test('the best of them, with their own logits', () => {
    const dense = head(narrow);
    const near = new Uint8Array(sizes.items);
    for (const item of narrow.of(tower.logits(query).query).items) near[item] = 1;
    const found = dense.best(everything, WANTED);
    expect(found).toEqual(exact(new Mask(trie, new BaseRule(trie, near), [])));
    // Or this test would show nothing.
    expect(found).not.toEqual(exact(everything));
    for (const item of found) expect(dense.of(item)).toBe(logits[item]);
  });

  test('where the filter leaves too few of them, the best of all', () => {
    const far = new Uint8Array(sizes.items).fill(1);
    for (const item of narrow.of(tower.logits(query).query).items) far[item] = 0;
    const mask = new Mask(trie, new BaseRule(trie, far), []);
    expect(head(narrow).best(mask, WANTED)).toEqual(exact(mask));
  });

  test('what came later is looked at too', () => {
    const earlier = new Trie(packed.slice(0, 100), sizes.levels, sizes.codebookSize);
    const near = new NearItems(earlier, residuals, sizes.residual, {
      prefixes: 1,
      items: 1,
      whole: 0,
    });
    const later = new Uint8Array(sizes.items).fill(0);
    later.fill(1, 100);
    for (const item of near.of(tower.logits(query).query).items) later[item] = 1;
    const mask = new Mask(trie, new BaseRule(trie, later), []);
    expect(head(near).best(everything, 3)).toEqual(bestOfArray(logits, mask, 3));
  });
});
