/** The basket beside the shop (below it on a phone): what is in it, what it costs, and checking out. */
import { priceText, type Cards } from './cards';
import type { Catalogue } from './catalogue';
import { h, type Child } from './element';
import type { PictureBook } from './picture-book';
import type { Shop } from './shop';
import { keepFocus } from './steady';

const EMPTY = 'Still empty. Every item you add changes the shelves.';
const THANKS = 'Thank you. This visit now counts: the shelves know a little more.';

export class BasketPanel {
  readonly #heading = h('h2', { tabindex: -1 }, 'Basket');
  readonly element = h('aside', { class: 'basket', id: 'basket', 'aria-label': 'Basket' });
  /** Who has just checked out. */
  #thanked: string | null = null;

  constructor(
    private readonly shop: Shop,
    private readonly catalogue: Catalogue,
    private readonly cards: Cards,
    private readonly pictures: PictureBook,
    private readonly onCheckout: () => void,
  ) {}

  render(): void {
    keepFocus(
      this.element,
      () => {
        this.#show();
      },
      () => this.#heading,
    );
  }

  #show(): void {
    const lines = [...this.shop.basket].flatMap(([id, quantity]) => {
      const product = this.catalogue.get(id);
      return product === undefined ? [] : [{ product, quantity }];
    });
    const total = lines.reduce(
      (sum, { product, quantity }) => sum + (product.price ?? 0) * quantity,
      0,
    );
    if (lines.length > 0 || this.#thanked !== this.shop.visitor) this.#thanked = null;
    const content: Child[] = [
      this.#heading,
      lines.length === 0
        ? h('p', { class: 'hint' }, this.#thanked === null ? EMPTY : THANKS)
        : h(
            'ul',
            { class: 'lines', role: 'list' },
            ...lines.map(({ product }) =>
              h(
                'li',
                { data: { lineId: product.id } },
                h(
                  'a',
                  {
                    href: this.cards.productLink(product.id),
                    class: 'picture',
                    tabindex: -1,
                    'aria-hidden': true,
                  },
                  this.pictures.draw(product),
                ),
                h(
                  'div',
                  {},
                  h('a', { href: this.cards.productLink(product.id) }, product.title),
                  h('span', { class: 'price' }, priceText(product.price)),
                ),
                this.cards.stepper(product.id, product.title),
              ),
            ),
          ),
      lines.length > 0 &&
        h(
          'div',
          { class: 'sum' },
          h('p', {}, h('span', {}, 'Total'), h('strong', {}, priceText(total))),
          h(
            'button',
            {
              type: 'button',
              class: 'primary',
              on: {
                click: () => {
                  this.#thanked = this.shop.visitor;
                  this.onCheckout();
                },
              },
            },
            'Check out',
          ),
          h(
            'p',
            { class: 'fine' },
            'A demo: nothing is bought. The visit joins your history on this device until the page is closed.',
          ),
        ),
    ];
    this.element.replaceChildren(...content.filter((child) => child instanceof Node));
  }
}
