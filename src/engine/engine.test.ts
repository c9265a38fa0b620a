/** Bad input, bad bundles, and the shop's own changes: a typed error or a sensible list, never a hang. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUNDLE_FORMAT } from '../contract/bundle';
import type { RecommendRequest } from '../contract/recommend';
import type { Engine } from './engine';
import { changed, json, openFixture, signed, type Changes } from './fixture';

const NOW = Date.UTC(2024, 5, 1);
/** Requests no type would let through. */
const any = (request: object): RecommendRequest => request as RecommendRequest;

describe('requests', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openFixture('js');
  });
  afterAll(() => engine.dispose());

  const bad: [string, unknown, string, RegExp][] = [
    ['no request', undefined, 'input/invalid', /request is undefined/],
    ['a list for a request', [], 'input/invalid', /request is a list of 0/],
    ['no kind', { count: 5 }, 'input/kind', /"undefined".*next, complements/],
    ['an unknown kind', { kind: 'nxt', count: 5 }, 'input/kind', /"nxt"/],
    ['a kind off the prototype', { kind: 'toString', count: 5 }, 'input/kind', /"toString"/],
    ['no count', { kind: 'next' }, 'input/count', /count is undefined.*1 to 500/],
    ['count 0', { kind: 'next', count: 0 }, 'input/count', /count is 0/],
    ['count −1', { kind: 'next', count: -1 }, 'input/count', /count is -1/],
    ['count 10⁶', { kind: 'next', count: 1e6 }, 'input/count', /count is 1000000/],
    ['count NaN', { kind: 'next', count: NaN }, 'input/count', /count is NaN/],
    ['count 1.5', { kind: 'next', count: 1.5 }, 'input/count', /count is 1.5/],
    ['count "5"', { kind: 'next', count: '5' }, 'input/count', /count is "5"/],
    ['complements alone', { kind: 'complements', count: 5 }, 'input/missing', /needs basket/],
    ['similar alone', { kind: 'similar', count: 5 }, 'input/missing', /needs item/],
    [
      'similar to nothing',
      { kind: 'similar', item: '', count: 5 },
      'input/item',
      /Unknown item ""/,
    ],
    [
      'similar to an unknown item',
      { kind: 'similar', item: '<b>gone</b>', count: 5 },
      'input/item',
      /Unknown item "<b>gone<\/b>" in item/,
    ],
    [
      'a similar item off the prototype',
      { kind: 'similar', item: '__proto__', count: 5 },
      'input/item',
      /__proto__/,
    ],
    [
      'text for a history',
      { kind: 'next', history: 'a', count: 5 },
      'input/invalid',
      /history is "a"/,
    ],
    [
      'numbers in a history',
      { kind: 'next', history: [7], count: 5 },
      'input/invalid',
      /history\[0\] is 7/,
    ],
    [
      'a visit without items',
      { kind: 'next', history: [{ at: 1 }], count: 5 },
      'input/invalid',
      /history\[0\]\.items is undefined/,
    ],
    [
      'a visit at no time',
      { kind: 'next', history: [{ at: NaN, items: [] }], count: 5 },
      'input/invalid',
      /history\[0\]\.at is NaN/,
    ],
    [
      'null in a basket',
      { kind: 'complements', basket: [null], count: 5 },
      'input/invalid',
      /basket\[0\] is null/,
    ],
    [
      'an unknown novelty',
      { kind: 'next', novelty: 'some', count: 5 },
      'input/invalid',
      /novelty is "some"/,
    ],
    [
      'half a type cap',
      { kind: 'next', perType: 0.5, count: 5 },
      'input/invalid',
      /perType is 0.5/,
    ],
    [
      'an infinite price',
      { kind: 'next', filter: { maxPrice: Infinity }, count: 5 },
      'input/invalid',
      /filter\.maxPrice is Infinity/,
    ],
    [
      'a misspelt filter',
      { kind: 'next', filter: { categories: ['dairy'] }, count: 5 },
      'input/invalid',
      /filter\.categories is a list of 1/,
    ],
    [
      'a misspelt name',
      { kind: 'next', exclud: ['milk-00'], count: 5 },
      'input/invalid',
      /request\.exclud is a list of 1: use one of kind, count,.* exclude/,
    ],
    [
      'a price in quotes',
      { kind: 'next', filter: { maxPrice: '5' }, count: 5 },
      'input/invalid',
      /filter\.maxPrice is "5": pass a finite number\./,
    ],
    [
      'a category that is no list',
      { kind: 'next', filter: { category: 'dairy' }, count: 5 },
      'input/invalid',
      /filter\.category is "dairy"/,
    ],
    [
      'a time that is none',
      { kind: 'next', now: 'today', count: 5 },
      'input/invalid',
      /now is "today"/,
    ],
  ];

  it.each(bad)('%s is a typed error', async (_, request, code, message) => {
    const call = engine.recommend(request as RecommendRequest);
    await expect(call).rejects.toMatchObject({
      name: 'RecommenderError',
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('goes on after an error', async () => {
    await expect(engine.recommend(any({}))).rejects.toThrow();
    const list = await engine.recommend({ kind: 'next', count: 3 });
    expect(list.items).toHaveLength(3);
  });

  it('leaves out and counts what the shop no longer sells', async () => {
    const known = { kind: 'next', history: ['milk-01', 'bread-02'], count: 10, now: NOW } as const;
    const list = await engine.recommend({ ...known, history: ['milk-01', 'gone', 'bread-02'] });
    expect(list.ignored).toBe(1);
    const plain = await engine.recommend(known);
    expect(plain.ignored).toBe(0);
    expect(list.items).toHaveLength(10);
    const basket = await engine.recommend({ kind: 'complements', basket: ['gone'], count: 4 });
    expect(basket).toMatchObject({ ignored: 1 });
    expect(basket.items).toHaveLength(4);
  });

  it('treats absent, null and empty fields alike', async () => {
    const plain = await engine.recommend({ kind: 'next', count: 5, now: NOW });
    const nulls = await engine.recommend(
      any({ kind: 'next', count: 5, now: NOW, history: null, basket: [], filter: null }),
    );
    expect(nulls.items).toEqual(plain.items);
  });

  it('gives titles with markup as they are', async () => {
    const list = await engine.recommend({
      ...{ kind: 'next', count: 5, now: NOW },
      filter: { ids: ['apples-03'] },
    });
    expect(list.items.map((item) => item.title)).toEqual(['<img src=x onerror=alert(1)>']);
  });

  it('buys again what was bought, most and latest first, and nothing else', async () => {
    const history = ['milk-01', 'bread-02', 'milk-01', 'gone'];
    const list = await engine.recommend({ kind: 'again', history, count: 10, now: NOW });
    expect(list.items.map((item) => item.id)).toEqual(['milk-01', 'bread-02']);
    const nothing = await engine.recommend({ kind: 'again', count: 10, now: NOW });
    expect(nothing.items).toEqual([]);
  });

  it('answers similar before the features are there, and with them after', async () => {
    const fresh = await openFixture('graph');
    const request = { kind: 'similar', item: 'milk-02', count: 8 } as const;
    const before = await fresh.recommend(request);
    expect(before.items).toHaveLength(8);
    await fresh.settled();
    expect(fresh.info().files.map((file) => file.name)).toContain('features.bin');
    // The fixture's words and pictures are made up: no encoder reads others.
    expect(fresh.info().encoders).toEqual({});
    const after = await fresh.recommend(request);
    expect(after.items).toHaveLength(8);
    for (const list of [before, after]) {
      expect(list.items.map((item) => item.id)).not.toContain('milk-02');
    }
    await fresh.dispose();
  });

  it('describes an item by its codes and who shares them', () => {
    const description = engine.describe('milk-02');
    expect(description.codes).toHaveLength(3);
    const items = description.levels.map((level) => level.items);
    expect(items.at(-1)).toBe(1);
    expect(items).toEqual([...items].sort((a, b) => b - a));
    description.levels.forEach(({ sample, items: count }, level) => {
      expect(sample.length).toBe(Math.min(8, count - 1));
      for (const id of sample) {
        const other = engine.describe(id).codes;
        expect(other.slice(0, level + 1)).toEqual(description.codes.slice(0, level + 1));
      }
    });
    expect(() => engine.describe('gone')).toThrow('Unknown item "gone" in id');
  });

  it.each([
    ['nothing', undefined, /features is undefined/],
    ['no modality', {}, /pass text, image or both/],
    ['a misspelt one', { text: new Float32Array(64), imge: null }, /features\.imge is null: use/],
    ['a short vector', { text: new Float32Array(3) }, /Float32Array of 64/],
    ['a plain list', { text: Array.from({ length: 64 }, () => 0) }, /Float32Array of 64/],
    ['no numbers', { image: new Float32Array(64).fill(NaN) }, /features\.image\[0\] is NaN/],
  ])('refuses to encode %s', async (_, features, message) => {
    const call = engine.encodeItem(features as never);
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toMatchObject({ code: 'input/invalid' });
  });
});

describe('the shop’s changes', () => {
  const dairy = { kind: 'next', count: 96, now: NOW, perType: 0 } as const;
  const idsOf = async (engine: Engine, filter = {}): Promise<string[]> =>
    (await engine.recommend({ ...dairy, filter })).items.map((item) => item.id);

  it('keeps what is sold out off every list, and lists it again', async () => {
    const engine = await openFixture('js');
    engine.setAvailable(['milk-00', 'milk-01'], false);
    for (const kind of ['next', 'similar', 'trending', 'again', 'complements'] as const) {
      const list = await engine.recommend({
        ...{ kind, count: 96, perType: 0, item: 'milk-02', basket: ['bread-00'] },
        history: ['milk-00', 'milk-01', 'milk-03'],
      });
      const ids = list.items.map((item) => item.id);
      expect(ids).not.toContain('milk-00');
      expect(ids).not.toContain('milk-01');
      expect(ids).toContain('milk-03');
    }
    engine.setAvailable(['milk-00'], true);
    expect(await idsOf(engine)).toContain('milk-00');
    expect(await idsOf(engine)).toHaveLength(95);
    expect(() => {
      engine.setAvailable(['milk-00', 'gone'], false);
    }).toThrow('Unknown item "gone" in ids');
    expect(await idsOf(engine)).toContain('milk-00');
  });

  it('filters and lists by changed prices, categories, types and stock', async () => {
    const engine = await openFixture('js');
    expect(await idsOf(engine, { minPrice: 5000 })).toEqual([]);
    engine.updateItems([
      { id: 'milk-00', price: 6000, category: 'bakery', note: 'dear' },
      { id: 'milk-01', available: false },
      { id: 'milk-02', type: 'oat drink' },
      { id: 'milk-03', price: null },
    ]);
    expect(await idsOf(engine, { minPrice: 5000 })).toEqual(['milk-00']);
    expect(await idsOf(engine, { category: ['dairy'] })).not.toContain('milk-00');
    expect(await idsOf(engine, { category: ['bakery'] })).toContain('milk-00');
    expect(await idsOf(engine, { type: ['oat drink'] })).toEqual(['milk-02']);
    expect(await idsOf(engine)).not.toContain('milk-01');
    expect(await idsOf(engine, { minPrice: 0 })).not.toContain('milk-03');
    const capped = await engine.recommend({ ...dairy, perType: 1 });
    expect(capped.items).toHaveLength(13);
    const { items } = await engine.recommend({ ...dairy, filter: { ids: ['milk-00'] } });
    expect(items).toMatchObject([{ id: 'milk-00', price: 6000, category: 'bakery', note: 'dear' }]);
    const { columns } = engine.catalogue();
    expect(columns.note).toMatchObject({ kind: 'text' });
    expect(columns.price.kind === 'number' && columns.price.values.includes(6000)).toBe(true);
    expect(columns.type.kind === 'category' && columns.type.names).toContain('oat drink');
  });

  it.each([
    ['no list', { id: 'milk-00' }, /updates is an? /],
    ['no object', ['milk-00'], /updates\[0\] is "milk-00"/],
    ['an unknown item', [{ id: 'gone' }], /Unknown item "gone" in updates\[0\]\.id/],
    ['a price below 0', [{ id: 'milk-00', price: -1 }], /updates\[0\]\.price is -1/],
    ['a price in words', [{ id: 'milk-00', price: '3' }], /updates\[0\]\.price is "3"/],
    ['stock in words', [{ id: 'milk-00', available: 'yes' }], /pass true or false/],
    ['no title', [{ id: 'milk-00', title: null }], /a title is text/],
    ['an object', [{ id: 'milk-00', size: {} }], /updates\[0\]\.size is/],
    ['a column named score', [{ id: 'milk-00', score: 1 }], /cannot have this name/],
    [
      'the prototype',
      JSON.parse('[{"id":"milk-00","__proto__":"x"}]') as unknown,
      /cannot have this name/,
    ],
  ])('refuses an update with %s and changes nothing', async (_, updates, message) => {
    const engine = await openFixture('graph');
    const good = { id: 'milk-01', title: 'changed' };
    const all = Array.isArray(updates) ? [...(updates as unknown[]), good] : updates;
    expect(() => {
      engine.updateItems(all as never);
    }).toThrow(message);
    const { title } = engine.catalogue().columns;
    expect(title.kind === 'text' && title.values.includes('changed')).toBe(false);
    expect(Object.prototype).not.toHaveProperty('size');
  });
});

describe('bundles', () => {
  const cut = (bytes: Uint8Array): Uint8Array => bytes.slice(0, bytes.length >> 1);
  const flip = (bytes: Uint8Array): Uint8Array =>
    bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
  const gone = (): null => null;

  const core: [string, Changes, string][] = [
    ['no manifest', { 'manifest.json': gone }, 'bundle/not-found'],
    ['half a manifest', { 'manifest.json': cut }, 'bundle/malformed'],
    [
      'a manifest of tomorrow',
      { 'manifest.json': json((m) => ({ ...m, format: BUNDLE_FORMAT + 1 })) },
      'bundle/version',
    ],
    ['no items', { 'items.json': gone }, 'bundle/not-found'],
    ['half the items', { 'items.json': cut }, 'bundle/integrity'],
    ['a changed prior', { 'prior.bin': flip }, 'bundle/integrity'],
    ['no IDs', { 'semantic_ids.bin': gone }, 'bundle/not-found'],
  ];
  it.each(core)('with %s do not open', async (_, changes, code) => {
    const call = openFixture('auto', { source: changed(changes) });
    await expect(call).rejects.toMatchObject({ name: 'RecommenderError', code });
  });

  const generator: [string, Changes, string][] = [
    ['no encoder', { 'encoder.onnx': gone }, 'bundle/not-found'],
    ['half a level', { 'level_2.onnx': cut }, 'bundle/integrity'],
    ['a changed weight', { 'items.onnx': flip }, 'bundle/integrity'],
    ['no self-test', { 'selftest.json': gone }, 'bundle/not-found'],
  ];
  it.each(generator)('with %s still give lists on auto, and say why', async (_, changes, code) => {
    const engine = await openFixture('auto', { source: changed(changes) });
    const info = await engine.settled();
    expect(info.executor).toBe('graph');
    expect(info.failures).toMatchObject([{ executor: 'js', code }]);
    const list = await engine.recommend({ kind: 'next', history: ['milk-01'], count: 20 });
    expect(list.items).toHaveLength(20);
    await expect(openFixture('js', { source: changed(changes) })).rejects.toMatchObject({ code });
  });

  it('with weights that do not fit together still give lists on auto', async () => {
    const source = await signed({ 'level_2.onnx': cut });
    const engine = await openFixture('auto', { source });
    const info = await engine.settled();
    expect(info).toMatchObject({ executor: 'graph', failures: [{ code: 'bundle/malformed' }] });
    expect((await engine.recommend({ kind: 'next', count: 9 })).items).toHaveLength(9);
  });

  it('whose features cannot be had still answer similar', async () => {
    const engine = await openFixture('graph', { source: changed({ 'features.bin': gone }) });
    for (let call = 0; call < 2; call++) {
      const list = await engine.recommend({ kind: 'similar', item: 'milk-00', count: 6 });
      expect(list.items).toHaveLength(6);
      await engine.settled();
    }
  });

  it('that cannot be reached are a typed error', async () => {
    const source = (): Promise<Response> => Promise.reject(new TypeError('no network'));
    const call = openFixture('auto', { source });
    await expect(call).rejects.toMatchObject({ code: 'bundle/unreachable' });
  });
});
