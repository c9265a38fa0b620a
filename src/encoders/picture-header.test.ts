import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecommenderError } from '../contract/errors';
import { pixelSize } from './picture-header';
import { pictureType, type PictureType } from './picture-type';
import GOLDEN from './testing/file-golden.json';

const TYPES: Record<string, PictureType> = {
  png: 'PNG',
  jpg: 'JPEG',
  webp: 'WebP',
  gif: 'GIF',
  avif: 'AVIF',
  bmp: 'BMP',
};
const FILES = Object.entries(GOLDEN).map(([name, { base64 }]) => ({
  name,
  type: TYPES[name.split('.')[1]],
  bytes: new Uint8Array(Buffer.from(base64, 'base64')),
}));
const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

function refused(bytes: Uint8Array): unknown {
  try {
    return pictureType(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(RecommenderError);
    expect((error as RecommenderError).code).toBe('picture/type');
    return (error as RecommenderError).details['found'];
  }
}

test.each(FILES)('$name: its type and its 48 × 32 pixels', ({ type, bytes }) => {
  expect(pictureType(bytes)).toBe(type);
  expect(pictureType(bytes.subarray(0, 32))).toBe(type);
  expect(pixelSize(type, bytes)).toEqual({ width: 48, height: 32 });
});

describe('what is no picture is named', () => {
  test.each([
    ['an empty file', ''],
    ['a text', 'tea'],
    ['a text', 'BM is a text here'],
    ['a text', 'GIF8'],
    ['an SVG drawing', '<!-- a --><SVG\nonload=a()>'],
    ['a web page', '<html><p>404'],
    ['a PDF', '%PDF-1.4'],
    ['a TIFF', 'II*\0\x08\0\0\0'],
    ['an HEIC photo', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['a video', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
    ['an archive', 'PK\x03\x04'],
    ['an unknown kind of file', '\0\x01\x02\x03'],
  ])('%s', (found, content) => {
    expect(refused(ascii(content))).toBe(found);
  });

  test('an AVIF is one by any of its brands', () => {
    expect(pictureType(ascii('\0\0\0\x18ftypmif1\0\0\0\0mif1avif'))).toBe('AVIF');
  });
});

describe('sizes that the golden files do not have', () => {
  const [jpeg] = FILES.filter(({ name }) => name === 'photo.jpg');

  test('a JPEG behind long segments', () => {
    const segment = new Uint8Array(60_002);
    segment.set([0xff, 0xe1, 60_000 >> 8, 60_000 & 255]);
    const long = Buffer.concat([
      jpeg.bytes.subarray(0, 2),
      segment,
      segment,
      jpeg.bytes.subarray(2),
    ]);
    expect(pixelSize('JPEG', long)).toEqual({ width: 48, height: 32 });
    expect(pixelSize('JPEG', long.subarray(0, 100_000))).toBeUndefined();
  });

  test('a large WebP, a BMP upside down, an old BMP', () => {
    const webp = new Uint8Array(30);
    webp.set(ascii('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0'));
    webp.set([0x0f, 0x27, 0, 0x1f, 0x4e, 0], 24);
    expect(pixelSize('WebP', webp)).toEqual({ width: 10_000, height: 20_000 });
    const bmp = new DataView(new ArrayBuffer(26));
    bmp.setUint32(14, 40, true);
    bmp.setInt32(18, 300, true);
    bmp.setInt32(22, -200, true);
    expect(pixelSize('BMP', new Uint8Array(bmp.buffer))).toEqual({ width: 300, height: 200 });
    bmp.setUint32(14, 12, true);
    bmp.setUint16(18, 30, true);
    bmp.setUint16(20, 20, true);
    expect(pixelSize('BMP', new Uint8Array(bmp.buffer))).toEqual({ width: 30, height: 20 });
  });
});

test('hostile bytes are refused or read, never anything else', () => {
  const types = fc.constantFrom(...Object.values(TYPES));
  const damaged = fc
    .tuple(fc.constantFrom(...FILES), fc.nat(), fc.uint8Array({ maxLength: 12 }), fc.nat())
    .map(([{ bytes }, at, change, end]) => {
      const copy = bytes.slice();
      copy.set(change, at % (copy.length - change.length));
      return copy.subarray(0, end % (copy.length + 1));
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array()), types, (bytes, type) => {
      refused(bytes);
      const size = pixelSize(type, bytes);
      if (size !== undefined) expect(size.width >= 0 && size.height >= 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});
