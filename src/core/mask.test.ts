import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BaseRule, BaseRules, Mask } from './mask';
import { Trie } from './trie';

const shop = fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 40 }).chain((packed) =>
  fc.record({
    packed: fc.constant(packed),
    allowed: fc.option(
      fc.uint8Array({ min: 0, max: 1, minLength: packed.length, maxLength: packed.length }),
      { nil: undefined },
    ),
    excluded: fc.array(fc.nat(packed.length - 1)),
  }),
);

test('counts agree with counting one by one, whatever the range', () => {
  fc.assert(
    fc.property(shop, fc.nat(40), fc.nat(40), ({ packed, allowed, excluded }, a, b) => {
      const trie = new Trie(Uint32Array.from(packed), 1, 256);
      const mask = new Mask(trie, new BaseRule(trie, allowed), excluded);
      const may = (item: number): boolean => allowed?.[item] !== 0 && !excluded.includes(item);
      const lo = Math.min(a, b, packed.length);
      const hi = Math.min(Math.max(a, b), packed.length);
      const expected = [...trie.itemAt.subarray(lo, hi)].filter(may).length;
      expect(mask.count(lo, hi)).toBe(expected);
      expect(mask.total).toBe(packed.map((_, item) => item).filter(may).length);
      packed.forEach((_, item) => {
        expect(mask.allowsItem(item)).toBe(may(item));
      });
    }),
  );
});

test('the sums of a rule are computed once per array', () => {
  const trie = new Trie(Uint32Array.of(3, 1, 2), 1, 256);
  const rules = new BaseRules(trie);
  const allowed = Uint8Array.of(1, 0, 1);
  expect(rules.of(allowed)).toBe(rules.of(allowed));
  expect(rules.of(allowed.slice())).not.toBe(rules.of(allowed));
  expect(rules.of(undefined)).toBe(rules.of(undefined));
});
