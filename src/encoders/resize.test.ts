import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EFFICIENTNET } from './efficientnet';
import { Resize } from './resize';
import { cut, madeUpPicture } from './testing/made-up-picture';

interface Case {
  width: number;
  height: number;
  sha256: string;
  rows: Record<string, number[]>;
}

/** Made by Pillow: trainer/tests/features/encoder_golden.py. */
const GOLDEN = JSON.parse(
  readFileSync(new URL('./testing/picture-golden.json', import.meta.url), 'utf8'),
) as Case[];

/** All of a picture, `rows` rows at a time. */
function resized(rgba: Uint8ClampedArray, width: number, height: number, rows = height) {
  const resize = new Resize(width, height, EFFICIENTNET);
  const area = cut(rgba, width, resize.area);
  const step = rows * resize.area.width * 4;
  for (let at = 0; at < area.length; at += step) resize.add(area.subarray(at, at + step));
  return resize.finish();
}

describe('every value is Pillow’s', () => {
  test.each(GOLDEN)('$width × $height', ({ width, height, sha256, rows }) => {
    const values = resized(madeUpPicture(width, height), width, height);
    for (const [row, expected] of Object.entries(rows)) {
      const start = Number(row) * EFFICIENTNET.side * 3;
      expect([...values.subarray(start, start + expected.length)]).toEqual(expected);
    }
    expect(createHash('sha256').update(values).digest('hex')).toBe(sha256);
  });
});

test('rows may come in pieces of any height', () => {
  const [width, height] = [300, 421];
  const rgba = madeUpPicture(width, height);
  const whole = resized(rgba, width, height);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (rows) => {
      expect(Buffer.compare(resized(rgba, width, height, rows), whole)).toBe(0);
    }),
    { numRuns: 10 },
  );
});

test('one colour stays that colour, at any size', () => {
  const size = fc.integer({ min: 1, max: 700 });
  const value = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(size, size, value, (width, height, grey) => {
      const rgba = new Uint8ClampedArray(width * height * 4).fill(grey);
      for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
      expect(resized(rgba, width, height).every((v) => v === grey)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('of a very long picture only the middle is asked for', () => {
  const { area } = new Resize(2, 5_000_000, EFFICIENTNET);
  expect(area.height).toBeLessThan(8);
  expect(area.top).toBeGreaterThan(2_499_990);
  expect(area.width).toBe(2);
});
