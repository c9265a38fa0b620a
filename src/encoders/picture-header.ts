/**
 * How many pixels a file says it has, read from its header, so that a picture too large for a phone never meets a decoder.
 * It trusts nothing and refuses nothing: a header that lies or is cut off is the decoder's business.
 */
import type { PictureType } from './picture-type';

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** `bytes`: the file's beginning. Undefined where the size does not stand in it. */
export function pixelSize(type: PictureType, bytes: Uint8Array): PixelSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return READERS[type](view);
  } catch (error) {
    // The header ends early.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const READERS: Readonly<Record<PictureType, (view: DataView) => PixelSize | undefined>> = {
  PNG: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  GIF: (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  BMP: bmpSize,
  JPEG: jpegSize,
  WebP: webpSize,
  AVIF: avifSize,
};

function bmpSize(view: DataView): PixelSize {
  if (view.getUint32(14, true) === 12) {
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  }
  // A negative height says that the rows come from top to bottom.
  const [width, height] = [view.getInt32(18, true), view.getInt32(22, true)];
  return { width: Math.abs(width), height: Math.abs(height) };
}

/** The first start of a frame (SOF0 … SOF15 but DHT, JPG and DAC), segment by segment. */
function jpegSize(view: DataView): PixelSize | undefined {
  for (let at = 2; view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(view: DataView): PixelSize | undefined {
  const chunk = view.getUint32(12);
  if (chunk === fourLetters('VP8X')) {
    const [low, high] = [view.getUint32(24, true), view.getUint32(26, true)];
    return { width: (low & 0xffffff) + 1, height: (high >>> 8) + 1 };
  }
  if (chunk === fourLetters('VP8L')) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk === fourLetters('VP8 ')) {
    return {
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
    };
  }
  return undefined;
}

/** The largest "ispe" box: a picture made of tiles has one of each tile's size too. */
function avifSize(view: DataView): PixelSize | undefined {
  let largest: PixelSize | undefined;
  const name = fourLetters('ispe');
  for (let at = 0; at + 16 <= view.byteLength; at++) {
    if (view.getUint32(at) !== name) continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (size.width * size.height > (largest ? largest.width * largest.height : 0)) largest = size;
  }
  return largest;
}

function fourLetters(name: string): number {
  return Array.from(name).reduce((value, letter) => value * 256 + letter.charCodeAt(0), 0);
}
