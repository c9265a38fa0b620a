/** The image encoder that ships, in a page: the numbers that the trainer computes of the same pictures. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import GOLDEN from '../../models/encoders/efficientnet-lite0/golden.json';
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

test('what is no model is refused', async () => {
  await expect(ImageEncoder.create(new Uint8Array(7))).rejects.toMatchObject({
    code: 'encoder/unavailable',
  });
});
