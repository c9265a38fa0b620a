/** Who would see a product: the made-up households, by how far up in its category it stands for them, and a way to shop as them. */
import type { Recommender } from '../../client';
import type { Product } from '../catalogue';
import { h } from '../element';
import { HOUSEHOLDS, visitsOf, type Household } from '../households';
import type { PictureBook } from '../picture-book';
import type { Shop } from '../shop';

/** The engine's longest list. No category has as many. */
const LONGEST = 500;

export interface ShoppersParts {
  readonly recommender: Recommender;
  readonly shop: Shop;
  readonly pictures: PictureBook;
}

interface Place {
  readonly household: Household;
  /** From 0, in a list of length `of`. */
  readonly at: number;
  readonly of: number;
}

export function shoppers(product: Product, parts: ShoppersParts): HTMLElement {
  const { aisle, category } = product;
  const list = h('ul', { class: 'shoppers', role: 'list' });
  const section = h(
    'section',
    {},
    h('h2', {}, 'Who would see it'),
    h('p', { class: 'fine' }, `Its place in ${category}, of what each household has not had yet.`),
    list,
  );
  const place = async (household: Household): Promise<Place> => {
    const { items } = await parts.recommender.recommend({
      ...{ kind: 'next', novelty: 'items', count: LONGEST, perType: 0 },
      filter: { category: [category] },
      history: visitsOf(household.id, Date.now()),
    });
    const at = items.findIndex(({ id }) => id === product.id);
    return { household, at: at < 0 ? items.length : at, of: items.length };
  };
  const row = ({ household, at, of }: Place): HTMLElement =>
    h(
      'li',
      {},
      parts.pictures.icon(household.icon),
      h('span', {}, household.name),
      h('strong', {}, `place ${String(at + 1)} of ${String(of)}`),
      h(
        'button',
        {
          type: 'button',
          class: 'chip',
          on: {
            click: () => {
              parts.shop.setVisitor(household.id);
              location.hash = parts.shop.addressOf({ at: 'aisle', aisle, category });
            },
          },
        },
        'Shop as them',
      ),
    );
  Promise.all(HOUSEHOLDS.map(place)).then(
    (places) => {
      places.sort((a, b) => a.at / a.of - b.at / b.of);
      list.replaceChildren(...places.map(row));
    },
    (error: unknown) => {
      list.replaceChildren(h('li', { class: 'problem' }, String(error)));
    },
  );
  return section;
}
