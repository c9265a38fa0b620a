/** Items that a page adds and removes: what they get, where they appear, and what is refused without a trace. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBundle, type Bundle } from '../bundle/bundle';
import { readDirectory } from '../bundle/read-directory';
import type { NewItem } from '../contract/recommend';
import type { Engine } from './engine';
import { FIXTURE, openFixture, signed } from './fixture';
import { twinsOf } from './testing/twins';

const NOW = Date.UTC(2024, 5, 1);
const ALL = { kind: 'next', count: 500, perType: 0, now: NOW } as const;

let bundle: Bundle;
let milk: NewItem;

beforeAll(async () => {
  bundle = await loadBundle(FIXTURE, { source: readDirectory });
  [milk] = await twinsOf(bundle, ['milk-02']);
});

const idsOf = async (engine: Engine, request: object = ALL): Promise<string[]> =>
  (await engine.recommend({ ...ALL, ...request })).items.map((item) => item.id);

describe('a new item', () => {
  it('gets an ID of its own, and says whom it is like', async () => {
    const engine = await openFixture('js');
    const [added] = await engine.addItems([milk]);
    expect(added.id).toBe('new milk-02');
    expect(added.neighbours[0].id).toBe('milk-02');
    expect(added.neighbours).toHaveLength(8);
    const { codes } = engine.describe('new milk-02');
    expect(added.codes).toEqual(codes);
    // The nearest ID is its twin's, or one the twin could not have either.
    expect(added.codes.slice(0, 2)).toEqual(added.nearest.slice(0, 2));
    expect(codes).not.toEqual(engine.describe('milk-02').codes);
    expect(added.distances).toHaveLength(3);
    expect(added.timings.admitMs).toBeGreaterThan(0);
  });

  it('says what its parts are, and what it came by on each level', async () => {
    const engine = await openFixture('js');
    const text = milk.features!.text!;
    const [whole, words] = await engine.addItems([
      { ...milk, features: { text, image: text } },
      { ...milk, id: 'words alone', features: { text } },
    ]);
    expect(Object.keys(whole.parts)).toEqual(['shared', 'text', 'image']);
    expect(Object.keys(words.parts)).toEqual(['shared', 'text']);
    for (const { parts, id, codes, nearest, distances } of [whole, words]) {
      const { shared, text: ofText, image: ofImage } = parts;
      expect(shared.size + ofText!.size + (ofImage?.size ?? 0)).toBeCloseTo(1, 6);
      const maps = await engine.codebookMaps(id);
      expect(maps).toHaveLength(codes.length);
      codes.forEach((code, level) => {
        const map = maps[level];
        expect(new Set(map.turns).size).toBe(engine.info().codebookSize);
        expect(map.distances[code] ** 2).toBeCloseTo(distances[level], 3);
        expect(map.distances.indexOf(Math.min(...map.distances))).toBe(nearest[level]);
        // As many as begin like it, itself among them.
        expect(map.items[code]).toBe(engine.describe(id).levels[level].items);
        expect(map.sample[code]).toHaveLength(Math.min(4, map.items[code]));
        expect(map.sample[code]).toContain(id);
      });
      expect(maps[0].items.reduce((a, b) => a + b)).toBe(98);
      expect(maps.at(-1)!.sample[codes.at(-1)!]).toEqual([id]);
    }
    // The bundle's own items came by the same codebooks.
    const known = engine.describe('bread-01').codes;
    const [first] = await engine.codebookMaps('bread-01');
    expect(first.distances.indexOf(Math.min(...first.distances))).toBe(known[0]);
    await expect(engine.codebookMaps('gone')).rejects.toMatchObject({ code: 'input/item' });
  });

  it('is in every kind of list, by its own columns', async () => {
    const engine = await openFixture('graph');
    await engine.addItems([
      { ...milk, shelf: 'cold' },
      { ...milk, id: 'other', price: 9000 },
    ]);
    const { items } = await engine.recommend({ ...ALL, filter: { ids: ['new milk-02'] } });
    expect(items).toMatchObject([{ id: 'new milk-02', type: 'milk', price: 250, shelf: 'cold' }]);
    expect(await idsOf(engine, { filter: { minPrice: 8000 } })).toEqual(['other']);
    expect(await idsOf(engine, { kind: 'trending', filter: { ids: ['other'] } })).toEqual([
      'other',
    ]);
    expect(await idsOf(engine, { kind: 'again', history: ['other', 'milk-00'] })).toContain(
      'other',
    );
    await engine.recommend({ kind: 'similar', item: 'other', count: 3 });
    await engine.settled();
    const near = await idsOf(engine, { kind: 'similar', item: 'other', count: 2 });
    expect(near.sort()).toEqual(['milk-02', 'new milk-02']);
    expect(await idsOf(engine, { kind: 'similar', item: 'milk-02' })).toContain('new milk-02');
  });

  it('can be a shopper’s history, sold out, changed and described', async () => {
    const engine = await openFixture('js');
    await engine.addItems([milk]);
    const list = await engine.recommend({ ...ALL, count: 5, history: ['new milk-02'] });
    expect(list.ignored).toBe(0);
    engine.setAvailable(['new milk-02'], false);
    expect(await idsOf(engine)).toHaveLength(96);
    engine.updateItems([{ id: 'new milk-02', available: true, type: 'oat drink' }]);
    expect(await idsOf(engine, { filter: { type: ['oat drink'] } })).toEqual(['new milk-02']);
    const { columns } = engine.catalogue();
    expect(columns.id).toMatchObject({ kind: 'text' });
    expect(columns.id.kind === 'text' && columns.id.values.at(-1)).toBe('new milk-02');
    for (const column of Object.values(columns)) {
      expect('values' in column ? column.values : column.codes).toHaveLength(97);
    }
    expect(engine.info().items).toBe(97);
  });

  it('of words alone is like what has the same words', async () => {
    const engine = await openFixture('graph');
    const [text] = await twinsOf(bundle, ['bread-01']);
    const features = { text: text.features!.text! };
    const [added] = await engine.addItems([{ ...text, features }]);
    expect(added.neighbours[0].id).toBe('bread-01');
  });
});

describe('items that go', () => {
  it('are in no list any more, and their ids are free', async () => {
    const engine = await openFixture('js');
    await engine.addItems([milk]);
    await engine.removeItems(['new milk-02', 'milk-00']);
    const ids = await idsOf(engine);
    expect(ids).toHaveLength(95);
    expect(ids).not.toContain('milk-00');
    expect(() => engine.describe('milk-00')).toThrow('Unknown item "milk-00"');
    expect(engine.info().items).toBe(95);
    const { id } = engine.catalogue().columns;
    expect(id.kind === 'text' && id.values.includes('milk-00')).toBe(false);
    await engine.addItems([{ ...milk, id: 'milk-00', title: 'Again' }]);
    const { items } = await engine.recommend({ ...ALL, filter: { ids: ['milk-00'] } });
    expect(items).toMatchObject([{ id: 'milk-00', title: 'Again' }]);
    await expect(engine.removeItems(['gone'])).rejects.toMatchObject({ code: 'input/item' });
  });
});

describe('calls that add', () => {
  it('at once take turns, and no two items share an ID', async () => {
    const engine = await openFixture('js');
    const calls = Array.from({ length: 20 }, (_, i) =>
      engine.addItems([
        { ...milk, id: `a${i}` },
        { ...milk, id: `b${i}` },
      ]),
    );
    const lists = Array.from({ length: 5 }, () => engine.recommend(ALL));
    const codes = (await Promise.all(calls)).flat().map((added) => added.codes.join());
    expect(new Set(codes).size).toBe(40);
    for (const list of await Promise.all(lists)) {
      expect(new Set(list.items.map((item) => item.id)).size).toBe(list.items.length);
    }
    expect(await idsOf(engine)).toHaveLength(136);
  });

  it('the same id at once: the second is refused', async () => {
    const engine = await openFixture('graph');
    const calls = await Promise.allSettled([engine.addItems([milk]), engine.addItems([milk])]);
    expect(calls.map((call) => call.status)).toEqual(['fulfilled', 'rejected']);
    expect(engine.info().items).toBe(97);
  });

  it('nothing add nothing', async () => {
    const engine = await openFixture('graph');
    expect(await engine.addItems([])).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['no list', (): unknown => milk, 'input/invalid', /items is a value of type object/],
    ['no object', (): unknown => [milk, 'milk'], 'input/invalid', /items\[1\] is "milk"/],
    ['no id', (): unknown => [{ ...milk, id: 7 }], 'input/invalid', /items\[0\]\.id is 7/],
    ['an empty id', (): unknown => [{ ...milk, id: '' }], 'input/invalid', /an id is text/],
    [
      'a taken id',
      (): unknown => [milk, { ...milk, id: 'milk-00' }],
      'items/duplicate',
      /"milk-00" in items\[1\]\.id is taken/,
    ],
    ['an id twice', (): unknown => [milk, milk], 'items/duplicate', /items\[1\]\.id is taken/],
    [
      'no title',
      (): unknown => [{ ...milk, title: undefined }],
      'input/invalid',
      /items\[0\]\.title is undefined: a title is text/,
    ],
    [
      'a price in words',
      (): unknown => [{ ...milk, price: '3' }],
      'input/invalid',
      /items\[0\]\.price is "3"/,
    ],
    [
      'a title of signs alone',
      (): unknown => [{ ...milk, features: undefined, title: '– 😀' }],
      'text/empty',
      /–/,
    ],
    [
      'no features, which this bundle cannot make',
      (): unknown => [{ ...milk, features: undefined }],
      'items/unsupported',
      /pass `features`/,
    ],
    [
      'short features',
      (): unknown => [{ ...milk, features: { text: new Float32Array(3) } }],
      'input/invalid',
      /items\[0\]\.features\.text is/,
    ],
  ])('%s, and the items beside it too', async (_, items, code, message) => {
    const engine = await openFixture('graph');
    const call = engine.addItems(items() as never);
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toMatchObject({ code });
    expect(await idsOf(engine)).toHaveLength(96);
    expect(await engine.addItems([milk])).toHaveLength(1);
  });

  it('by a bundle without what it takes: with the name of the file', async () => {
    const source = await signed({ 'features.bin': () => null });
    const engine = await openFixture('graph', { source });
    await expect(engine.addItems([milk])).rejects.toMatchObject({
      code: 'items/unsupported',
      message: expect.stringContaining('it has no features.bin') as string,
    });
  });
});
