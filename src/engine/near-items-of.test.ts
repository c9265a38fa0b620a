/** Which catalogues are looked at whole, and that executors of one bundle share what the others need. */
import { expect, test } from 'vitest';
import { LOOK_AT_ALL } from '../core/dense/look-at-all';
import { madeUpShop } from '../core/testing/made-up-shop';
import { nearItemsOf } from './near-items-of';

const shopOf = (items: number) => madeUpShop(1, { items, codebookSize: 64 });

test('every item of fifty thousand is looked at', async () => {
  const { catalogue, tower } = shopOf(LOOK_AT_ALL);
  expect(await nearItemsOf(catalogue.trie, tower)).toBeUndefined();
});

test('of more, those of promising prefixes, found by the same for all executors', async () => {
  const { catalogue, tower } = shopOf(LOOK_AT_ALL + 1);
  const near = await nearItemsOf(catalogue.trie, tower);
  expect(near?.size).toBe(LOOK_AT_ALL + 1);
  expect(await nearItemsOf(catalogue.trie, tower)).toBe(near);
});
