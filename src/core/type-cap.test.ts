import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TypeCap } from './type-cap';

const typeLists = fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1, maxLength: 30 });
const asks = typeLists.chain((types) =>
  fc.record({
    types: fc.constant(Int32Array.from(types)),
    perType: fc.nat(3),
    count: fc.nat(12),
    basket: fc.array(fc.nat(types.length - 1), { maxLength: 4 }),
  }),
);

test('keeps order, obeys the cap, basket counted, and leaves nothing out that fits', () => {
  fc.assert(
    fc.property(asks, ({ types, perType, count, basket }) => {
      const cap = new TypeCap(types, perType, basket);
      const items = [...types.keys()].filter((item) => !basket.includes(item));
      const chosen = cap.choose(items, count);
      expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
      const all = [...new Set(basket), ...chosen.map((i) => items[i])];
      const held = (type: number): number => all.filter((item) => types[item] === type).length;
      const counter = cap.counter();
      for (const item of items) counter.add(item);
      expect(chosen.length).toBe(Math.min(count, counter.length));
      items.forEach((item, i) => {
        const capped = perType > 0 && types[item] >= 0;
        if (capped && chosen.includes(i)) expect(held(types[item])).toBeLessThanOrEqual(perType);
        if (chosen.length === count || chosen.includes(i)) return;
        expect(capped && held(types[item]) >= perType).toBe(true);
      });
    }),
  );
});

test('what the basket fills is known before anything is ranked', () => {
  const types = Int32Array.of(0, 0, 1, 1, -1, -1);
  expect(new TypeCap(types, 1, [0, 4]).filled()).toEqual([0, 1]);
  expect(new TypeCap(types, 2, [0, 0, 2, 3]).filled()).toEqual([2, 3]);
  expect(new TypeCap(types, 0, [0]).filled()).toEqual([]);
  expect(new TypeCap(undefined, 1, [0]).filled()).toEqual([]);
});

test('a shop without types has no cap', () => {
  expect(new TypeCap(undefined, 1).choose([4, 2, 0], 2)).toEqual([0, 1]);
});
