import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestMatches } from './match';
import { PREFERENCE, preferMatches } from './preference';

const N = 30;
const matches = fc
  .array(fc.constantFrom(0.1, 0.12, 0.3, 0.5, 0.9), { minLength: N, maxLength: N })
  .map((scores) => bestMatches(Float64Array.from(scores), undefined, N));
const orders = fc.shuffledSubarray([...Array(N).keys()]).map((order) => Int32Array.from(order));

test('the same items, by falling scores from 0 to 1', () => {
  fc.assert(
    fc.property(matches, orders, (found, preferred) => {
      const fused = preferMatches(found, preferred);
      expect([...fused.items].sort()).toEqual([...found.items].sort());
      expect([...fused.scores]).toEqual([...fused.scores].sort((a, b) => b - a));
      for (const score of fused.scores) expect(score > 0 && score <= 1).toBe(true);
    }),
  );
});

test('of equal matches the preferred one is first; a much better match stays before a worse one', () => {
  fc.assert(
    fc.property(matches, orders, (found, preferred) => {
      const fused = preferMatches(found, preferred);
      const place = (item: number): number => fused.items.indexOf(item);
      const score = (item: number): number => found.scores[found.items.indexOf(item)];
      const rank = (item: number): number => {
        const at = preferred.indexOf(item);
        return at < 0 ? N : at;
      };
      for (const a of found.items) {
        for (const b of found.items) {
          if (score(a) === score(b) && rank(a) < rank(b)) expect(place(a)).toBeLessThan(place(b));
          if (score(a) > (1 + PREFERENCE) * score(b)) expect(place(a)).toBeLessThan(place(b));
        }
      }
    }),
  );
});

test('nothing preferred: the order of the matches', () => {
  fc.assert(
    fc.property(matches, (found) => {
      expect([...preferMatches(found, new Int32Array(0)).items]).toEqual([...found.items]);
    }),
  );
});

test('a match that is nearly as good comes first where the shopper prefers it', () => {
  const found = bestMatches(Float64Array.of(0.8, 0.7, 0.2), undefined, 3);
  expect([...preferMatches(found, Int32Array.of(2, 1)).items]).toEqual([1, 0, 2]);
});
