/** The blend of one item's terms, against the formula of docs/bundle-format.md written out. */
import { expect, it } from 'vitest';
import { scoreOf, type ScoreTerms } from './score';

const blend = { generator: 2, prior: 3, dense: 0.5, frequency: 4, discount: 0.25 };
const terms: ScoreTerms = {
  prior: new Map([[1, 0.3]]),
  epsilon: 1e-3,
  dense: { of: (item) => -1 - item },
  frequency: new Map([[1, 1.5]]),
  popularity: Float32Array.of(99, 9, 39),
  // The third item has been added, and is most like the first.
  lift: { from: 2, level: 1, as: Int32Array.of(0) },
};

it('adds up what an item has', () => {
  expect(scoreOf(blend, terms, 1, -4)).toBeCloseTo(
    2 * -4 + 3 * Math.log(1 + 0.3 / 1e-3) + 0.5 * -2 + 4 * Math.log(2.5) - 0.25 * Math.log(10),
    10,
  );
});

it('takes log P of its kin for an item that was added, less what the kin is more popular', () => {
  expect(scoreOf(blend, terms, 2, -4)).toBeCloseTo(
    2 * (-4 + Math.log(40 / 100)) + 0.5 * -3 - 0.25 * Math.log(40),
    10,
  );
});
