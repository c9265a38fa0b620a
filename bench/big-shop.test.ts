import { expect, test } from 'vitest';
import { madeUpShop } from '../src/core/testing/made-up-shop';
import { bigShop, CODES } from './big-shop';

test('a shop of thousands has an ID an item, skewed, and a prior that names items of it', () => {
  const { catalogue } = bigShop(20_000, 3, madeUpShop(1).settings);
  const { trie, prior } = catalogue;
  expect(new Set(trie.ids).size).toBe(20_000);
  const perCode = Array.from({ length: CODES }, (_, code) => {
    return trie.firstLevelOffsets[code + 1] - trie.firstLevelOffsets[code];
  }).sort((a, b) => b - a);
  // The most crowded tenth of the first codes holds far more than a tenth of the items.
  expect(perCode.slice(0, 25).reduce((a, b) => a + b)).toBeGreaterThan(0.25 * 20_000);
  expect(prior.items.every((item, at) => prior.weights[at] === 0 || item < 20_000)).toBe(true);
  expect(Math.max(...prior.items.subarray(0, 8))).toBeGreaterThan(0);
});
