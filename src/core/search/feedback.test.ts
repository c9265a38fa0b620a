import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureTable } from '../features';
import { madeUpShop } from '../testing/made-up-shop';
import { reinforced } from './feedback';

const { features, sizes } = madeUpShop(3);
const N = sizes.items;

const scoresOf = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1, noNaN: true })), {
    minLength: N,
    maxLength: N,
  })
  .map((all) => Float64Array.from(all));
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('what the best matches have in common', () => {
  it('leaves scores from 0 to 1, and 0 where nothing spoke for an item', () => {
    fc.assert(
      fc.property(scoresOf, share, (scores, best) => {
        const result = reinforced(scores, new Map([[0, best]]), features);
        result.forEach((score, item) => {
          expect(score).toBeLessThanOrEqual(1);
          expect(score > 0).toBe(scores[item] > 0);
        });
      }),
    );
  });

  it('counts for nothing where an item has all words, or hardly any item matches', () => {
    fc.assert(
      fc.property(scoresOf, (scores) => {
        expect(reinforced(scores, new Map([[0, 1]]), features)).toEqual(scores);
      }),
    );
    const two = new Float64Array(N).fill(0.5, 0, 2);
    expect(reinforced(two, new Map(), features)).toEqual(two);
  });

  /** Items 0 to 3 say the same, item 4 something else. */
  const values = new Int8Array(5 * 2);
  for (let item = 0; item < 5; item++) values[2 * item + (item < 4 ? 0 : 1)] = 100;
  const text = { values, width: 2, scale: 1 };
  const present = Uint8Array.from({ length: 10 }, (_, i) => (i + 1) % 2);
  const shop: FeatureTable = { text, image: text, present };
  const scores = Float64Array.of(0.4, 0.4, 0.39, 0.1, 0.5);
  const words = new Map([[4, 0.5]]);

  it('passes by the one that is like none of them', () => {
    const result = reinforced(scores, words, shop);
    expect(result.indexOf(Math.max(...result))).toBe(0);
    expect(result[3]).toBeGreaterThan(scores[3]);
  });

  it('is taken of those that may appear', () => {
    const allowed = Uint8Array.of(0, 0, 1, 1, 1);
    const alone = reinforced(scores, words, shop, Uint8Array.of(0, 0, 0, 1, 1));
    expect(alone).toEqual(scores);
    const result = reinforced(scores, words, shop, allowed);
    expect(result[4]).toBeLessThan(reinforced(scores, words, shop, undefined)[0]);
  });

  it('reads no rows of items that have none', () => {
    const longer = Float64Array.of(...scores, 0.3);
    const result = reinforced(longer, words, shop);
    expect(result[5]).toBeCloseTo(0.3 / 2, 12);
  });
});
