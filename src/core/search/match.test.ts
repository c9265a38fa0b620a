import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeUpShop } from '../testing/made-up-shop';
import { blendMatches, bestMatches, FLOOR, MEANING, queryCosines } from './match';

const { features, sizes } = madeUpShop(3);
const { values, width } = features.text;
const N = sizes.items;
const hasText = (item: number): boolean => features.present[2 * item] === 1;

const share = fc.double({ min: 0.001, max: 1, noNaN: true });
const lexicals = fc
  .uniqueArray(fc.tuple(fc.nat(N - 1), share), { selector: ([item]) => item })
  .map((entries) => new Map(entries));
const cosinesOf = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: N, maxLength: N })
  .map((all) => Float64Array.from(all));
const masks = fc.uint8Array({ min: 0, max: 1, minLength: N, maxLength: N });

describe('the scan', () => {
  it('is the cosine to every item with text, and 0 without', () => {
    const queries = fc.array(fc.integer({ min: -127, max: 127 }), {
      minLength: width,
      maxLength: width,
    });
    fc.assert(
      fc.property(queries, (query) => {
        const cosines = queryCosines({ text: Int8Array.from(query) }, features);
        expect(cosines).toHaveLength(N);
        for (let item = 0; item < N; item++) {
          const row = values.subarray(item * width, (item + 1) * width);
          const dot = query.reduce((sum, value, i) => sum + value * row[i], 0);
          const expected = hasText(item) ? dot / (Math.hypot(...query) * Math.hypot(...row)) : 0;
          expect(cosines[item]).toBeCloseTo(query.some((value) => value !== 0) ? expected : 0, 12);
        }
      }),
    );
  });

  it('finds an item by its own features', () => {
    for (let item = 0; item < N; item++) {
      if (!hasText(item)) continue;
      const cosines = queryCosines(
        { text: values.subarray(item * width, (item + 1) * width) },
        features,
      );
      expect(cosines[item]).toBeCloseTo(1, 12);
      expect(Math.max(...cosines)).toBe(cosines[item]);
    }
  });
});

describe('the blend', () => {
  it('is from 0 to 1, and 0 only for what neither part speaks for', () => {
    fc.assert(
      fc.property(lexicals, fc.option(cosinesOf, { nil: undefined }), (lexical, cosines) => {
        const scores = blendMatches(lexical, cosines, N);
        for (let item = 0; item < N; item++) {
          expect(scores[item]).toBeLessThanOrEqual(1);
          expect(scores[item] > 0).toBe(lexical.has(item) || (cosines?.[item] ?? 0) > FLOOR);
        }
      }),
    );
  });

  it('is lexical alone where there are no cosines', () => {
    fc.assert(
      fc.property(lexicals, (lexical) => {
        const scores = blendMatches(lexical, undefined, N);
        for (let item = 0; item < N; item++) expect(scores[item]).toBe(lexical.get(item) ?? 0);
      }),
    );
  });

  it('grows with either part', () => {
    fc.assert(
      fc.property(lexicals, cosinesOf, fc.nat(N - 1), share, (lexical, cosines, item, more) => {
        const before = blendMatches(lexical, cosines, N)[item];
        const words = new Map(lexical).set(item, Math.min(1, (lexical.get(item) ?? 0) + more));
        expect(blendMatches(words, cosines, N)[item]).toBeGreaterThanOrEqual(before - 1e-12);
        const nearer = cosines.with(item, Math.min(1, Math.max(cosines[item], FLOOR) + more));
        expect(blendMatches(lexical, nearer, N)[item]).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('counts a meaning less where all words are found, more the fewer are', () => {
    const cosines = new Float64Array(N).with(1, 1);
    const meant = (met: number): number => blendMatches(new Map([[0, met]]), cosines, N)[1];
    expect(meant(1)).toBeCloseTo(MEANING.least / (1 + MEANING.least), 12);
    expect(meant(1)).toBeLessThan(blendMatches(new Map([[0, 1]]), cosines, N)[0]);
    expect(meant(0.5)).toBeGreaterThan(meant(1));
    const all = MEANING.least + MEANING.open;
    expect(blendMatches(new Map(), cosines, N)[1]).toBeCloseTo(all / (1 + all), 12);
  });

  it('takes cosines of fewer items than there are', () => {
    const scores = blendMatches(new Map([[N - 1, 0.5]]), new Float64Array(2).fill(0.9), N);
    expect([...bestMatches(scores, undefined, N).items].sort((a, b) => a - b)).toEqual([
      0,
      1,
      N - 1,
    ]);
  });
});

describe('the list', () => {
  it('holds the best allowed items that match, ties by lower index', () => {
    // Few values, so that there are ties.
    const few = fc
      .array(fc.constantFrom(0, 0.25, 0.5, 1), { minLength: N, maxLength: N })
      .map((all) => Float64Array.from(all));
    fc.assert(
      fc.property(
        few,
        fc.option(masks, { nil: undefined }),
        fc.integer({ min: 1, max: N }),
        (scores, allowed, count) => {
          const expected = [...scores.keys()]
            .filter((item) => scores[item] > 0 && allowed?.[item] !== 0)
            .sort((a, b) => scores[b] - scores[a] || a - b)
            .slice(0, count);
          const found = bestMatches(scores, allowed, count);
          expect([...found.items]).toEqual(expected);
          expect([...found.scores]).toEqual(expected.map((item) => scores[item]));
        },
      ),
    );
  });
});
