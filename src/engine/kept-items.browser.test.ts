/** What calls have changed, kept in a browser's storage: there on the next visit, gone when it is forgotten, never fatal. */
import { beforeEach, expect, it } from 'vitest';
import { loadBundle } from '../bundle/bundle';
import type { NewItem } from '../contract/recommend';
import { Engine } from './engine';
import { twinsOf } from './testing/twins';

const BUNDLE = '/models/fixture/';
const CACHE = 'musicrec-items';
const KEY = `${BUNDLE}kept-items`;

const open = (keep = true): Promise<Engine> =>
  Engine.open({ bundle: BUNDLE, executor: 'graph', keep });

let twins: NewItem[];

beforeEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  twins = await twinsOf(await loadBundle(BUNDLE), ['milk-02', 'bread-01']);
});

it('is there again on the next visit, with the IDs it had', async () => {
  const engine = await open();
  await engine.addItems(twins);
  engine.updateItems([{ id: 'new milk-02', price: 3 }]);
  engine.setAvailable(['milk-00'], false);
  await engine.removeItems(['milk-05', 'new bread-01']);
  await engine.takeNews();
  const next = await open();
  expect(next.catalogue()).toEqual(engine.catalogue());
  expect(next.describe('new milk-02')).toEqual(engine.describe('new milk-02'));
  const { items } = await next.recommend({ kind: 'next', count: 200, perType: 0 });
  expect(items).toHaveLength(95);
  expect((await next.added()).map(({ id }) => id)).toEqual(['new milk-02']);
  // Only for those who ask for it.
  expect((await open(false)).info().items).toBe(96);
});

it('is gone once it is forgotten', async () => {
  const engine = await open();
  await engine.addItems(twins);
  await engine.takeNews();
  await engine.forgetChanges();
  await engine.takeNews();
  expect((await open()).info().items).toBe(96);
  expect(await (await caches.open(CACHE)).match(KEY)).toBeUndefined();
});

it('is kept together for pages that are open at once', async () => {
  const pages = await Promise.all([open(), open()]);
  await Promise.all(
    pages.map(async (page, i) => {
      await page.addItems([twins[i]]);
      await page.takeNews();
    }),
  );
  const ids = (await (await open()).added()).map(({ id }) => id);
  expect(ids.sort()).toEqual(['new bread-01', 'new milk-02']);
});

it.each(['{', '[]', '{"format":1,"items":[{"id":"a","added":{}}]}', '{"format":2,"items":[]}'])(
  'that cannot be read is nothing, and is written over: %s',
  async (text) => {
    await (await caches.open(CACHE)).put(KEY, new Response(text));
    const engine = await open();
    expect(engine.info().items).toBe(96);
    await engine.addItems(twins);
    await engine.takeNews();
    expect((await open()).info().items).toBe(98);
  },
);
