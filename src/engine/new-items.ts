/** Items that a page wants to add, checked: all or nothing, every error with the place of the item. Nothing is added here. */
import type { Cell } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';
import type { ItemFeatures, Picture } from '../contract/recommend';
import { checkTitle } from '../encoders/title';
import { checkFeatures } from './check-features';
import { invalid, isRecord, show } from './checks';
import { checkPicture } from './picture-source';
import { checkCell, type IdIndex } from './request';

/** An item whose every field was checked. */
export interface CheckedItem {
  readonly id: string;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Absent: those of its text and picture. */
  readonly features?: ItemFeatures;
  /** Absent: it has none that is to be looked at. */
  readonly picture?: Picture | string;
}

/** What the bundle can make features of, and how many. */
export interface Readable {
  /** Of the bundle's fusion encoder. */
  readonly widths: { readonly text: number; readonly image: number };
  readonly pictures: boolean;
}

/** More than a page adds at once; a bound on the work of one call. */
const MOST_ITEMS = 10_000;

export function checkNewItems(
  items: unknown,
  ids: IdIndex,
  { widths, pictures }: Readable,
): CheckedItem[] {
  if (!Array.isArray(items)) throw invalid('items', items, 'pass an array of { id, title, … }');
  if (items.length > MOST_ITEMS) {
    throw invalid('items', items, `pass at most ${MOST_ITEMS} at a time`);
  }
  const seen = new Set<string>();
  return items.map((item: unknown, place): CheckedItem => {
    const field = `items[${place}]`;
    if (!isRecord(item)) throw invalid(field, item, 'pass an object { id, title, … }');
    const { features, id, image, ...columns } = item;
    if (typeof id !== 'string' || id === '') throw invalid(`${field}.id`, id, 'an id is text');
    if (ids.indexOf(id) !== undefined || seen.has(id)) {
      throw new RecommenderError('items/duplicate', { id: show(id), field: `${field}.id` });
    }
    seen.add(id);
    const cells = new Map<string, string | number | boolean | null>();
    const picture = readable(checkPicture(image, `${field}.image`), pictures);
    // One that can be seen needs no name.
    const title = picture === undefined ? undefined : '';
    const address = typeof image === 'string' ? { image } : {};
    for (const [column, value] of Object.entries({ title, ...columns, ...address })) {
      checkCell(`${field}.${column}`, column, value);
      cells.set(column, value);
    }
    if (features !== undefined && features !== null) {
      return { id, cells, features: checkFeatures(features, widths, `${field}.features`) };
    }
    if (picture !== undefined) return { id, cells, picture };
    checkTitle(String(cells.get('title')));
    return { id, cells };
  });
}

/** The picture to be looked at. An address is a column too, and that alone where the bundle cannot look at it. */
function readable(
  image: Picture | string | undefined,
  pictures: boolean,
): Picture | string | undefined {
  if (pictures) return image;
  if (typeof image !== 'object') return undefined;
  const reason = 'its pictures came from no encoder that a page has, so leave `image` out';
  throw new RecommenderError('items/unsupported', { reason });
}
