import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackCodes } from './semantic-id';
import { Trie } from './trie';

const LEVELS = 3;
const CODES = 4;
/** Distinct IDs over a tiny alphabet, in any order. */
const ids = fc.uniqueArray(
  fc
    .tuple(fc.nat(CODES - 1), fc.nat(CODES - 1), fc.nat(CODES - 1))
    .map(([a, b, c]) => (a << 16) | (b << 8) | c),
  { minLength: 1, maxLength: 50 },
);
const trieOf = (packed: number[]): Trie => new Trie(Uint32Array.from(packed), LEVELS, CODES);

test('positions are sorted and lead back to items', () => {
  fc.assert(
    fc.property(ids, (packed) => {
      const trie = trieOf(packed);
      expect([...trie.ids]).toEqual([...packed].sort((a, b) => a - b));
      packed.forEach((id, item) => {
        expect(trie.ids[trie.positionOf[item]]).toBe(id);
        expect(trie.itemAt[trie.positionOf[item]]).toBe(item);
      });
    }),
  );
});

test('a trie that takes over the order of an earlier one is the trie of all', () => {
  const parts = fc.tuple(ids, fc.array(fc.nat(50), { maxLength: 4 }));
  fc.assert(
    fc.property(parts, ([packed, cuts]) => {
      let grown: Trie | undefined;
      for (const cut of [...cuts, packed.length].sort((a, b) => a - b)) {
        const all = Uint32Array.from(packed.slice(0, cut));
        grown = new Trie(all, LEVELS, CODES, grown);
      }
      expect(grown).toEqual(trieOf(packed));
    }),
  );
});

test('the range of any prefix holds exactly the items that have it', () => {
  const prefix = fc.array(fc.nat(CODES - 1), { maxLength: LEVELS });
  fc.assert(
    fc.property(ids, prefix, (packed, codes) => {
      const trie = trieOf(packed);
      const [lo, hi] = trie.range(codes);
      const inRange = [...trie.itemAt.subarray(lo, hi)].sort((a, b) => a - b);
      const expected = packed.flatMap((id, item) =>
        codes.every((code, i) => unpackCodes(id, LEVELS)[i] === code) ? [item] : [],
      );
      expect(inRange).toEqual(expected);
    }),
  );
});

test('walking run by run visits every child once', () => {
  fc.assert(
    fc.property(ids, (packed) => {
      const trie = trieOf(packed);
      for (let level = 1; level <= LEVELS; level++) {
        const seen = new Set<number>();
        for (let lo = 0; lo < trie.size;) {
          const end = trie.runEnd(lo, trie.size, level);
          const prefixes = new Set<string>();
          for (let p = lo; p < end; p++) prefixes.add(trie.codes(p).slice(0, level).join());
          expect(prefixes.size).toBe(1);
          const prefix = trie.ids[lo] >>> (8 * (LEVELS - level));
          expect(seen.has(prefix)).toBe(false);
          seen.add(prefix);
          lo = end;
        }
      }
    }),
  );
});

test('first-level offsets are the ranges of one code', () => {
  fc.assert(
    fc.property(ids, (packed) => {
      const trie = trieOf(packed);
      for (let code = 0; code < CODES; code++) {
        const [lo, hi] = trie.range([code]);
        const [from, to] = [trie.firstLevelOffsets[code], trie.firstLevelOffsets[code + 1]];
        expect(to - from).toBe(hi - lo);
        if (hi > lo) expect(from).toBe(lo);
      }
    }),
  );
});

test('IDs with the highest bit set sort as unsigned numbers', () => {
  const trie = new Trie(Uint32Array.of(0xff000000, 0x01000000, 0x80000001), 4, 256);
  expect([...trie.itemAt]).toEqual([1, 2, 0]);
  expect(trie.range([0x80])).toEqual([1, 2]);
});
