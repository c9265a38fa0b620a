/**
 * A page's request, checked and resolved to item indices. Whatever a caller may pass is answered here by a typed error
 * or made sense of; nothing behind this file checks again.
 *
 * Ids of a history, basket, filter or `exclude` that the catalogue does not have are left out, since a shop's history
 * may hold what it no longer sells; those of history and basket are counted. An unknown `item` is an error.
 */
import type { Cell, Manifest } from '../contract/bundle';
import { KINDS, NOVELTIES } from '../contract/kinds';
import type { Filter, ItemUpdate, Kind, Novelty, RecommendRequest } from '../contract/recommend';
import { RecommenderError } from '../contract/errors';
import type { IndexedVisit } from '../core/visit';
import { checkNames, idList, invalid, isRecord, numberIn, oneOf, quoted, show } from './checks';

/** More than any shelf shows; a bound on the work of one call. */
export const MAX_COUNT = 500;

const NAMES = 'kind count history basket item novelty perType filter exclude now trace';

export interface ResolvedRequest {
  readonly kind: Kind;
  readonly visits: readonly IndexedVisit[];
  readonly basket: readonly number[];
  /** −1 where the kind needs none. */
  readonly item: number;
  readonly count: number;
  readonly novelty: Novelty;
  readonly perType: number;
  /** The call said so itself: then a short list is what was asked for. */
  readonly capAsked: boolean;
  readonly filter: Filter | undefined;
  readonly exclude: readonly number[];
  readonly now: number;
  readonly trace: boolean;
  /** Ids of history and basket that the catalogue does not have. */
  readonly ignored: number;
}

/** What resolving needs of the catalogue. */
export interface IdIndex {
  indexOf(id: string): number | undefined;
}

export function resolveRequest(
  request: RecommendRequest,
  ids: IdIndex,
  defaults: Manifest['defaults'],
): ResolvedRequest {
  const given: unknown = request;
  if (!isRecord(given)) throw invalid('request', given, 'pass an object { kind, count, … }');
  checkNames(given, 'request', NAMES);
  const kind = oneOf(KINDS, given.kind);
  if (kind === undefined) {
    throw new RecommenderError('input/kind', { kind: show(given.kind), allowed: KINDS.join(', ') });
  }
  const seen = { unknown: 0 };
  const indicesOf = (list: readonly string[], counted = false): number[] => {
    const indices: number[] = [];
    for (const id of list) {
      const index = ids.indexOf(id);
      if (index !== undefined) indices.push(index);
      else if (counted) seen.unknown++;
    }
    return indices;
  };
  if (kind === 'complements' && given.basket === undefined) throw missing(kind, 'basket');
  const visits = checkHistory(given.history).map((visit) => ({
    ...visit,
    items: indicesOf(visit.items, true),
  }));
  const {
    now = Date.now(),
    perType = defaults[kind].per_type,
    novelty: asked = defaults[kind].novelty,
  } = given;
  const novelty = oneOf(NOVELTIES, asked);
  if (novelty === undefined) {
    throw invalid('novelty', asked, `use one of ${NOVELTIES.join(', ')}`);
  }
  return {
    kind,
    visits,
    basket: [...new Set(indicesOf(idList(given.basket, 'basket'), true))],
    item: kind === 'similar' ? checkItem(given.item, ids, kind) : -1,
    count: checkCount(given.count),
    novelty,
    perType: numberIn(perType, 'perType', 0, true),
    capAsked: given.perType !== undefined,
    filter: checkFilter(given.filter),
    exclude: indicesOf(idList(given.exclude, 'exclude')),
    now: numberIn(now, 'now'),
    trace: given.trace === true,
    ignored: seen.unknown,
  };
}

/** Ids that must be known, as those of `setAvailable`. */
export function knownIndices(list: readonly string[], field: string, ids: IdIndex): number[] {
  return idList(list, field).map((id) => knownIndex(id, field, ids));
}

export function knownIndex(id: unknown, field: string, ids: IdIndex): number {
  const index = typeof id === 'string' ? ids.indexOf(id) : undefined;
  if (index === undefined) throw new RecommenderError('input/item', { item: show(id), field });
  return index;
}

/** All or nothing: a list with one bad update changes no item. */
export function checkUpdates(
  updates: readonly ItemUpdate[],
  ids: IdIndex,
): { readonly index: number; readonly update: ItemUpdate }[] {
  const given: unknown = updates;
  if (!Array.isArray(given)) throw invalid('updates', given, 'pass an array of { id, … }');
  return given.map((update: unknown, place) => {
    const field = `updates[${place}]`;
    if (!isRecord(update)) throw invalid(field, update, 'pass an object { id, … }');
    const index = knownIndex(update.id, `${field}.id`, ids);
    for (const [column, value] of Object.entries(update))
      checkCell(`${field}.${column}`, column, value);
    return { index, update: update as ItemUpdate };
  });
}

/** One value of a column that a page sets. */
export function checkCell(field: string, column: string, value: unknown): asserts value is Cell {
  if (column === 'price' && value !== null) numberIn(value, field, 0);
  if (column === 'title' && typeof value !== 'string')
    throw invalid(field, value, 'a title is text');
  if (column === 'available' && typeof value !== 'boolean') {
    throw invalid(field, value, 'pass true or false');
  }
  if (column === 'score' || column === '__proto__') {
    throw invalid(field, value, 'a column cannot have this name');
  }
  const fits = value === null || typeof value === 'string' || typeof value === 'boolean';
  if (!fits && !Number.isFinite(value))
    throw invalid(field, value, 'pass text, a finite number, true, false or null');
}

function checkItem(item: unknown, ids: IdIndex, kind: Kind): number {
  if (item === undefined || item === null) throw missing(kind, 'item');
  return knownIndex(item, 'item', ids);
}

export function checkCount(count: unknown): number {
  const whole = count as number;
  if (Number.isInteger(count) && whole >= 1 && whole <= MAX_COUNT) return whole;
  throw new RecommenderError('input/count', { count: quoted(count), maximum: MAX_COUNT });
}

/** Visits with ids; a plain id is a visit of its own. */
export function checkHistory(history: unknown): { at?: number; items: string[] }[] {
  if (history === undefined || history === null) return [];
  if (!Array.isArray(history)) throw invalid('history', history, 'pass a list of visits or ids');
  return history.map((entry: unknown, place) => {
    const field = `history[${place}]`;
    if (typeof entry === 'string') return { items: [entry] };
    if (!isRecord(entry)) throw invalid(field, entry, 'pass an id or a visit { at?, items }');
    if (entry.items === undefined)
      throw invalid(`${field}.items`, entry.items, 'a visit has items');
    const items = idList(entry.items, `${field}.items`);
    if (entry.at === undefined || entry.at === null) return { items };
    return { at: numberIn(entry.at, `${field}.at`), items };
  });
}

export function checkFilter(filter: unknown): Filter | undefined {
  if (filter === undefined || filter === null) return undefined;
  if (!isRecord(filter)) throw invalid('filter', filter, 'pass an object');
  checkNames(filter, 'filter', 'category type ids minPrice maxPrice');
  const said = Object.entries(filter).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    said.map(([name, entry]) => {
      const field = `filter.${name}`;
      return [name, name.endsWith('Price') ? numberIn(entry, field) : idList(entry, field)];
    }),
  );
}

function missing(kind: Kind, field: string): RecommenderError {
  return new RecommenderError('input/missing', { kind, field });
}
