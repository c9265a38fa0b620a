/**
 * "Buy again": the shopper's own items by decayed frequency, computed from their history alone.
 * Never padded with items they did not buy: a short history gives a short list.
 */
import type { Catalogue, RankedItems } from './catalogue';
import type { IndexedVisit } from './visit';
import { ownFrequency } from './history';
import { listBest, type ListRequest } from './listing';

/** Scores are own decayed frequencies. */
export function rankAgain(
  catalogue: Catalogue,
  request: ListRequest & { readonly visits: readonly IndexedVisit[]; readonly now?: number },
): RankedItems {
  const frequency = ownFrequency(request.visits, request.now, catalogue.settings.frequency);
  return listBest(catalogue, request, frequency.keys(), (item) => frequency.get(item) ?? 0);
}
