import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topK } from './top-k';

test('equals the head of a full sort, with ties by the lower tie-breaker', () => {
  const entries = fc.uniqueArray(
    fc.record({ score: fc.integer({ min: -3, max: 3 }), tie: fc.nat(1000) }),
    { selector: (entry) => entry.tie, maxLength: 60 },
  );
  fc.assert(
    fc.property(entries, fc.nat(70), (list, k) => {
      const best = topK(
        Float64Array.from(list, (e) => e.score),
        Int32Array.from(list, (e) => e.tie),
        list.length,
        k,
      );
      const sorted = [...list.keys()].sort(
        (a, b) => list[b].score - list[a].score || list[a].tie - list[b].tie,
      );
      expect([...best]).toEqual(sorted.slice(0, k));
    }),
  );
});

test('only what is accepted is kept, and indices break ties where nothing else does', () => {
  const scores = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 });
  fc.assert(
    fc.property(scores, fc.nat(70), fc.integer({ min: 1, max: 4 }), (list, k, every) => {
      const best = topK(Float64Array.from(list), undefined, list.length, k, (i) => i % every === 0);
      const sorted = [...list.keys()]
        .filter((i) => i % every === 0)
        .sort((a, b) => list[b] - list[a] || a - b);
      expect([...best]).toEqual(sorted.slice(0, k));
    }),
  );
});

test('impossible scores come last', () => {
  expect([...topK(Float64Array.of(-Infinity, 1, -Infinity), undefined, 3, 3)]).toEqual([1, 0, 2]);
});
