/** A product that was placed: what it is, how it found its place, what it is like, and who would see it. */
import { priceText, type Cards } from '../cards';
import { h } from '../element';
import { codeChips } from '../engine-room/code-chips';
import { milliseconds } from '../engine-room/format';
import { troubleText } from '../engine-room/section';
import type { OwnProduct, OwnProducts } from '../own-products';
import { placement, type PlacementParts } from './placement';
import { shoppers, type ShoppersParts } from './shoppers';

/** Neighbours on show. */
const SHOWN = 4;

export interface PlacedParts extends PlacementParts, ShoppersParts {
  readonly cards: Cards;
  readonly products: OwnProducts;
}

/**
 * `fresh`: it was placed just now. `onRemoved`: it has been taken away again.
 */
export function placed(
  own: OwnProduct,
  parts: PlacedParts,
  fresh: boolean,
  onRemoved: () => void,
): HTMLElement[] {
  const { cards, pictures, products } = parts;
  const { product, added, neighbours } = own;
  const { encodeMs, admitMs } = added.timings;
  const step = (name: string, ...body: HTMLElement[]): HTMLElement =>
    h('li', {}, h('h3', {}, name), ...body);
  const removed = async (): Promise<void> => {
    await products.remove(product.id);
    onRemoved();
  };
  return [
    h(
      'section',
      { class: 'detail own' },
      h('div', { class: 'picture' }, pictures.draw(product)),
      h(
        'div',
        { class: 'facts' },
        h('h2', {}, product.title),
        h('p', { class: 'price' }, priceText(product.price)),
        h(
          'ol',
          { class: 'way', role: 'list' },
          step('It is like', h('p', {}, likeness(own))),
          step('It is called', codeChips(added.codes), h('p', {}, nameOf(own))),
          step(
            'It took',
            h(
              'p',
              {},
              admitMs === 0
                ? 'No time at all: it was kept in this browser.'
                : `${milliseconds(encodeMs)} to read, ${milliseconds(admitMs)} to place.`,
            ),
          ),
        ),
        h(
          'div',
          { class: 'both' },
          cards.addButton(product.id, product.title),
          h('a', { class: 'chip', href: cards.productLink(product.id) }, 'See it in the shop'),
          h(
            'button',
            { type: 'button', class: 'chip', on: { click: () => void removed() } },
            'Take it away again',
          ),
        ),
      ),
    ),
    way(own, parts, fresh),
    h(
      'section',
      { class: 'likest' },
      h('h2', {}, 'What it is like'),
      cards.grid(neighbours.slice(0, SHOWN).map((neighbour) => neighbour.product)),
    ),
    shoppers(product, parts),
  ];
}

/** What it is like most, how that is known, and what comes of it. */
function likeness({ product, added, neighbours }: OwnProduct): string {
  const by =
    added.parts.image === undefined
      ? 'words and meaning'
      : added.parts.text === undefined
        ? 'looks'
        : 'words and looks';
  const lent = `${!product.photo ? 'picture and its ' : ''}department, ${product.aisle}`;
  return `${neighbours[0].product.title}, by ${by}: that one lends it its ${lent}.`;
}

/** What the ID says, against the nearest codes. */
function nameOf({ added, neighbours }: OwnProduct): string {
  const moved = added.codes.findIndex((code, level) => code !== added.nearest[level]);
  if (moved < 0) return 'Its semantic ID: the nearest codes, level by level.';
  const nearest = neighbours[0].product.title;
  return `Its semantic ID: the nearest that was free. At level ${String(moved + 1)} a product such as ${nearest} was there first.`;
}

/** How it came by its ID; one that was placed just now plays it. */
function way(own: OwnProduct, parts: PlacedParts, fresh: boolean): HTMLElement {
  const body = h('div', { class: 'way-body', 'aria-live': 'off' });
  placement(own, parts).then(
    (journey) => {
      body.replaceChildren(journey.element);
      if (fresh) journey.playOnceSeen();
    },
    (error: unknown) => {
      body.replaceChildren(h('p', { class: 'problem' }, troubleText(error)));
    },
  );
  return h(
    'section',
    {},
    h('h2', {}, 'How it found its place'),
    h(
      'p',
      { class: 'fine' },
      'Its semantic ID is an address, chosen level by level: of all codes the one nearest to it. Every dot is a code, the larger the more products live there; point at one to see who.',
    ),
    body,
  );
}
