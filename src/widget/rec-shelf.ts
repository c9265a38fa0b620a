/** Registers `<rec-shelf>`; importing this file is all a page needs. Shelves with the same bundle URL share one recommender. */
import { createRecommender } from '../client';
import { RecShelf, type ShelfSource } from './rec-shelf.component';

const sources = new Map<string, ShelfSource>();

RecShelf.sourceFactory = (bundle) => {
  let source = sources.get(bundle);
  if (source === undefined) {
    source = createRecommender({ bundle });
    sources.set(bundle, source);
  }
  return source;
};

if (typeof customElements !== 'undefined' && customElements.get('rec-shelf') === undefined) {
  customElements.define('rec-shelf', RecShelf);
}

declare global {
  interface HTMLElementTagNameMap {
    'rec-shelf': RecShelf;
  }
}

export { RecShelf };
export { createRecommender } from '../client';
