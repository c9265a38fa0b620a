import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beamDiscount, Discount } from './discount';
import { madeUpShop } from './testing/made-up-shop';

const { catalogue, sizes } = madeUpShop(5);
const { trie, popularity } = catalogue;
const gammas = fc.double({ min: 0, max: 2, noNaN: true });

test('differences along a path add up to −γ · log(popularity + 1), but for the root', () => {
  fc.assert(
    fc.property(gammas, fc.nat(sizes.items - 1), (gamma, item) => {
      const discount = new Discount(trie, popularity, gamma);
      const codes = trie.codes(trie.positionOf[item]);
      const root = discount.potential(0, trie.size);
      let before = root;
      let sum = 0;
      for (let level = 1; level <= sizes.levels; level++) {
        const potential = discount.potential(...trie.range(codes.slice(0, level)));
        sum += potential - before;
        before = potential;
      }
      expect(sum + root).toBeCloseTo(-gamma * Math.log(popularity[item] + 1), 6);
    }),
  );
});

test('a prefix is not punished for its size: equally popular items owe the same at every level', () => {
  const even = new Float32Array(sizes.items).fill(9);
  fc.assert(
    fc.property(gammas, fc.nat(sizes.items - 1), fc.nat(sizes.items), (gamma, a, b) => {
      fc.pre(a !== b);
      const discount = new Discount(trie, even, gamma);
      const owed = discount.potential(Math.min(a, b), Math.max(a, b));
      expect(owed).toBeCloseTo(-gamma * Math.log(10), 6);
    }),
  );
});

test("a beam's discount stays in proportion, however little the generator weighs", () => {
  const blend = { generator: 0.01, prior: 0.8, dense: 0.19, frequency: 9, discount: 0.3 };
  expect(beamDiscount(blend)).toBeCloseTo(0.3, 12);
  expect(beamDiscount({ ...blend, generator: 0, prior: 0, dense: 0 })).toBe(0);
});
