/**
 * The icons by name, as the inner markup of a 32 x 32 square. Read from `icons.json`, which
 * showcase/grocery/build-icons.ts writes; nothing here knows where an icon came from.
 */

export type IconSprite = Readonly<Record<string, string>>;

/** Ids inside an icon are written with this mark in the sprite; a picture puts its prefix there. */
export const ID_MARK = '@@';

/** For a name the sprite lacks: a plain shopping bag, so that a new product still has a picture. */
const UNKNOWN =
  '<path fill="#b9a58c" d="M6 11h20l-1.6 17a2 2 0 0 1-2 1.8H9.6a2 2 0 0 1-2-1.8z"/><path fill="#8a7660" d="M10.5 14v-4a5.5 5.5 0 0 1 11 0v4h-2v-4a3.5 3.5 0 0 0-7 0v4z"/>';

export function iconBody(sprite: IconSprite, name: string, prefix: string): string {
  const body = Object.hasOwn(sprite, name) ? sprite[name] : UNKNOWN;
  return body.includes(ID_MARK) ? body.replaceAll(ID_MARK, prefix + '-') : body;
}
