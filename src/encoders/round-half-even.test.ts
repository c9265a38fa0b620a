import { expect, test } from 'vitest';
import { roundHalfEven } from './round-half-even';

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [-2.5, -2],
  [2.4, 2],
  [2.6, 3],
  [-2.6, -3],
  [0.49999999999999994, 0],
  [-126.5, -126],
  [4503599627370497, 4503599627370497],
])('%d → %d', (value, expected) => {
  expect(roundHalfEven(value) + 0).toBe(expected);
});
