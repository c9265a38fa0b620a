/** What the search box found. */
import type { Cards } from '../cards';
import type { Catalogue } from '../catalogue';
import { h } from '../element';
import type { View } from './view';

const MOST = 96;

export function searchView(query: string, catalogue: Catalogue, cards: Cards): View {
  const found = catalogue.search(query, MOST);
  const element = h(
    'div',
    { class: 'search' },
    h('h1', { tabindex: -1 }, found.length === 0 ? `Nothing found for “${query}”` : `“${query}”`),
    h(
      'p',
      { class: 'count' },
      found.length === 0
        ? 'Try a simpler word, or look into the departments above.'
        : `${found.length === MOST ? `The first ${String(MOST)}` : String(found.length)} products`,
    ),
    found.length === 0
      ? cards.shelf({ title: 'Popular now', kind: 'trending' })
      : cards.grid(found),
  );
  return { element };
}
