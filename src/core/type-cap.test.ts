import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CapCounter, capTypes } from './type-cap';

const ranked = fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 30 });

test('keeps order, obeys the cap, and leaves nothing out that fits', () => {
  fc.assert(
    fc.property(ranked, fc.nat(3), fc.nat(12), (typeList, perType, count) => {
      const types = Int32Array.from(typeList);
      const items = [...types.keys()];
      const chosen = capTypes(items, types, perType, count);
      expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
      const held = (type: number): number => chosen.filter((i) => types[i] === type).length;
      if (perType > 0) for (let t = 0; t < 4; t++) expect(held(t)).toBeLessThanOrEqual(perType);
      const counter = new CapCounter(types, perType);
      for (const item of items) counter.add(item);
      expect(chosen.length).toBe(Math.min(count, counter.length));
      for (const item of items) {
        if (chosen.length === count || chosen.includes(item)) continue;
        expect(perType > 0 && held(types[item]) === perType).toBe(true);
      }
    }),
  );
});

test('a shop without types has no cap', () => {
  expect(capTypes([4, 2, 0], undefined, 1, 2)).toEqual([0, 1]);
});
