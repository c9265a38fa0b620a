import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredIntervals } from './bootstrap';
import { caseMetrics, METRIC_NAMES, ndcg, recall, reciprocalRank } from './metrics';

describe('metrics', () => {
  const items = [9, 3, 7, 1, 5, 2];
  const targets = new Set([3, 2, 8]);

  it('agree with values worked by hand', () => {
    expect(recall(items, targets, 5)).toBeCloseTo(1 / 3);
    expect(recall(items, targets, 10)).toBeCloseTo(2 / 3);
    // One hit at rank 2; the ideal list has three.
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
    expect(ndcg(items, targets, 5)).toBeCloseTo(1 / Math.log2(3) / ideal);
    expect(ndcg(items, targets, 10)).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(7)) / ideal);
    expect(reciprocalRank(items, targets, 5)).toBe(0.5);
    expect(reciprocalRank(items, new Set([2]), 5)).toBe(0);
    expect(caseMetrics(items, targets)).toHaveLength(METRIC_NAMES.length);
    expect(caseMetrics(items, targets)[5]).toBe(0.5);
  });

  it('stay within 0 and 1, and are 1 for a perfect list where the targets fit', () => {
    const indices = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(indices, indices, (list, wanted) => {
        for (const value of caseMetrics(list, new Set(wanted))) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        const perfect = caseMetrics(wanted, new Set(wanted));
        expect(perfect[3]).toBeCloseTo(1);
        expect(perfect[5]).toBe(1);
        if (wanted.length <= 10) expect(perfect[1]).toBe(1);
      }),
    );
  });
});

describe('clusteredIntervals', () => {
  it('has the mean over cases, and an interval around it that is the same every time', () => {
    const users = Array.from({ length: 200 }, (_, i) => `u${i % 40}`);
    const values = users.map((_, i) => [i % 2, 0.5]);
    const [first, constant] = clusteredIntervals(users, values);
    expect(first[0]).toBe(0.5);
    expect(first[1]).toBeLessThan(0.5);
    expect(first[2]).toBeGreaterThan(0.5);
    expect(constant).toEqual([0.5, 0.5, 0.5]);
    expect(clusteredIntervals(users, values)).toEqual([first, constant]);
  });

  it('is wider when the cases of a user are alike', () => {
    const width = ([, low, high]: readonly number[]): number => high - low;
    const values = Array.from({ length: 400 }, (_, i) => [i % 20 < 10 ? 1 : 0]);
    const alone = clusteredIntervals(
      values.map((_, i) => `u${i}`),
      values,
    )[0];
    const alike = clusteredIntervals(
      values.map((_, i) => `u${i % 20}`),
      values,
    )[0];
    expect(width(alike)).toBeGreaterThan(2 * width(alone));
  });
});
