/** Image encoders in a page, that of every shop and what a bundle carries: the numbers that the trainer computes of the same pictures. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import OWN from '../../contract/golden/pictures.json';
import GOLDEN from '../../models/encoders/efficientnet-lite0/golden.json';
import type { OwnImageEncoder } from '../contract/bundle';
import { preparePicture } from '../encoders/picture';
import { madeUpPicture } from '../encoders/testing/made-up-picture';
import { ImageEncoder } from './image-encoder';

const MODEL = '/models/encoders/efficientnet-lite0/image-encoder.onnx';

let encoder: ImageEncoder;
beforeAll(async () => {
  const response = await fetch(MODEL);
  encoder = await ImageEncoder.create(new Uint8Array(await response.arrayBuffer()));
});
afterAll(() => encoder.release());

test.each(GOLDEN)('$width × $height', async ({ width, height, embedding, norm }) => {
  const pixels = new ImageData(madeUpPicture(width, height), width, height);
  const found = await encoder.embed(await preparePicture(pixels));
  expect(found).toHaveLength(1280);
  expect(Math.hypot(...found) / norm).toBeCloseTo(1, 3);
  embedding.forEach((value, i) => {
    expect(Math.abs(found[i] - value)).toBeLessThan(1e-3 * norm);
  });
});

describe.each(['clip', 'siglip'] as const)('what a bundle carries, %s', (kind) => {
  const { encoder: said, cases } = OWN[kind];
  let own: ImageEncoder;
  beforeAll(async () => {
    const response = await fetch(`/contract/golden/encoders/${kind}/image_encoder.onnx`);
    own = await ImageEncoder.create(new Uint8Array(await response.arrayBuffer()));
  });
  afterAll(() => own.release());

  test.each(cases)('$width × $height', async ({ width, height, embedding }) => {
    const pixels = new ImageData(madeUpPicture(width, height), width, height);
    const found = await own.embed(await preparePicture(pixels, said as OwnImageEncoder));
    expect(found).toHaveLength(said.size);
    const errors = found.map((value, d) => Math.abs(value - embedding[d]));
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });
});

test('what is no model is refused', async () => {
  await expect(ImageEncoder.create(new Uint8Array(7))).rejects.toMatchObject({
    code: 'encoder/unavailable',
  });
});
