/**
 * What a file is, by its first bytes; its name and the type a server gave it are not asked. Only what every browser decodes
 * to plain pixels is let through to a decoder, so no drawing with scripts and no document ever is. It decodes nothing.
 */
import { RecommenderError } from '../contract/errors';

export type PictureType = 'PNG' | 'JPEG' | 'WebP' | 'GIF' | 'AVIF' | 'BMP';

/** As many first bytes as are looked at. */
const HEAD = 1024;
/** Sizes that the second header of a BMP has; "BM" alone may begin a text. */
const BMP_HEADERS = new Set([12, 16, 40, 52, 56, 64, 108, 124]);
const BRANDS_OF_AVIF = ['avif', 'avis'];
const BRANDS_OF_HEIC = ['heic', 'heix', 'hevc', 'mif1'];

/** For the people who meet them; `picture/type` says "is {found}". */
const REFUSED: readonly (readonly [start: string, found: string])[] = [
  ['%PDF', 'a PDF'],
  ['II*\0', 'a TIFF'],
  ['MM\0*', 'a TIFF'],
  ['\0\0\x01\0', 'an icon file'],
  ['\xff\x0a', 'a JPEG XL'],
  ['\0\0\0\x0cJXL ', 'a JPEG XL'],
  ['8BPS', 'a Photoshop file'],
  ['PK', 'an archive'],
];

/** The type by a file's first bytes (32 say it, 1,024 also name what is refused), or `picture/type`. */
export function pictureType(bytes: Uint8Array): PictureType {
  const head = latin1(bytes.subarray(0, HEAD));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (head.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'WebP';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'GIF';
  if (head.startsWith('BM') && BMP_HEADERS.has(bytes[14])) return 'BMP';
  const brands = brandsOf(head);
  if (brands.some((brand) => BRANDS_OF_AVIF.includes(brand))) return 'AVIF';
  throw new RecommenderError('picture/type', { found: nameOf(head, brands) });
}

function nameOf(head: string, brands: readonly string[]): string {
  if (head === '') return 'an empty file';
  if (brands.some((brand) => BRANDS_OF_HEIC.includes(brand))) return 'an HEIC photo';
  if (brands.length > 0) return 'a video';
  for (const [start, found] of REFUSED) if (head.startsWith(start)) return found;
  if (/[^\s\x20-\xff]/.test(head)) return 'an unknown kind of file';
  if (/<svg[\s>]/i.test(head)) return 'an SVG drawing';
  return /<!doctype html|<html/i.test(head) ? 'a web page' : 'a text';
}

/** The brands of an ISO media file: the main one, a version in between, and the compatible ones. */
function brandsOf(head: string): string[] {
  if (!head.startsWith('ftyp', 4)) return [];
  const length = head.charCodeAt(2) * 256 + head.charCodeAt(3);
  return head.slice(8, length).match(/[^]{4}/g) ?? [];
}

/** One character a byte, so that bytes can be compared as text. */
function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
