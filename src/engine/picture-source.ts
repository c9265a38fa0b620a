/** A picture as a page names it: the thing itself, or an address it is fetched from. How it is decoded is src/encoders. */
import { RecommenderError } from '../contract/errors';
import type { Picture } from '../contract/recommend';
import { invalid, show } from './checks';

/** What a page passes for a picture, absent where it passes none; not whether it can be read. */
export function checkPicture(value: unknown, field: string): Picture | string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || isPicture(value)) return value;
  throw invalid(field, value, 'pass a Blob, an ImageBitmap or an address');
}

function isPicture(value: unknown): value is Picture {
  const kinds = [
    globalThis.Blob,
    // There are none where there is no browser.
    (globalThis as Partial<typeof globalThis>).ImageBitmap,
    (globalThis as Partial<typeof globalThis>).ImageData,
  ];
  return kinds.some((kind) => kind !== undefined && value instanceof kind);
}

/** `page`: what an address is relative to. `picture/unreachable` where nothing comes from it. */
export async function pictureFrom(
  picture: Picture | string,
  page: string | undefined,
): Promise<Picture> {
  if (typeof picture !== 'string') return picture;
  const unreachable = (reason: string): RecommenderError =>
    new RecommenderError('picture/unreachable', { url: show(picture), reason });
  if (!URL.canParse(picture, page)) throw unreachable('it is no address');
  let response: Response;
  try {
    response = await fetch(new URL(picture, page));
    if (response.ok) return await response.blob();
  } catch (error) {
    throw unreachable(error instanceof Error ? error.message : String(error));
  }
  throw unreachable(`it answered ${response.status}`);
}
