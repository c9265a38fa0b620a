/** Searches of the fixture shop: what is found, in whose order, what is refused, and a shop that changes meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBundle, type Bundle } from '../bundle/bundle';
import { readDirectory } from '../bundle/read-directory';
import { RecommenderError } from '../contract/errors';
import type { SearchRequest, SearchResult } from '../contract/recommend';
import { appended } from '../core/appended';
import type { FeatureMatrix, FeatureTable } from '../core/features';
import { blendOf } from './blend';
import { ShopCatalogue } from './catalogue';
import { Executors } from './executors';
import { FIXTURE } from './fixture';
import { Searcher, type SearcherParts } from './searcher';
import { SerialQueue } from './serial-queue';

const NOW = Date.UTC(2024, 5, 1);
const DAY = 86_400_000;

let bundle: Bundle;
let features: FeatureTable;
let executors: Executors;

beforeAll(async () => {
  bundle = await loadBundle(FIXTURE, { source: readDirectory });
  features = await bundle.features();
  const parts = { bundle, queue: new SerialQueue(), onChange: () => undefined };
  executors = await Executors.open(parts, 'js');
});
afterAll(() => executors.dispose());

/** The generator's order, as for `next`. */
const rank: SearcherParts['rank'] = (request, signal) =>
  executors.rank(
    {
      ...request,
      basket: [],
      novelty: 'any',
      blend: blendOf(bundle.manifest, 'next', 'any'),
      perType: 0,
      trace: false,
    },
    signal,
  );

/** A shop where "~N" means what item N means, or shows what it shows; nothing else means anything. */
function open(changes: Partial<SearcherParts> = {}): { shop: ShopCatalogue; searcher: Searcher } {
  const shop = new ShopCatalogue(bundle.items, bundle.catalogue.types);
  const row = (text: string, { values, width }: FeatureMatrix): Int8Array | undefined => {
    const item = /^~\d+/.test(text) ? parseInt(text.slice(1)) : undefined;
    return item === undefined ? undefined : values.slice(item * width, (item + 1) * width);
  };
  const searcher = new Searcher({
    shop,
    features: () => Promise.resolve(features),
    texts: {
      supported: true,
      encode: (text) => Promise.resolve(row(text, features.text)),
      understands: (text) => Promise.resolve(!text.endsWith('?')),
    },
    look: (picture) => {
      const image = typeof picture === 'string' ? row(picture, features.image) : undefined;
      if (image !== undefined) return Promise.resolve(image);
      return Promise.reject(new RecommenderError('picture/type', { found: 'a text' }));
    },
    rank,
    ...changes,
  });
  return { shop, searcher };
}

const at = (id: string): number => bundle.items.indexOf(id)!;
const ids = (result: SearchResult): string[] => result.items.map((item) => item.id);
/** Requests no type would let through. */
const any = (request: unknown): SearchRequest => request as SearchRequest;

describe('a catalogue too large to compare all of it', () => {
  it('is looked over by signs first, and finds what is alike, what has the words, and what has come since', async () => {
    let table = features;
    const { searcher } = open({ exact: 0, features: () => Promise.resolve(table) });
    const { searcher: whole } = open();
    const item = at('apples-01');
    const asked: SearchRequest[] = [
      { image: `~${item}`, count: 20 },
      { text: `~${item}`, count: 20 },
      { text: 'apples', count: 20 },
      {
        text: `~${item}`,
        count: 20,
        filter: { category: [String(bundle.items.cell('category', item))] },
      },
    ];
    for (const request of asked) {
      const [some, all] = [await searcher.search(request), await whole.search(request)];
      expect(some.items.length).toBeGreaterThan(0);
      expect(some.items).toEqual(all.items);
    }
    // Another table: as when items were added.
    table = { ...features, present: new Uint8Array(features.present.length) };
    expect((await searcher.search({ image: `~${item}`, count: 20 })).items).toEqual([]);
  });
});

describe('a search by a picture', () => {
  it('finds what looks like it, by that alone', async () => {
    const { searcher } = open();
    const item = at('apples-01');
    expect(features.present[2 * item + 1]).toBe(1);
    const result = await searcher.search({ image: `~${item}`, count: 5 });
    expect(result.parts).toEqual(['picture']);
    expect(result.items[0].id).toBe('apples-01');
    expect(result.items[0].score).toBeCloseTo(1, 5);
  });

  it('takes words with it, and a shopper', async () => {
    const { searcher } = open();
    const image = `~${at('apples-01')}`;
    const both = await searcher.search({ text: 'organic apples', image, count: 5 });
    expect(both.parts).toEqual(['words', 'picture']);
    expect(both.items[0].id).toBe('apples-01');
    const meant = await searcher.search({ text: `~${at('milk-02')}`, image, count: 96 });
    expect(meant.parts).toEqual(['words', 'meaning', 'picture']);
    expect(ids(meant)).toEqual(expect.arrayContaining(['apples-01', 'milk-02']));
    const own = await searcher.search({ image, count: 5, history: ['milk-02'] });
    expect(own.parts).toEqual(['picture', 'history']);
  });

  it('is refused where it is none', async () => {
    const { searcher } = open();
    const refused = (request: unknown): Promise<unknown> => searcher.search(any(request));
    await expect(refused({ image: 'x', count: 5 })).rejects.toMatchObject({ code: 'picture/type' });
    await expect(refused({ image: 7, count: 5 })).rejects.toMatchObject({
      details: { field: 'image', value: '7' },
    });
    await expect(refused({ count: 5 })).rejects.toMatchObject({ details: { field: 'text' } });
  });
});

describe('a search', () => {
  it('finds words, mistyped ones too, with every column of the item', async () => {
    const { searcher } = open();
    const result = await searcher.search({ text: 'organc aples', count: 5 });
    expect(result.items[0]).toMatchObject({ id: 'apples-01', title: 'Organic apples', score: 1 });
    expect(result).toMatchObject({ parts: ['words'], ignored: 0 });
    expect(result.executor).toBeUndefined();
    for (const ms of Object.values(result.timings)) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('finds what is meant where no word is the same', async () => {
    const { searcher } = open();
    const result = await searcher.search({ text: `~${at('pasta-03')}`, count: 3 });
    expect(result.parts).toEqual(['words', 'meaning']);
    expect(ids(result)[0]).toBe('pasta-03');
    expect(result.items.map((item) => item.score)).toEqual(
      result.items.map((item) => item.score).sort((a, b) => b - a),
    );
  });

  it('lists what matches and is allowed, no more', async () => {
    const { shop, searcher } = open();
    const milk = { text: 'milk', count: 500, filter: { type: ['milk'] } };
    expect((await searcher.search(milk)).items).toHaveLength(8);
    expect(ids(await searcher.search({ ...milk, count: 2 }))).toHaveLength(2);
    expect((await searcher.search({ ...milk, text: 'zebra' })).items).toEqual([]);
    const filter = { ids: ['milk-01', 'milk-04', 'bread-00'] };
    expect(ids(await searcher.search({ ...milk, filter })).sort()).toEqual(['milk-01', 'milk-04']);
    shop.setAvailable([at('milk-04')], false);
    expect(ids(await searcher.search({ ...milk, filter }))).toEqual(['milk-01']);
    expect((await searcher.search({ text: '🦄', count: 5 })).items).toEqual([]);
  });

  it('takes any text', async () => {
    const { searcher } = open();
    for (const text of [
      '<img src=x onerror=alert(1)>',
      'x'.repeat(10_000),
      'milk '.repeat(2_000),
      'חלב',
      '\ud800',
      '__proto__',
    ]) {
      const { items } = await searcher.search({ text, count: 3 });
      expect(items.length).toBeLessThanOrEqual(3);
    }
  });
});

describe('with a history', () => {
  const history = [
    { at: NOW - 6 * DAY, items: ['milk-05', 'gone'] },
    { at: NOW - DAY, items: ['milk-05'] },
  ];

  it('what the generator would choose comes first of what matches as well, and nothing else is listed', async () => {
    const { searcher } = open();
    const request = { text: 'milk', count: 500, filter: { type: ['milk'] }, now: NOW };
    const plain = await searcher.search(request);
    const result = await searcher.search({ ...request, history });
    expect(result).toMatchObject({ parts: ['words', 'history'], executor: 'js', ignored: 1 });
    const allowed = Uint8Array.from({ length: 96 }, (_, item) =>
      ids(plain).includes(bundle.items.id(item)) ? 1 : 0,
    );
    const visits = [
      { at: NOW - 6 * DAY, items: [at('milk-05')] },
      { at: NOW - DAY, items: [at('milk-05')] },
    ];
    const { ranking } = await rank({ visits, now: NOW, count: 8, allowed });
    const [favourite] = ranking.items;
    expect(ids(plain)[0]).not.toBe(bundle.items.id(favourite));
    expect(ids(result)[0]).toBe(bundle.items.id(favourite));
    expect(ids(result).sort()).toEqual(ids(plain).sort());
    expect(ids(await searcher.search({ ...request, count: 1, history }))).toEqual([ids(result)[0]]);
  });

  it('of unknown items alone it is as without', async () => {
    const { searcher } = open();
    const result = await searcher.search({ text: 'milk', count: 5, history: ['gone'] });
    expect(result).toMatchObject({ parts: ['words'], ignored: 1 });
  });

  it('can be aborted', async () => {
    const { searcher } = open();
    const search = searcher.search({ text: 'milk', count: 5, history }, AbortSignal.abort());
    await expect(search).rejects.toMatchObject({ code: 'call/aborted' });
  });
});

it('where encoder or features fail the words still answer, and the answer says why', async () => {
  const error = new RecommenderError('bundle/unreachable', { file: 'features.bin' });
  const fails = (): Promise<never> => Promise.reject(error);
  const texts = { supported: true, encode: fails, understands: fails };
  for (const failing of [{ texts }, { features: fails }]) {
    const { searcher } = open(failing);
    const result = await searcher.search({ text: '~7 mild milk', count: 5 });
    expect(result.parts).toEqual(['words']);
    expect(result.failure).toEqual({ code: 'bundle/unreachable', message: error.message });
    expect(ids(result)[0]).toBe('milk-03');
  }
  const { searcher } = open({ features: () => Promise.resolve(undefined) });
  const result = await searcher.search({ text: '~7 mild milk', count: 5 });
  expect(result.parts).toEqual(['words']);
  expect(result.failure).toBeUndefined();
});

it('letters that are no words find nothing by meaning, but what is pictured', async () => {
  const { searcher } = open();
  expect(ids(await searcher.search({ text: '~7', count: 1 }))).toEqual(['apples-07']);
  const { items, parts } = await searcher.search({ text: '~7 xqzwvk?', count: 5 });
  expect(items).toEqual([]);
  expect(parts).toEqual(['words']);
  const seen = await searcher.search({ text: '~7 xqzwvk?', image: '~9', count: 5 });
  expect(seen.parts).toEqual(['words', 'picture']);
  expect(seen.items.length).toBeGreaterThan(0);
  // Where an item has a word of it, the rest may mean what it likes.
  const mixed = await searcher.search({ text: '~7 milk?', count: 5 });
  expect(mixed.parts).toEqual(['words', 'meaning']);
});

describe('a shop that changes', () => {
  it('has its new items found by the next search, by words and by meaning', async () => {
    let grown = features;
    const { shop, searcher } = open({ features: () => Promise.resolve(grown) });
    await searcher.search({ text: 'milk', count: 1 });
    const cells = new Map([['title', 'Kombucha']]);
    shop.add([{ id: 'new', cells }], undefined);
    // Its features come a moment later. They are those of two others.
    expect(ids(await searcher.search({ text: 'kombucha', count: 1 }))).toEqual(['new']);
    const { text, present } = features;
    const width = text.width;
    const values = appended(text.values, text.values.slice(0, width));
    grown = {
      ...features,
      text: { ...text, values },
      present: appended(present, Uint8Array.of(1, 0)),
    };
    expect(ids(await searcher.search({ text: `~${at('apples-00')}`, count: 3 })).sort()).toEqual([
      'apples-00',
      'apples-06',
      'new',
    ]);
  });

  it('finds changed items by their new words, and gone ones not at all', async () => {
    const { shop, searcher } = open();
    const [milk, bread] = ['milk-00', 'bread-00'].map(at);
    await searcher.search({ text: 'milk', count: 1 });
    shop.update(milk, { id: 'milk-00', title: 'Kefir', type: 'kefir', description: '' });
    shop.remove([bread]);
    await searcher.changed([milk, bread]);
    expect(ids(await searcher.search({ text: 'kefir', count: 5 }))).toEqual(['milk-00']);
    expect(ids(await searcher.search({ text: 'milk', count: 500 }))).not.toContain('milk-00');
    expect(ids(await searcher.search({ text: 'bread', count: 500 }))).toHaveLength(7);
    const first = open();
    first.shop.remove([bread]);
    await first.searcher.changed([bread]);
    expect(ids(await first.searcher.search({ text: 'bread', count: 500 }))).toHaveLength(7);
  });

  it('answers searches made at once alike', async () => {
    const { searcher } = open();
    const [a, b] = await Promise.all([1, 2].map(() => searcher.search({ text: 'milk', count: 9 })));
    expect(ids(a)).toEqual(ids(b));
  });
});

describe('bad requests', () => {
  const bad: [string, unknown, string, RegExp][] = [
    ['none', undefined, 'input/invalid', /request is undefined/],
    ['a text alone', 'milk', 'input/invalid', /request is "milk"/],
    ['no text', { count: 5 }, 'input/invalid', /text is undefined: pass text or image\./],
    ['a number for a text', { text: 7, count: 5 }, 'input/invalid', /text is 7/],
    ['an empty text', { text: '', count: 5 }, 'input/invalid', /it is empty/],
    ['a blank text', { text: ' \n', count: 5 }, 'input/invalid', /it is empty/],
    [
      'a misspelt name',
      { text: 'milk', cont: 5 },
      'input/invalid',
      /request\.cont is 5: use one of/,
    ],
    ['no count', { text: 'milk' }, 'input/count', /count is undefined/],
    ['count 501', { text: 'milk', count: 501 }, 'input/count', /from 1 to 500/],
    [
      'a filter of other columns',
      { text: 'milk', count: 5, filter: { aisle: ['x'] } },
      'input/invalid',
      /filter\.aisle/,
    ],
    [
      'numbers in a history',
      { text: 'milk', count: 5, history: [7] },
      'input/invalid',
      /history\[0\] is 7/,
    ],
    ['a time that is none', { text: 'milk', count: 5, now: NaN }, 'input/invalid', /now is NaN/],
  ];
  it.each(bad)('%s', async (_, request, code, message) => {
    const error: unknown = await open()
      .searcher.search(any(request))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RecommenderError);
    expect((error as RecommenderError).code).toBe(code);
    expect((error as RecommenderError).message).toMatch(message);
  });
});
