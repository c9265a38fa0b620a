/** A search by a photo: products that look like it. Nothing is kept of it, and the address says only that one was asked for. */
import type { Recommender } from '../../client';
import type { SearchResult } from '../../contract/recommend';
import type { Cards } from '../cards';
import type { Catalogue } from '../catalogue';
import { h } from '../element';
import { count, milliseconds } from '../engine-room/format';
import { troubleText } from '../engine-room/section';
import type { Loading } from '../loading';
import { PhotoInput } from '../photo/photo-input';
import type { View } from './view';

const MOST = 24;

export interface PhotoParts {
  readonly recommender: Recommender;
  readonly catalogue: Catalogue;
  readonly cards: Cards;
  readonly loading: Loading;
}

export function photoView({ recommender, catalogue, cards, loading }: PhotoParts): View {
  const note = h('p', { class: 'count', role: 'status' });
  const found = h('div', { class: 'listing' });
  const show = ({ items, timings }: SearchResult): void => {
    const products = items.flatMap(({ id }) => catalogue.get(id) ?? []);
    note.textContent = `${count(products.length, 'product')}, by what they look like · read in ${milliseconds(timings.encodeMs)}, compared in ${milliseconds(timings.matchMs)}, in this tab`;
    found.replaceChildren(cards.grid(products));
  };
  const input = new PhotoInput((photo) => {
    found.replaceChildren();
    note.textContent = '';
    if (photo === null) return;
    loading.during(note, recommender.search({ image: photo, count: MOST })).then(
      (result) => {
        // Another photo, or none, may be there by now.
        if (input.photo === photo) show(result);
      },
      (error: unknown) => {
        if (input.photo === photo) note.textContent = troubleText(error);
      },
    );
  });
  const hero = h(
    'section',
    { class: 'hero by-looks' },
    h('h1', { tabindex: -1 }, 'Search with a photo'),
    h(
      'p',
      {},
      'Show the shop what you mean: a photo, a picture from elsewhere, or a quick drawing. It is read in this tab and never leaves it.',
    ),
    input.element,
    h('p', { class: 'fine' }, 'A picture may also be dropped here, or pasted.'),
  );
  input.listenOn(hero);
  return { element: h('div', { class: 'search' }, hero, note, found) };
}
