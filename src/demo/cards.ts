/** Product cards and their controls, as the shop shows them in grids, shelves and the basket. */
import type { Recommender } from '../client';
import type { Filter, Kind, Novelty, RecommendedItem } from '../contract/recommend';
import type { RecShelf } from '../widget/rec-shelf.component';
import type { Catalogue, Product } from './catalogue';
import { glyph, h } from './element';
import type { PictureBook } from './picture-book';
import type { Shop } from './shop';

const PLUS = 'M12 5v14M5 12h14';
const MINUS = 'M5 12h14';
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

export function priceText(price: number | null): string {
  return price === null ? '' : dollars.format(price);
}

export interface ShelfOptions {
  readonly title: string;
  readonly note?: string;
  readonly kind: Kind;
  readonly count?: number;
  readonly item?: string;
  readonly novelty?: Novelty;
  readonly perType?: number;
  readonly filter?: Filter;
}

export class Cards {
  constructor(
    private readonly shop: Shop,
    private readonly catalogue: Catalogue,
    private readonly pictures: PictureBook,
    private readonly recommender: Recommender,
  ) {}

  productLink(id: string): string {
    return this.shop.addressOf({ at: 'product', id });
  }

  addButton(id: string, title: string): HTMLButtonElement {
    return h(
      'button',
      {
        class: 'add',
        type: 'button',
        'aria-label': `Add ${title} to the basket`,
        data: { add: id },
        on: {
          click: () => {
            this.shop.add(id);
          },
        },
      },
      glyph(PLUS),
    );
  }

  stepper(id: string, title: string): HTMLElement {
    const quantity = this.shop.basket.get(id) ?? 0;
    const step = (by: number, path: string, label: string): HTMLButtonElement =>
      h(
        'button',
        {
          type: 'button',
          'aria-label': label,
          data: { control: `${by < 0 ? 'less' : 'more'} ${id}` },
          on: {
            click: () => {
              this.shop.setQuantity(id, quantity + by);
            },
          },
        },
        glyph(path),
      );
    return h(
      'div',
      { class: 'stepper', role: 'group', 'aria-label': `Quantity of ${title}` },
      step(-1, MINUS, quantity === 1 ? `Remove ${title}` : `One ${title} less`),
      h('span', {}, String(quantity)),
      step(1, PLUS, `One ${title} more`),
    );
  }

  card(product: Product): HTMLElement {
    return h(
      'li',
      { class: 'card', data: { itemId: product.id } },
      h(
        'a',
        { href: this.productLink(product.id) },
        h('span', { class: 'picture' }, this.pictures.draw(product)),
        h('span', { class: 'name' }, product.title),
        h('span', { class: 'price' }, priceText(product.price)),
      ),
      this.addButton(product.id, product.title),
    );
  }

  grid(products: readonly Product[]): HTMLElement {
    return h(
      'ul',
      { class: 'grid', role: 'list' },
      ...products.map((product) => this.card(product)),
    );
  }

  /** A shelf of recommendations, dressed as the shop's own cards. */
  shelf({ title, note, kind, count = 12, item, novelty, perType, filter }: ShelfOptions): RecShelf {
    const shelf = h(
      'rec-shelf',
      { kind, count, item, lang: 'en-US', 'aria-label': title },
      h('h2', { slot: 'heading' }, title, note !== undefined && h('small', {}, note)),
    );
    shelf.renderImage = (entry: RecommendedItem) => {
      const product = this.catalogue.get(entry.id);
      return product === undefined ? null : this.pictures.draw(product);
    };
    shelf.renderAction = (entry: RecommendedItem) => {
      const button = this.addButton(entry.id, entry.title);
      button.setAttribute('part', 'add');
      return button;
    };
    shelf.linkFor = (entry) => this.productLink(entry.id);
    if (novelty !== undefined) shelf.novelty = novelty;
    if (perType !== undefined) shelf.perType = perType;
    if (filter !== undefined) shelf.filter = filter;
    shelf.recommender = this.recommender;
    return shelf;
  }
}
