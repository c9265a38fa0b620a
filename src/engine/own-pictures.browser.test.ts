/**
 * Pictures seen by an encoder that the bundle carries: nothing is hosted beside it. That it sees what the trainer does is
 * runtime/image-encoder.browser.test.ts.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import golden from '../../contract/golden/pictures.json';
import type { Source } from '../bundle/sources';
import type { OwnImageEncoder } from '../contract/bundle';
import { madeUpPicture } from '../encoders/testing/made-up-picture';
import { Whitening } from '../encoders/whitening';
import type { Engine } from './engine';
import { codeOf } from './testing/code-of';
import { fixtureWithEncoder, openCarrying } from './testing/fixture-with-encoder';

const WIDTH = 64;
/** A stored step in standard deviations. */
const STEP = 4 / 127;
const { encoder, cases } = golden.siglip;
const said = encoder as OwnImageEncoder;
const mean = Float32Array.from({ length: said.size }, (_, i) => Math.sin(i) / 50);
const matrix = Float32Array.from({ length: said.size * WIDTH }, (_, i) => 2 * Math.sin(i * i));
const arrays = {
  mean: { shape: [said.size], values: mean },
  matrix: { shape: [said.size, WIDTH], values: matrix },
};
const at = (path: string): string => new URL(path, location.href).href;
const carried = {
  'image_encoder.onnx': at('/contract/golden/encoders/siglip/image_encoder.onnx'),
};

/** Addresses that were asked for. */
const asked: string[] = [];
const open = (source: Source): Promise<Engine> => openCarrying(source, asked);

let engine: Engine;
beforeAll(async () => {
  engine = await open(await fixtureWithEncoder('image', said, arrays, carried));
});
afterAll(() => engine.dispose());

test('gives an item the codes of its picture, and finds it by that', async () => {
  expect(engine.info().encoders).toEqual({ image: said.model });
  expect(asked.filter((url) => url.endsWith('image_encoder.onnx'))).toEqual([]);
  const whitening = new Whitening(mean, matrix);
  for (const { width, height, embedding } of cases) {
    const stored = whitening.apply(Float32Array.from(embedding));
    const known = { image: Float32Array.from(stored, (step) => step * STEP) };
    const image = new ImageData(madeUpPicture(width, height), width, height);
    const id = `seen ${width}`;
    const [added] = await engine.addItems([{ id, image }]);
    expect(added.nearest).toEqual((await engine.encodeItem(known)).codes);
    const found = await engine.search({ image, count: 1 });
    expect(found.items[0].score).toBeCloseTo(1, 5);
  }
  expect(asked.filter((url) => url.includes('/models/nothing/'))).toEqual([]);
});

test('is missed where its bundle lists no file of it', async () => {
  const bare = await open(await fixtureWithEncoder('image', said, arrays));
  const image = new ImageData(madeUpPicture(9, 9), 9, 9);
  const adding = bare.addItems([{ id: 'x', image }]);
  await expect(adding).rejects.toThrow(/image_encoder\.onnx/);
  expect(await codeOf(adding)).toBe('bundle/malformed');
  await bare.dispose();
});
