/** `again`, `trending` and `similar`: what they list, and the rules all lists obey. */
import { describe, expect, test } from 'vitest';
import { rankAgain } from './again';
import type { Catalogue, RankedItems } from './catalogue';
import type { ListRequest } from './listing';
import { rankSimilar } from './similar';
import { madeUpShop, madeUpVisits } from './testing/made-up-shop';
import { Random } from './testing/random';
import { rankTrending } from './trending';
import { TypeCap } from './type-cap';

const { catalogue, features, sizes, types } = madeUpShop(41);
const visits = madeUpVisits(new Random(1), sizes.items, 12);
const ALL: ListRequest = { count: 500, perType: 0 };

describe.each<[string, (request: ListRequest) => RankedItems]>([
  ['again', (request) => rankAgain(catalogue, { ...request, visits })],
  ['trending', (request) => rankTrending(catalogue, request)],
  ['similar', (request) => rankSimilar(catalogue, features, { ...request, item: 4 })],
])('%s', (_, rank) => {
  test('obeys filter, exclusions, cap and count, and keeps its order', () => {
    const all = rank(ALL);
    expect(all.items.length).toBeGreaterThan(8);
    const allowed = Uint8Array.from({ length: sizes.items }, (__, item) =>
      item % 3 === 0 ? 0 : 1,
    );
    const excluded = new Set([all.items[0], all.items[3]]);
    const left = all.items.filter((item) => allowed[item] === 1 && !excluded.has(item));
    const basket = [all.items[6]];
    const request = { count: 4, perType: 1, allowed, excluded, basket };
    const expected = new TypeCap(types, 1, basket).choose(left, 4).map((i) => left[i]);
    expect([...rank(request).items]).toEqual(expected);
    expect(rank({ ...ALL, count: 0 }).items.length).toBe(0);
  });

  test('scores go down, ties by lower item index', () => {
    const { items, scores } = rank(ALL);
    for (let i = 1; i < items.length; i++) {
      expect(scores[i]).toBeLessThanOrEqual(scores[i - 1]);
    }
  });
});

test('again lists the own items only, the often and lately bought first', () => {
  const at = (day: number): number => day * 86_400_000;
  const history = [
    { at: at(0), items: [1, 2] },
    { at: at(60), items: [2, 3] },
    { at: at(90), items: [3] },
  ];
  const { items } = rankAgain(catalogue, { ...ALL, visits: history, now: at(100) });
  expect([...items]).toEqual([3, 2, 1]);
  expect(rankAgain(catalogue, { ...ALL, visits: [] }).items.length).toBe(0);
});

test('trending is what sells above its share, not what always sells', () => {
  const small = {
    ...catalogue,
    popularity: Float32Array.of(1000, 100, 100, 5, 50),
    recent: Float32Array.of(60, 30, 4, 1, 0),
  };
  expect([...rankTrending(small, ALL).items].slice(0, 2)).toEqual([1, 3]);
  expect(rankTrending(small, ALL).items.at(-1)).toBe(4);
  // An item that a page has added was not sold, whatever is expected of it: the scores of the others are the same.
  const grown = {
    ...small,
    popularity: Float32Array.of(1000, 100, 100, 5, 50, 400),
    recent: Float32Array.of(60, 30, 4, 1, 0, 0),
    lift: { from: 5, level: 0, as: Int32Array.of(0) },
  };
  // However much is expected of it, it does not pass what was sold lately.
  const eager = { ...grown, popularity: Float32Array.of(1000, 100, 100, 5, 50, 1e6) };
  const places = [...rankTrending(eager, ALL).items];
  expect(places.indexOf(5)).toBeGreaterThan(places.indexOf(3));
  const scoresOf = (shop: Catalogue): number[] => [...rankTrending(shop, ALL).scores].slice(0, 4);
  expect(scoresOf(grown)).toEqual(scoresOf(small));
  const unknown = { ...small, recent: new Float32Array(5) };
  expect([...rankTrending(unknown, ALL).items]).toEqual([0, 1, 2, 4, 3]);
});

test('similar is the cosine of the modalities both have, and never the item itself', () => {
  const item = 4;
  const noPrior = {
    ...catalogue,
    prior: { ...catalogue.prior, weights: new Uint8Array(sizes.items * sizes.neighbours) },
  };
  const { items, scores } = rankSimilar(noPrior, features, { ...ALL, item });
  expect(items.length).toBe(sizes.items - 1);
  expect(items.includes(item)).toBe(false);
  const row = (name: 'text' | 'image', i: number): number[] => [
    ...features[name].values.subarray(i * features[name].width, (i + 1) * features[name].width),
  ];
  const dot = (a: number[], b: number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  items.forEach((other, rank) => {
    const cosines = (['text', 'image'] as const).flatMap((name, m) => {
      if (features.present[2 * item + m] === 0 || features.present[2 * other + m] === 0) return [];
      const [a, b] = [row(name, item), row(name, other)];
      return [dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))];
    });
    const mean = cosines.length === 0 ? 0 : cosines.reduce((a, b) => a + b) / cosines.length;
    expect(scores[rank]).toBeCloseTo(mean, 5);
  });
});

test('the prior speaks for items bought together', () => {
  const { prior } = catalogue;
  const item = [...prior.scales.keys()].find((i) => prior.weights[i * sizes.neighbours] > 0) ?? 0;
  const partner = prior.items[item * sizes.neighbours];
  const scoreIn = (shop: typeof catalogue): number => {
    const list = rankSimilar(shop, features, { ...ALL, item });
    return list.scores[list.items.indexOf(partner)];
  };
  const without = {
    ...catalogue,
    prior: { ...prior, weights: new Uint8Array(prior.weights.length) },
  };
  expect(scoreIn(catalogue)).toBeGreaterThan(scoreIn(without));
});
