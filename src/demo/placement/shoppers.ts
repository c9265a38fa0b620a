/** Who would see a product: the made-up households, by how far up in their “New for you” it stands, and a way to shop as them. */
import type { Recommender } from '../../client';
import type { Product } from '../catalogue';
import { h } from '../element';
import { HOUSEHOLDS, visitsOf, type Household } from '../households';
import type { PictureBook } from '../picture-book';
import type { Shop } from '../shop';

/** As long as the engine's longest list: further down is nowhere. */
const LONGEST = 500;

export interface ShoppersParts {
  readonly recommender: Recommender;
  readonly shop: Shop;
  readonly pictures: PictureBook;
}

export function shoppers(product: Product, parts: ShoppersParts): HTMLElement {
  const list = h('ul', { class: 'shoppers', role: 'list' });
  const section = h(
    'section',
    {},
    h('h2', {}, 'Who would see it'),
    h('p', { class: 'fine' }, 'Its place among everything that is new to each household.'),
    list,
  );
  const place = async (household: Household): Promise<{ household: Household; at: number }> => {
    const { items } = await parts.recommender.recommend({
      ...{ kind: 'next', novelty: 'items', count: LONGEST, perType: 0 },
      history: visitsOf(household.id, Date.now()),
    });
    return { household, at: items.findIndex(({ id }) => id === product.id) };
  };
  const row = ({ household, at }: { household: Household; at: number }): HTMLElement =>
    h(
      'li',
      {},
      parts.pictures.icon(household.icon),
      h('span', {}, household.name),
      h('strong', {}, at < 0 ? `not in the first ${String(LONGEST)}` : `place ${String(at + 1)}`),
      h(
        'button',
        {
          type: 'button',
          class: 'chip',
          on: {
            click: () => {
              parts.shop.setVisitor(household.id);
              location.hash = parts.shop.addressOf({ at: 'home' });
            },
          },
        },
        'Shop as them',
      ),
    );
  const order = (at: number): number => (at < 0 ? Infinity : at);
  Promise.all(HOUSEHOLDS.map(place)).then(
    (places) => {
      places.sort((a, b) => order(a.at) - order(b.at));
      list.replaceChildren(...places.map(row));
    },
    (error: unknown) => {
      list.replaceChildren(h('li', { class: 'problem' }, String(error)));
    },
  );
  return section;
}
