/** The front of the shop: what it is in one sentence, shelves for this visitor, the departments. */
import { AISLES } from '../aisles';
import type { Cards } from '../cards';
import { h } from '../element';
import { HOUSEHOLDS } from '../households';
import type { PictureBook } from '../picture-book';
import type { Shop } from '../shop';
import { STARTERS } from '../starters';
import { keepInPlace } from '../steady';
import type { View } from './view';

function starters(shop: Shop, pictures: PictureBook): HTMLElement {
  return h(
    'div',
    { class: 'starters' },
    h('span', {}, 'Try a basket:'),
    ...STARTERS.map(({ name, icon, items }) =>
      h(
        'button',
        {
          type: 'button',
          class: 'chip',
          on: {
            click: () => {
              shop.setBasket(items);
            },
          },
        },
        pictures.icon(icon),
        name,
      ),
    ),
  );
}

export function homeView(
  shop: Shop,
  cards: Cards,
  pictures: PictureBook,
  status: HTMLElement,
  visits: number,
): View {
  const household = HOUSEHOLDS.find(({ id }) => id === shop.visitor);
  const personal =
    visits === 0
      ? []
      : [
          cards.shelf({
            title: 'Buy again',
            note:
              household === undefined
                ? 'from what you checked out'
                : `from the visits of ${household.name}`,
            kind: 'again',
          }),
          cards.shelf({
            title: 'New for you',
            note: 'never in your basket before',
            kind: 'next',
            novelty: 'items',
          }),
        ];
  const forBasket = h('div', { class: 'for-basket' });
  const popular = cards.shelf({ title: 'Popular now', kind: 'trending' });
  const update = (): void => {
    const basket = shop.basketIds;
    const shelf = forBasket.querySelector('rec-shelf');
    if (basket.length === 0) {
      shelf?.remove();
    } else if (shelf !== null) {
      shelf.basket = basket;
    } else {
      const first = cards.shelf({
        title: 'Goes with your basket',
        note: 'changes with every item',
        kind: 'complements',
      });
      first.basket = basket;
      const appear = (): void => {
        forBasket.append(first);
      };
      // The first item may come from a shelf below, which must not run away from the second.
      const pressed = [...personal, popular].find((other) => other === document.activeElement);
      if (pressed === undefined) appear();
      else keepInPlace(pressed, appear);
    }
  };
  update();
  const element = h(
    'div',
    { class: 'home' },
    h(
      'section',
      { class: 'hero' },
      h(
        'h1',
        { tabindex: -1 },
        household === undefined
          ? 'A corner shop that thinks in your browser'
          : `Welcome back, ${household.name}`,
      ),
      h(
        'p',
        {},
        'Put something in the basket and watch the shelves change. The recommender runs in this tab: nothing you do here leaves it.',
      ),
      starters(shop, pictures),
      status,
    ),
    forBasket,
    ...personal,
    popular,
    h(
      'section',
      { class: 'aisles' },
      h('h2', {}, 'Departments'),
      h(
        'ul',
        { role: 'list' },
        ...AISLES.map(([name, icon]) =>
          h(
            'li',
            {},
            h(
              'a',
              { href: shop.addressOf({ at: 'aisle', aisle: name, category: null }) },
              pictures.icon(icon),
              name,
            ),
          ),
        ),
      ),
    ),
  );
  element.append(
    h(
      'section',
      { class: 'invitation' },
      h('h2', {}, 'What if the shop sold something new?'),
      h(
        'p',
        {},
        'Type a product that does not exist. The page places it among its seven thousand, and it turns up on shelves at once.',
      ),
      h('a', { class: 'primary', href: shop.addressOf({ at: 'add' }) }, 'Add a product'),
    ),
  );
  return { element, onBasket: update };
}
