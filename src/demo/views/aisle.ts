/** A department: its categories, and its products, the most wanted first. */
import type { Recommender } from '../../client';
import type { Cards } from '../cards';
import type { Catalogue, Product } from '../catalogue';
import { h } from '../element';
import type { Shop } from '../shop';
import type { View } from './view';

const PAGE = 48;

/** Products of the categories, in the order of the shop's own popularity, then the rest by name. */
async function ordered(
  products: readonly Product[],
  categories: readonly string[],
  recommender: Recommender,
): Promise<Product[]> {
  const { items } = await recommender.recommend({
    kind: 'trending',
    count: Math.min(500, products.length),
    perType: 0,
    filter: { category: categories },
  });
  const rank = new Map(items.map(({ id }, index) => [id, index]));
  return [...products].sort(
    (a, b) =>
      (rank.get(a.id) ?? Infinity) - (rank.get(b.id) ?? Infinity) || a.title.localeCompare(b.title),
  );
}

export function aisleView(
  { aisle, category }: { readonly aisle: string; readonly category: string | null },
  shop: Shop,
  catalogue: Catalogue,
  cards: Cards,
  recommender: Recommender,
): View {
  const isKnown = recommender.history.length > 0;
  const categories = catalogue.categoriesOf(aisle);
  const chosen = category === null ? categories : [category];
  const products = catalogue.products.filter(
    (product) => product.aisle === aisle && chosen.includes(product.category),
  );
  const list = h('div', { class: 'listing', 'aria-busy': true });
  const chip = (name: string, value: string | null): HTMLElement =>
    h(
      'li',
      {},
      h(
        'a',
        {
          class: 'chip',
          href: shop.addressOf({ at: 'aisle', aisle, category: value }),
          'aria-current': value === category && 'page',
        },
        name,
      ),
    );

  const show = (all: readonly Product[], shown: number): void => {
    list.removeAttribute('aria-busy');
    const more = h(
      'button',
      {
        type: 'button',
        class: 'more',
        on: {
          click: () => {
            show(all, shown + PAGE);
          },
        },
      },
      `Show ${String(Math.min(PAGE, all.length - shown))} more`,
    );
    list.replaceChildren(cards.grid(all.slice(0, shown)), ...(all.length > shown ? [more] : []));
  };
  if (products.length > 0) {
    ordered(products, chosen, recommender).then(
      (all) => {
        show(all, PAGE);
      },
      // Without an answer the shelf is still there, by name.
      () => {
        show(products, PAGE);
      },
    );
  }

  const element = h(
    'div',
    { class: 'aisle' },
    h('h1', { tabindex: -1 }, category ?? aisle),
    ...(products.length === 0
      ? [
          h('p', { class: 'count' }, 'There is no such department here.'),
          cards.shelf({ title: 'Popular now', kind: 'trending' }),
        ]
      : [
          h('p', { class: 'count' }, `${String(products.length)} products`),
          h(
            'ul',
            { class: 'chips', role: 'list', 'aria-label': 'Categories' },
            chip(`All ${aisle.toLowerCase()}`, null),
            ...categories.map((name) => chip(name, name)),
          ),
          ...(isKnown
            ? [
                cards.shelf({
                  title: 'New for you here',
                  note: 'never in your basket before',
                  kind: 'next',
                  novelty: 'items',
                  perType: 0,
                  filter: { category: chosen },
                }),
                h('h2', {}, 'Everything here'),
              ]
            : []),
          list,
        ]),
  );
  return { element };
}
