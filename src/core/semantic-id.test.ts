import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeAt, packCodes, prefixOf, unpackCodes } from './semantic-id';

const codes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 4 });

test('codes survive packing, at every level and as prefixes', () => {
  fc.assert(
    fc.property(codes, (id) => {
      const packed = packCodes(id);
      expect(unpackCodes(packed, id.length)).toEqual(id);
      for (let level = 1; level <= id.length; level++) {
        expect(codeAt(packed, level, id.length)).toBe(id[level - 1]);
        expect(prefixOf(packed, level, id.length)).toBe(packCodes(id.slice(0, level)));
      }
      expect(prefixOf(packed, 0, id.length)).toBe(0);
    }),
  );
});

test('level 1 is the most significant code, and four levels stay unsigned', () => {
  expect(packCodes([1, 2, 3])).toBe(0x010203);
  expect(packCodes([255, 255, 255, 255])).toBe(0xffffffff);
});
