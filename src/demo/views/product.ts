/** One product: its picture, price, and the two shelves that start from it. */
import { priceText, type Cards } from '../cards';
import type { Product } from '../catalogue';
import { h } from '../element';
import type { PictureBook } from '../picture-book';
import type { Shop } from '../shop';
import { keepFocus } from '../steady';
import type { View } from './view';

export function productView(
  product: Product,
  shop: Shop,
  cards: Cards,
  pictures: PictureBook,
  openRoom: (id: string) => void,
): View {
  const goesWith = cards.shelf({ title: 'Goes with it', kind: 'complements' });
  const buy = h('div', { class: 'buy' });
  const update = (): void => {
    goesWith.basket = [...new Set([...shop.basketIds, product.id])];
    keepFocus(buy, showButtons, () => buy.querySelector('button'));
  };
  const showButtons = (): void => {
    buy.replaceChildren(
      shop.basket.has(product.id)
        ? cards.stepper(product.id, product.title)
        : h(
            'button',
            {
              type: 'button',
              class: 'primary',
              data: { add: product.id, control: `more ${product.id}` },
              on: {
                click: () => {
                  shop.add(product.id);
                },
              },
            },
            'Add to basket',
          ),
    );
  };
  update();
  const element = h(
    'div',
    { class: 'product' },
    h(
      'nav',
      { class: 'crumbs', 'aria-label': 'Breadcrumb' },
      h('a', { href: shop.addressOf({ at: 'home' }) }, 'Shop'),
      h(
        'a',
        { href: shop.addressOf({ at: 'aisle', aisle: product.aisle, category: null }) },
        product.aisle,
      ),
      h(
        'a',
        { href: shop.addressOf({ at: 'aisle', aisle: product.aisle, category: product.category }) },
        product.category,
      ),
    ),
    h(
      'section',
      { class: 'detail' },
      h('div', { class: 'picture' }, pictures.draw(product)),
      h(
        'div',
        { class: 'facts' },
        h('h1', { tabindex: -1 }, product.title),
        h('p', { class: 'price' }, priceText(product.price)),
        h('p', {}, product.description),
        buy,
        h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            on: {
              click: () => {
                openRoom(product.id);
              },
            },
          },
          'How the engine sees it',
        ),
        h('p', { class: 'fine' }, 'The picture is an illustration drawn from catalogue fields.'),
      ),
    ),
    cards.shelf({ title: 'Similar', kind: 'similar', item: product.id }),
    goesWith,
  );
  return { element, onBasket: update };
}

/** `heading` says what is not there, `text` what was asked for. */
export function missingView(heading: string, text: string, cards: Cards): View {
  const element = h(
    'div',
    { class: 'product' },
    h('h1', { tabindex: -1 }, heading),
    h('p', {}, `${text} It may have been a slip in the address.`),
    cards.shelf({ title: 'Popular now', kind: 'trending' }),
  );
  return { element };
}
