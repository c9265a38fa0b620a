/** What a person's words do in the engine, with the encoder that ships: searches of the shop, and items of titles alone. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBundle } from '../bundle/bundle';
import { readDirectory } from '../bundle/read-directory';
import type { SearchRequest } from '../contract/recommend';
import { itemText } from '../core/admission/item-text';
import { dequantised } from '../core/features';
import { Engine } from './engine';
import { openFixture } from './fixture';
import { TextFeatures } from './text-features';

const GROCERY = new URL('../../models/grocery/', import.meta.url).href;
const titles = async (engine: Engine, request: SearchRequest): Promise<string[]> =>
  (await engine.search(request)).items.map((item) => item.title);

it('an item of the shop, read anew, has the features and the codes that the trainer gave it', async () => {
  const bundle = await loadBundle(GROCERY, { source: readDirectory });
  const { text } = await bundle.features();
  const texts = new TextFeatures(bundle, {
    folder: `${GROCERY}../encoders/`,
    encoder: 'static',
    fetching: { source: readDirectory },
  });
  const engine = await Engine.open({ bundle: GROCERY, executor: 'js', source: readDirectory });
  await engine.settled();
  const codesOf = async (stored: Int8Array): Promise<string> => {
    const features = { text: dequantised(stored, text) };
    return (await engine.encodeItem(features)).codes.join(' ');
  };
  const items = Array.from({ length: 200 }, (_, i) => Math.floor((i * bundle.items.size) / 200));
  let same = 0;
  for (const item of items) {
    const known = text.values.subarray(item * text.width, (item + 1) * text.width);
    const cell = (column: string): unknown => bundle.items.cell(column, item);
    const anew = (await texts.encode(itemText(bundle.items.id(item), cell)))!;
    // A step at most: whose number lies on the edge of one may be rounded to the other side.
    known.forEach((step, i) => {
      expect(Math.abs(step - anew[i])).toBeLessThanOrEqual(1);
    });
    if ((await codesOf(known)) === (await codesOf(anew))) same++;
  }
  expect(same).toBeGreaterThanOrEqual(198);
  await engine.dispose();
});

describe('a bundle with an encoder', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.open({ bundle: GROCERY, executor: 'graph', source: readDirectory });
  });

  it('finds by words and by meaning', async () => {
    const { items, parts } = await engine.search({ text: 'tacco shells', count: 5 });
    expect(parts).toEqual(['words', 'meaning']);
    expect(items[0].title).toMatch(/taco shells/i);
    const night = await titles(engine, { text: 'something for taco night', count: 10 });
    expect(night.filter((title) => /taco|tortilla|salsa/i.test(title)).length).toBeGreaterThan(4);
  });

  it('orders what matches by a shopper’s visits', async () => {
    const [bought] = (await engine.search({ text: 'milk', count: 30 })).items.slice(20);
    const request = { text: 'milk', count: 30, history: [bought.id, bought.id, bought.id] };
    const { items, parts, executor } = await engine.search(request);
    expect(parts).toContain('history');
    expect(executor).toBe('graph');
    expect(items.findIndex(({ id }) => id === bought.id)).toBeLessThan(20);
  });

  it('places a title beside what it is like, and finds it from then on', async () => {
    const [added] = await engine.addItems([{ id: 'own', title: 'Blue corn tortilla chips' }]);
    const near = added.neighbours.map(({ id }) => id);
    const known = (await engine.search({ text: 'tortilla chips', count: 60 })).items;
    expect(near.filter((id) => known.some((item) => item.id === id)).length).toBeGreaterThan(3);
    expect((await titles(engine, { text: 'blue corn tortilla chips', count: 3 }))[0]).toBe(
      'Blue corn tortilla chips',
    );
    engine.updateItems([{ id: 'own', title: 'Zanzibar crisps' }]);
    expect((await titles(engine, { text: 'zanzibar', count: 3 }))[0]).toBe('Zanzibar crisps');
    await engine.removeItems(['own']);
    expect(await titles(engine, { text: 'zanzibar crisps', count: 60 })).not.toContain(
      'Zanzibar crisps',
    );
  });

  it.each(['茶 ☕', 'ÄÖÜ 漢字', 'xqzwvk'])('says that it does not know %s', async (title) => {
    const call = engine.addItems([{ id: 'own', title }]);
    await expect(call).rejects.toMatchObject({ code: 'text/unknown', details: { title } });
  });

  it('knows short words', async () => {
    expect(await engine.addItems([{ id: 'up', title: '7 Up' }])).toHaveLength(1);
    await engine.removeItems(['up']);
    expect(await engine.addItems([{ id: 'own', title: 'Tea' }])).toHaveLength(1);
  });
});

describe('an encoder', () => {
  const openAt = (folder: string, answer: () => Response): Promise<Engine> =>
    Engine.open({
      bundle: GROCERY,
      encoders: folder,
      executor: 'graph',
      source: (url, init) =>
        url.startsWith('http://shop.example/')
          ? Promise.resolve(answer())
          : readDirectory(url, init),
    });

  it.each([
    [404, '', /http:\/\/shop\.example\/static\/encoder\.json answered 404; host the encoder there/],
    [503, '', /could not be fetched \(the server answered 503\)/],
    [200, '{}', /static\/encoder\.json is not what it should be/],
  ])('that answers %s %s is no fault of the bundle', async (status, body, message) => {
    const engine = await openAt(
      'http://shop.example/laden/../',
      () => new Response(body, { status }),
    );
    const call = engine.addItems([{ id: 'own', title: 'Bergkäse gereift' }]);
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toMatchObject({ code: 'encoder/unavailable' });
    await engine.dispose();
  });
});

it('a bundle without one finds by words alone', async () => {
  const engine = await openFixture('graph');
  const { items, parts, failure } = await engine.search({ text: 'milk', count: 8 });
  expect(parts).toEqual(['words']);
  expect(failure).toBeUndefined();
  expect(items).toHaveLength(8);
  await expect(engine.search({ text: ' ', count: 8 })).rejects.toMatchObject({
    code: 'input/invalid',
  });
});
