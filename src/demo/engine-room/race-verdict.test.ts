/** What a race comes to. */
import { expect, test } from 'vitest';
import { placeOnScale, placesThatDiffer, scaleLines } from './race-verdict';

test('lists are compared place by place, the shorter one wanting the rest', () => {
  expect(placesThatDiffer(['a', 'b', 'c'], ['a', 'b', 'c'])).toBe(0);
  expect(placesThatDiffer(['a', 'b', 'c'], ['b', 'a', 'c'])).toBe(2);
  expect(placesThatDiffer(['a'], ['a', 'b', 'c'])).toBe(2);
  expect(placesThatDiffer([], [])).toBe(0);
});

test('the scale stands still until a lane is slower than it reaches', () => {
  expect(scaleLines([])).toEqual([0.1, 1, 10, 100]);
  expect(scaleLines([0.01, 99])).toEqual([0.1, 1, 10, 100]);
  expect(scaleLines([1000])).toEqual([0.1, 1, 10, 100, 1000]);
  expect(scaleLines([1001]).at(-1)).toBe(10_000);
});

test('ten times as long is one line further', () => {
  const lines = [0.1, 1, 10, 100];
  expect(placeOnScale(0.1, lines)).toBe(0);
  expect(placeOnScale(10, lines)).toBeCloseTo(2 / 3);
  expect(placeOnScale(100, lines)).toBe(1);
  expect(placeOnScale(0, lines)).toBe(0);
});
