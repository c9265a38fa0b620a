/** Which catalogues are looked at whole, and that executors of one bundle share what the others need. */
import { expect, test } from 'vitest';
import { madeUpShop } from '../core/testing/made-up-shop';
import { LOOK_AT_ALL, lookAt } from './look';

const shopOf = (items: number) => madeUpShop(1, { items, codebookSize: 64 });

test('every item of fifty thousand is looked at', async () => {
  const { catalogue, tower } = shopOf(LOOK_AT_ALL);
  expect(await lookAt(catalogue.trie, tower)).toEqual({ atAll: LOOK_AT_ALL, near: undefined });
});

test('of more, those of promising prefixes, found by the same for all executors', async () => {
  const { catalogue, tower } = shopOf(LOOK_AT_ALL + 1);
  const look = await lookAt(catalogue.trie, tower);
  expect(look.near?.size).toBe(LOOK_AT_ALL + 1);
  expect((await lookAt(catalogue.trie, tower)).near).toBe(look.near);
});
