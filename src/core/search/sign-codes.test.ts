/** The first look by signs, against counting them one by one, and against the cosines that it stands in for. */
import { describe, expect, it } from 'vitest';
import type { FeatureTable } from '../features';
import { Random } from '../testing/random';
import { queryCosines } from './match';
import { SignCodes } from './sign-codes';

const N = 6000;
/** No multiple of a word. */
const WIDTH = 40;

/** Rows around as many centres, since items of a shop are alike in groups; a fifth has no text. */
function madeUpFeatures(seed: number, centres: number): FeatureTable {
  const random = new Random(seed);
  const middle = Float64Array.from({ length: centres * WIDTH }, () => 30 * random.normal());
  const rows = (): Int8Array =>
    Int8Array.from({ length: N * WIDTH }, (_, at) => {
      const centre = Math.floor(at / WIDTH) % centres;
      const value = middle[centre * WIDTH + (at % WIDTH)] + 12 * random.normal();
      return Math.max(-127, Math.min(127, Math.round(value)));
    });
  const matrix = (values: Int8Array): FeatureTable['text'] => ({ values, width: WIDTH, scale: 1 });
  const present = Uint8Array.from({ length: 2 * N }, (_, i) =>
    i % 2 === 0 && random.next() < 0.2 ? 0 : 1,
  );
  return { text: matrix(rows()), image: matrix(rows()), present };
}

const features = madeUpFeatures(1, 300);
const row = (name: 'text' | 'image', item: number): Int8Array =>
  features[name].values.subarray(item * WIDTH, (item + 1) * WIDTH);

function differing(a: Int8Array, b: Int8Array): number {
  return a.reduce((sum, value, i) => sum + (value > 0 !== b[i] > 0 ? 1 : 0), 0);
}

describe('a first look', () => {
  it.each(['text', 'image'] as const)('marks the nearest by signs, all of equals: %s', (name) => {
    const column = name === 'text' ? 0 : 1;
    const codes = new SignCodes(features);
    const random = new Random(2);
    const allowed = Uint8Array.from({ length: N }, () => random.below(2));
    for (const item of [0, 17, N - 1]) {
      for (const mask of [undefined, allowed]) {
        const near = codes.near({ [name]: row(name, item) }, mask, 100);
        const others = Array.from({ length: N }, (_, other) => other).filter(
          (other) => features.present[2 * other + column] === 1 && mask?.[other] !== 0,
        );
        const distances = others.map((other) => differing(row(name, item), row(name, other)));
        const last = [...distances].sort((a, b) => a - b)[
          Math.max(299, Math.ceil(0.04 * others.length) - 1)
        ];
        const expected = new Set(others.filter((_, i) => distances[i] <= last));
        expect(expected.size).toBeLessThan(others.length);
        near.forEach((is, other) => {
          expect(is).toBe(expected.has(other) ? 1 : 0);
        });
      }
    }
  });

  it('keeps what is alike: the best by cosine are compared exactly, and what is not is at 0', () => {
    const codes = new SignCodes(features);
    for (let item = 1; item < N; item += 401) {
      const query = { text: row('text', item), image: row('image', item) };
      const near = codes.near(query, undefined, 10);
      const exact = queryCosines(query, features);
      const looked = queryCosines(query, features, near);
      const best = [...exact.keys()].sort((a, b) => exact[b] - exact[a]).slice(0, 10);
      for (const one of best) expect(looked[one]).toBe(exact[one]);
      near.forEach((is, other) => {
        if (is === 0) expect(looked[other]).toBe(0);
      });
    }
  });

  it('marks nothing where nothing is allowed, or where the query has no features', () => {
    const codes = new SignCodes(features);
    expect(codes.near({ text: row('text', 1) }, new Uint8Array(N), 10).includes(1)).toBe(false);
    expect(codes.near({}, undefined, 10).includes(1)).toBe(false);
  });
});
