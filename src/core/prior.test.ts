import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accumulatePrior, priorSources, priorTerm } from './prior';
import { madeUpShop } from './testing/made-up-shop';

const SETTINGS = { visit_decay: 0.5, max_sources: 4 };

test('sources are the basket alone, or the newest items by rank of their visit', () => {
  const visits = [{ items: [1, 2, 9] }, { items: [] }, { items: [3, 4] }, { items: [5, 3] }];
  expect(priorSources(visits, [7, 8, 7], SETTINGS)).toEqual({ items: [7, 8], weights: [1, 1] });
  expect(priorSources(visits, [], SETTINGS)).toEqual({
    items: [5, 3, 4, 1],
    weights: [1, 1, 0.5, 0.25],
  });
  expect(priorSources([], [], SETTINGS)).toEqual({ items: [], weights: [] });
});

test('the accumulated prior equals the sum over the whole table', () => {
  const { catalogue, sizes } = madeUpShop(3);
  const { prior: table } = catalogue;
  const source = fc.record({
    item: fc.nat(sizes.items - 1),
    weight: fc.double({ min: 0.1, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(source, { selector: (s) => s.item, maxLength: 8 }), (sources) => {
      const found = accumulatePrior(table, {
        items: sources.map((s) => s.item),
        weights: sources.map((s) => s.weight),
      });
      for (let item = 0; item < sizes.items; item++) {
        let expected = 0;
        for (const { item: from, weight } of sources) {
          for (let k = 0; k < sizes.neighbours; k++) {
            const at = from * sizes.neighbours + k;
            if (table.items[at] === item)
              expected += weight * table.weights[at] * table.scales[from];
          }
        }
        expect(found.get(item) ?? 0).toBeCloseTo(expected, 10);
      }
    }),
  );
});

test('the term is 0 where no source points', () => {
  expect(priorTerm(0, 0.001)).toBe(0);
  expect(priorTerm(0.099, 0.001)).toBeCloseTo(Math.log(100), 10);
});
