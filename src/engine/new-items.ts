/** Items that a page wants to add, checked: all or nothing, every error with the place of the item. Nothing is added here. */
import { RecommenderError } from '../contract/errors';
import type { ItemFeatures } from '../contract/recommend';
import { checkTitle } from '../encoders/title';
import { checkFeatures } from './check-features';
import { invalid, isRecord, show } from './checks';
import type { Cell } from './merged-columns';
import { checkCell, type IdIndex } from './request';

/** An item whose every field was checked. */
export interface CheckedItem {
  readonly id: string;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Absent: those of its text. */
  readonly features?: ItemFeatures;
}

/** More than a page adds at once; a bound on the work of one call. */
const MOST_ITEMS = 10_000;

/** `widths`: of the bundle's fusion encoder. */
export function checkNewItems(
  items: unknown,
  ids: IdIndex,
  widths: { readonly text: number; readonly image: number },
): CheckedItem[] {
  if (!Array.isArray(items)) throw invalid('items', items, 'pass an array of { id, title, … }');
  if (items.length > MOST_ITEMS) {
    throw invalid('items', items, `pass at most ${MOST_ITEMS} at a time`);
  }
  const seen = new Set<string>();
  return items.map((item: unknown, place): CheckedItem => {
    const field = `items[${place}]`;
    if (!isRecord(item)) throw invalid(field, item, 'pass an object { id, title, … }');
    const { features, id, ...columns } = item;
    if (typeof id !== 'string' || id === '') throw invalid(`${field}.id`, id, 'an id is text');
    if (ids.indexOf(id) !== undefined || seen.has(id)) {
      throw new RecommenderError('items/duplicate', { id: show(id), field: `${field}.id` });
    }
    seen.add(id);
    const cells = new Map<string, string | number | boolean | null>();
    for (const [column, value] of Object.entries({ title: undefined, ...columns })) {
      checkCell(`${field}.${column}`, column, value);
      cells.set(column, value);
    }
    if (features !== undefined && features !== null) {
      return { id, cells, features: checkFeatures(features, widths, `${field}.features`) };
    }
    checkTitle(String(cells.get('title')));
    return { id, cells };
  });
}
