/**
 * A picture → the image encoder's input, as the trainer makes it (trainer/musicrec/features/image.py). Works in a worker and
 * in a page, in memory that a phone has: what is too large is refused before it is decoded, and of the decoded picture only
 * a strip at a time is copied. It fetches nothing and runs no network.
 */
import { RecommenderError } from '../contract/errors';
import type { Preparation } from '../contract/bundle';
import type { Picture } from '../contract/recommend';
import { EFFICIENTNET } from './efficientnet';
import { pixelSize, type PixelSize } from './picture-header';
import { pictureType } from './picture-type';
import { Resize } from './resize';

const MOST_BYTES = 32e6;
const MOST_PIXELS = 50e6;
/** The beginning of a file, where its size stands: behind a photo's preview and colour profile, if it has them. */
const HEADER = 256 * 1024;
/** Pixels copied at a time: 4 MB. */
const STRIP = 1 << 20;

/** (3, side, side). `picture/type`, `picture/size` or `picture/broken` for what is no picture. */
export async function preparePicture(
  picture: Picture,
  preparation: Preparation = EFFICIENTNET,
): Promise<Float32Array> {
  if (picture instanceof ImageData) {
    return input(resizedPixels(picture, preparation), preparation);
  }
  if (picture instanceof ImageBitmap) {
    return input(resizedBitmap(picture, preparation), preparation);
  }
  const bitmap = await decode(picture);
  try {
    return input(resizedBitmap(bitmap, preparation), preparation);
  } finally {
    bitmap.close();
  }
}

async function decode(file: Blob): Promise<ImageBitmap> {
  const header = await file
    .slice(0, HEADER)
    .arrayBuffer()
    .catch((error: unknown) => {
      throw broken('a file', error);
    });
  const bytes = new Uint8Array(header);
  const type = pictureType(bytes);
  if (file.size > MOST_BYTES) throw tooLarge(file.size, MOST_BYTES, 'MB');
  const size = pixelSize(type, bytes);
  if (size !== undefined) checkPixels(size);
  try {
    // No colour management, which Pillow has not either; turned as a camera's orientation says. The browser does not
    // resize: each does it in its own way.
    return await createImageBitmap(file, {
      imageOrientation: 'from-image',
      colorSpaceConversion: 'none',
    });
  } catch (error) {
    throw broken(`a ${type}`, error);
  }
}

function broken(type: string, error: unknown): RecommenderError {
  const said = error instanceof Error ? error.message : String(error);
  // The browser's sentence is part of ours.
  const reason = said.replace(/\.$/, '');
  return new RecommenderError('picture/broken', { type, reason });
}

function checkPixels({ width, height }: PixelSize): void {
  if (width * height > MOST_PIXELS) throw tooLarge(width * height, MOST_PIXELS, 'megapixels');
}

function tooLarge(found: number, most: number, unit: string): RecommenderError {
  const millions = (value: number): string => `${Math.ceil(value / 1e6)} ${unit}`;
  return new RecommenderError('picture/size', { found: millions(found), maximum: millions(most) });
}

function resizedPixels(pixels: ImageData, preparation: Preparation): Uint8Array {
  checkPixels(pixels);
  const resize = new Resize(pixels.width, pixels.height, preparation);
  const { left, top, width, height } = resize.area;
  for (let row = top; row < top + height; row++) {
    const start = (row * pixels.width + left) * 4;
    resize.add(pixels.data.subarray(start, start + width * 4));
  }
  return resize.finish();
}

function resizedBitmap(bitmap: ImageBitmap, preparation: Preparation): Uint8Array {
  checkPixels(bitmap);
  if (bitmap.width === 0) {
    throw broken('a bitmap', 'it was closed');
  }
  const resize = new Resize(bitmap.width, bitmap.height, preparation);
  const { left, top, width, height } = resize.area;
  const most = Math.min(height, Math.max(1, Math.floor(STRIP / width)));
  const canvas = new OffscreenCanvas(width, most);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  // Nothing of the strip before shows through.
  context.globalCompositeOperation = 'copy';
  for (let row = 0; row < height; row += most) {
    const rows = Math.min(most, height - row);
    context.drawImage(bitmap, left, top + row, width, rows, 0, 0, width, rows);
    resize.add(context.getImageData(0, 0, width, rows).data);
  }
  return resize.finish();
}

/** (side, side, 3) values → (3, side, side) */
function input(square: Uint8Array, { mean, deviation }: Preparation): Float32Array {
  const count = square.length / 3;
  const values = new Float32Array(square.length);
  for (let at = 0; at < square.length; at++) {
    const channel = at % 3;
    const value = (square[at] - mean[channel]) / deviation[channel];
    values[channel * count + Math.floor(at / 3)] = value;
  }
  return values;
}
