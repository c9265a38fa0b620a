import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encoderInput, excludedItems, ownFrequency } from './history';

const SETTINGS = { max_history: 5, objectives: ['any', 'new'] as const };
const FREQUENCY = { half_life_days: 10, days_per_visit: 5 };
const DAY = 86_400_000;

test('rows are the state token, the basket, the newest items with the rank of their visit', () => {
  const visits = [{ items: [1, 2] }, { items: [] }, { items: [3, 3, 4] }, { items: [5] }];
  const input = encoderInput(visits, [8, 9, 8], 'any', SETTINGS);
  expect([...input.items]).toEqual([-1, 8, 9, 5, 3, 4, 1, 2]);
  expect([...input.roles]).toEqual([6, 0, 0, 1, 2, 2, 3, 3]);
  expect(encoderInput(visits, [], 'items', SETTINGS).roles[0]).toBe(7);
  expect(encoderInput(visits, [], 'types', SETTINGS).roles[0]).toBe(7);
});

test('a visit that does not fit whole gives its first items; older visits nothing', () => {
  const input = encoderInput(
    [{ items: [9] }, { items: [1, 2, 3] }, { items: [4, 5, 6] }],
    [],
    'any',
    SETTINGS,
  );
  expect([...input.items]).toEqual([-1, 4, 5, 6, 1, 2]);
});

test('the first layer looks at history only, row 0 at the basket where there is one', () => {
  const seen = (input: { mask: Float32Array }, rows: number, row: number): number[] =>
    [...input.mask.subarray(row * rows, (row + 1) * rows).keys()].filter(
      (column) => input.mask[row * rows + column] === 0,
    );
  const both = encoderInput([{ items: [1, 2] }], [7, 8], 'any', SETTINGS);
  expect(seen(both, 5, 0)).toEqual([0, 1, 2]);
  expect(seen(both, 5, 1)).toEqual([1, 3, 4]);
  expect(seen(both, 5, 3)).toEqual([3, 4]);
  expect(both.mask[3]).toBe(Math.fround(-1e9));
  const alone = encoderInput([{ items: [1, 2] }], [], 'any', SETTINGS);
  expect(seen(alone, 3, 0)).toEqual([0, 1, 2]);
  expect(seen(encoderInput([], [], 'any', SETTINGS), 1, 0)).toEqual([0]);
});

test('ten thousand items cost no more rows than max_history', () => {
  const visits = Array.from({ length: 2500 }, (_, v) => ({
    items: [0, 1, 2, 3].map((i) => 4 * v + i),
  }));
  const input = encoderInput(visits, [], 'any', { ...SETTINGS, max_history: 50 });
  expect(input.items.length).toBe(51);
  expect(input.roles[1]).toBe(1);
  expect(input.roles[50]).toBe(13);
});

test('own frequency decays by time where it is known, else by rank of the visit', () => {
  const now = 100 * DAY;
  const timed = ownFrequency(
    [
      { at: 80 * DAY, items: [1, 1, 2] },
      { at: 90 * DAY, items: [1] },
    ],
    now,
    FREQUENCY,
  );
  expect(timed.get(1)).toBeCloseTo(0.25 + 0.5, 12);
  expect(timed.get(2)).toBeCloseTo(0.25, 12);
  const ranked = ownFrequency([{ items: [1] }, { items: [] }, { items: [1] }], now, FREQUENCY);
  expect(ranked.get(1)).toBeCloseTo(1 + 2 ** -0.5, 12);
  // A clock that runs behind must not make a visit worth more than one.
  expect(ownFrequency([{ at: now + DAY, items: [1] }], now, FREQUENCY).get(1)).toBe(1);
});

test('what a call leaves out grows with novelty', () => {
  const items = fc.array(fc.nat(9), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(items, { maxLength: 4 }),
      items,
      fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 10, maxLength: 10 }),
      (lists, basket, typeList) => {
        const visits = lists.map((list) => ({ items: list }));
        const types = Int32Array.from(typeList);
        const bought = new Set([...lists.flat(), ...basket]);
        const had = new Set([...bought].map((item) => types[item]).filter((type) => type >= 0));
        const sorted = (set: Set<number>): number[] => [...set].sort((a, b) => a - b);
        expect(excludedItems(visits, basket, 'any', types)).toEqual(new Set(basket));
        expect(sorted(excludedItems(visits, basket, 'items', types))).toEqual(sorted(bought));
        const all = [...types.keys()].filter((item) => bought.has(item) || had.has(types[item]));
        expect(sorted(excludedItems(visits, basket, 'types', types))).toEqual(all);
      },
    ),
  );
});
