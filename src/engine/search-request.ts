/** A page's search, checked and resolved to item indices, as request.ts does for lists. */
import type { Filter, Picture, SearchRequest } from '../contract/recommend';
import type { IndexedVisit } from '../core/visit';
import { checkNames, invalid, isRecord, numberIn } from './checks';
import { checkPicture } from './picture-source';
import { checkCount, checkFilter, checkHistory, type IdIndex } from './request';

export interface ResolvedSearch {
  /** '' where there is a picture alone. */
  readonly text: string;
  readonly picture: Picture | string | undefined;
  readonly count: number;
  readonly filter: Filter | undefined;
  /** None where no item of the history is known. */
  readonly visits: readonly IndexedVisit[];
  readonly now: number;
  /** Ids of the history that the catalogue does not have. */
  readonly ignored: number;
}

export function resolveSearch(request: SearchRequest, ids: IdIndex): ResolvedSearch {
  const given: unknown = request;
  if (!isRecord(given)) throw invalid('request', given, 'pass an object { text, count, … }');
  checkNames(given, 'request', 'text image count filter history now');
  const picture = checkPicture(given.image, 'image');
  const text = given.text ?? (picture === undefined ? undefined : '');
  if (typeof text !== 'string') throw invalid('text', text, 'pass text or image');
  if (text.trim() === '' && picture === undefined) {
    throw invalid('text', text, 'it is empty; pass what to look for, or an image');
  }
  const { now = Date.now() } = given;
  let ignored = 0;
  const visits = checkHistory(given.history).map((visit) => {
    const items = visit.items.flatMap((id) => ids.indexOf(id) ?? []);
    ignored += visit.items.length - items.length;
    return { ...visit, items };
  });
  return {
    text,
    picture,
    count: checkCount(given.count),
    filter: checkFilter(given.filter),
    visits: visits.filter((visit) => visit.items.length > 0),
    now: numberIn(now, 'now'),
    ignored,
  };
}
