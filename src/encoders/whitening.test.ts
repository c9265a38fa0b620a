import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Whitening } from './whitening';

/** Made by the trainer: trainer/tests/features/encoder_golden.py. */
const GOLDEN = JSON.parse(
  readFileSync(new URL('./testing/whitening-golden.json', import.meta.url), 'utf8'),
) as { mean: number[]; matrix: number[][]; rows: number[][]; features: number[][] };

test('features are the trainer’s, those beyond ±4 σ included', () => {
  const whitening = new Whitening(
    Float32Array.from(GOLDEN.mean),
    Float32Array.from(GOLDEN.matrix.flat()),
  );
  const features = GOLDEN.rows.map((row) => [...whitening.apply(Float32Array.from(row))]);
  expect(features).toEqual(GOLDEN.features);
  expect(GOLDEN.features.flat()).toContain(127);
  expect(GOLDEN.features.flat()).toContain(-127);
});

test('a mean embedding, and a direction of zeros, are 0', () => {
  const mean = Float32Array.of(0.25, -1);
  const whitening = new Whitening(mean, Float32Array.of(3, 0, -2, 0));
  expect(whitening.apply(mean)).toEqual(Int8Array.of(0, 0));
  expect(whitening.apply(Float32Array.of(0.5, -1))).toEqual(Int8Array.of(24, 0));
});
