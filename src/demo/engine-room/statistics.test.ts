import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, p95, quantile } from './statistics';

const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });

describe('quantiles', () => {
  it('takes the middle, or halfway between the two middles', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('p95 of a hundred equal steps lies between the 95th and the 96th', () => {
    const values = Array.from({ length: 101 }, (_, i) => i);
    expect(p95(values)).toBe(95);
    expect(p95([10, 20])).toBeCloseTo(19.5);
  });

  it('is not a number where there is nothing to take it of', () => {
    expect(median([])).toBeNaN();
  });

  it('stays within the values, grows with q and leaves its input as it was', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const before = [...values];
        const found = quantile(values, q);
        expect(found).toBeGreaterThanOrEqual(Math.min(...values));
        expect(found).toBeLessThanOrEqual(Math.max(...values));
        expect(quantile(values, 1)).toBeGreaterThanOrEqual(found);
        expect(values).toEqual(before);
      }),
    );
  });
});
