/** What the search box found: by the words, by what they mean, and in this shopper's order. */
import type { Recommender } from '../../client';
import type { SearchResult } from '../../contract/recommend';
import type { Cards } from '../cards';
import type { Catalogue } from '../catalogue';
import { h } from '../element';
import { count, milliseconds } from '../engine-room/format';
import type { View } from './view';

const MOST = 48;

export function searchView(
  query: string,
  catalogue: Catalogue,
  cards: Cards,
  recommender: Recommender,
): View {
  const heading = h('h1', { tabindex: -1 }, `“${query}”`);
  const note = h('p', { class: 'count', 'aria-live': 'polite' }, 'Looking …');
  const found = h('div', { class: 'listing' });
  const show = ({ items, parts, timings }: SearchResult): void => {
    const products = items.flatMap(({ id }) => catalogue.get(id) ?? []);
    if (products.length === 0) {
      heading.textContent = `Nothing found for “${query}”`;
      note.textContent = 'Try a simpler word, or look into the departments above.';
      found.replaceChildren(cards.shelf({ title: 'Popular now', kind: 'trending' }));
      return;
    }
    const by = parts.includes('meaning') ? 'by words and meaning' : 'by their words';
    const order = parts.includes('history') ? ', in the order of your visits' : '';
    const most = products.length === MOST ? 'The best ' : '';
    note.textContent = `${most}${count(products.length, 'product')}, ${by}${order} · ${milliseconds(timings.matchMs + timings.historyMs)} in this tab`;
    found.replaceChildren(cards.grid(products));
  };
  recommender.search({ text: query, count: MOST }).then(show, (error: unknown) => {
    note.textContent = error instanceof Error ? error.message : String(error);
  });
  return { element: h('div', { class: 'search' }, heading, note, found) };
}
