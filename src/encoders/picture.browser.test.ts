/** The decoders of a real browser against Pillow, and what must not reach them. */
import { describe, expect, test } from 'vitest';
import { RecommenderError } from '../contract/errors';
import type { Picture } from '../contract/recommend';
import { preparePicture } from './picture';
import GOLDEN from './testing/file-golden.json';
import { madeUpPicture } from './testing/made-up-picture';

const SIDE = 224;
type Name = keyof typeof GOLDEN;
const NAMES = Object.keys(GOLDEN) as Name[];

const bytesOf = (name: Name): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(GOLDEN[name].base64), (letter) => letter.charCodeAt(0));

/** Values 0 … 255 of a pixel of the square. */
function pixel(input: Float32Array, x: number, y: number): number[] {
  return [0, 1, 2].map((channel) => input[(channel * SIDE + y) * SIDE + x] * 128 + 127);
}

/** The largest difference to the samples that the trainer took of this file. */
function difference(input: Float32Array, name: Name): number {
  const steps = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => 14 + 28 * i);
  const found = steps.flatMap((y) => steps.flatMap((x) => pixel(input, x, y)));
  const { samples } = GOLDEN[name];
  expect(found).toHaveLength(samples.length);
  return Math.max(...found.map((value, i) => Math.abs(value - samples[i])));
}

async function refusal(picture: Picture): Promise<RecommenderError> {
  const error: unknown = await preparePicture(picture).then(
    () => 'nothing was refused',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RecommenderError);
  return error as RecommenderError;
}

describe('every kind of file is decoded as the trainer does', () => {
  // Half-clear pixels: a canvas keeps colours times alpha in 8 bits, which costs a step or two where little is left.
  test.each(NAMES)('%s', async (name) => {
    const input = await preparePicture(new Blob([bytesOf(name)]));
    expect(input).toHaveLength(3 * SIDE * SIDE);
    expect(difference(input, name)).toBeLessThanOrEqual(name.startsWith('glass') ? 2 : 0);
  });
});

test('a worker decodes the same, and tells what it refuses', async () => {
  const worker = new Worker(new URL('./testing/picture.worker.ts', import.meta.url), {
    type: 'module',
  });
  const ask = (picture: Picture): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker.onmessage = (event) => {
        resolve(event.data);
      };
      worker.onerror = reject;
      worker.postMessage(picture);
    });
  try {
    const input = await ask(new Blob([bytesOf('turned.jpg')]));
    expect(difference(input as Float32Array, 'turned.jpg')).toBe(0);
    expect(await ask(new File(['green tea'], 'tea.jpg'))).toBe('picture/type');
    const bitmap = await createImageBitmap(new Blob([bytesOf('plain.png')]));
    expect(difference((await ask(bitmap)) as Float32Array, 'plain.png')).toBe(0);
  } finally {
    worker.terminate();
  }
});

test('a photo with orientation 6 stands upright: its left edge is the top', async () => {
  const upright = await preparePicture(new Blob([bytesOf('turned.jpg')]));
  const lying = await preparePicture(new Blob([bytesOf('photo.jpg')]));
  // The square's middle, turned a quarter clockwise.
  expect(pixel(upright, 20, 60)).toEqual(pixel(lying, 60, SIDE - 1 - 20));
  expect(pixel(upright, 20, 60)).not.toEqual(pixel(lying, 20, 60));
});

test('what is clear is white', async () => {
  const canvas = new OffscreenCanvas(60, 30);
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'red';
  context.fillRect(0, 0, 30, 30);
  const input = await preparePicture(await canvas.convertToBlob({ type: 'image/png' }));
  expect(pixel(input, 5, 100)).toEqual([255, 0, 0]);
  expect(pixel(input, 220, 100)).toEqual([255, 255, 255]);
});

test('a picture of one pixel is its colour all over', async () => {
  const dot = new ImageData(Uint8ClampedArray.of(7, 80, 200, 255), 1, 1);
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext('2d')!.putImageData(dot, 0, 0);
  for (const picture of [dot, await canvas.convertToBlob(), await createImageBitmap(dot)]) {
    const input = await preparePicture(picture);
    expect(pixel(input, 0, 0)).toEqual([7, 80, 200]);
    expect(pixel(input, SIDE - 1, SIDE - 1)).toEqual([7, 80, 200]);
  }
});

test('a photo larger than a strip gives what its pixels give, and the caller keeps the bitmap', async () => {
  const [width, height] = [1700, 2300];
  const rgba = madeUpPicture(width, height);
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  const pixels = new ImageData(rgba, width, height);
  const bitmap = await createImageBitmap(pixels);
  const [fromBitmap, fromPixels] = [await preparePicture(bitmap), await preparePicture(pixels)];
  expect(fromBitmap.every((value, i) => value === fromPixels[i])).toBe(true);
  expect(bitmap.width).toBe(width);
  bitmap.close();
  expect((await refusal(bitmap)).code).toBe('picture/broken');
});

describe('files that are no picture are refused by their first bytes', () => {
  test.each([
    ['a text', 'Green tea, 25 bags'],
    ['a text', 'BMW of the year'],
    [
      'an SVG drawing',
      '<?xml version="1.0"?><svg onload="alert(1)"><script>alert(2)</script></svg>',
    ],
    ['a web page', '<!DOCTYPE html><img src=x onerror=alert(1)>'],
    ['a PDF', '%PDF-1.7\n%âãÏÓ'],
    ['an empty file', ''],
  ])('%s', async (found, content) => {
    const error = await refusal(new File([content], 'photo.jpg', { type: 'image/jpeg' }));
    expect(error.code).toBe('picture/type');
    expect(error.details['found']).toBe(found);
  });
});

describe('cut off', () => {
  const kinds: Name[] = ['plain.png', 'photo.jpg', 'lossy.webp', 'photo.avif', 'plain.bmp'];
  test.each(kinds.flatMap((name) => [0.3, 0.6, 0.9].map((part) => ({ name, part }))))(
    '$name at $part',
    async ({ name, part }) => {
      const bytes = bytesOf(name);
      const error = await refusal(new Blob([bytes.slice(0, Math.floor(bytes.length * part))]));
      expect(error.code).toBe('picture/broken');
      expect(error.message).toMatch(/[^.]\. Save it again\.$/);
    },
  );
});

describe('too large', () => {
  test('a header that claims 20,000 × 20,000', async () => {
    const png = bytesOf('plain.png');
    new DataView(png.buffer).setUint32(16, 20_000);
    new DataView(png.buffer).setUint32(20, 20_000);
    const error = await refusal(new Blob([png]));
    expect(error.code).toBe('picture/size');
    expect(error.message).toContain('400 megapixels. Pass at most 50 megapixels');
  });

  test('a file of 33 MB', async () => {
    const error = await refusal(new Blob([bytesOf('photo.jpg'), new Uint8Array(33e6)]));
    expect(error.code).toBe('picture/size');
    expect(error.message).toContain('at most 32 MB');
  });
});
