/** A product of the visitor's own: type what it is, see how the engine places it, and who finds it on a shelf from then on. */
import type { Recommender } from '../../client';
import type { Catalogue } from '../catalogue';
import { priceText, type Cards } from '../cards';
import { h } from '../element';
import { codeChips } from '../engine-room/code-chips';
import { milliseconds } from '../engine-room/format';
import { troubleText } from '../engine-room/section';
import type { OwnProduct, OwnProducts } from '../own-products';
import type { PictureBook } from '../picture-book';
import { placement } from '../placement/placement';
import { shoppers } from '../placement/shoppers';
import type { Shop } from '../shop';
import type { View } from './view';

const IDEAS = ['Lime tortilla chips', 'Barista oat milk', 'Smoky barbecue potato chips'];
const SHOWN = 4;
const LONGEST_TITLE = 120;

interface Parts {
  readonly shop: Shop;
  readonly catalogue: Catalogue;
  readonly cards: Cards;
  readonly pictures: PictureBook;
  readonly recommender: Recommender;
  readonly products: OwnProducts;
}

export function addView(parts: Parts): View {
  const { products } = parts;
  const title = h('input', {
    ...{ name: 'title', required: true, maxlength: LONGEST_TITLE, autocomplete: 'off' },
    placeholder: 'Lime tortilla chips',
  });
  const price = h('input', {
    ...{ name: 'price', type: 'number', min: 0, max: 10_000, step: 0.01, inputmode: 'decimal' },
    placeholder: '3.49',
  });
  const submit = h('button', { type: 'submit', class: 'primary' }, 'Put it on the shelf');
  const problem = h('p', { class: 'problem', role: 'alert' });
  const result = h('div', { class: 'placed', 'aria-live': 'polite' });
  const show = (own: OwnProduct | undefined, fresh = false): void => {
    result.replaceChildren(...(own === undefined ? [] : placed(own, parts, show, fresh)));
  };
  const add = async (): Promise<void> => {
    submit.disabled = true;
    problem.textContent = '';
    try {
      const own = await products.add(
        title.value.trim(),
        price.value === '' ? null : Number(price.value),
      );
      title.value = price.value = '';
      show(own, true);
      result.querySelector('h2')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      submit.disabled = false;
    }
  };
  const form = h(
    'form',
    {
      class: 'own-form',
      on: {
        submit: (event) => {
          event.preventDefault();
          void add();
        },
      },
    },
    h('label', { class: 'wide' }, 'What is it called?', title),
    h('label', {}, 'Price, if you like', price),
    submit,
  );
  show(products.all[0]);
  const element = h(
    'div',
    { class: 'add-product' },
    h(
      'section',
      { class: 'hero' },
      h('h1', { tabindex: -1 }, 'Add a product of your own'),
      h(
        'p',
        {},
        'The page reads the name, finds what it is like, and gives it a place among the shop’s products. It can be recommended in the same moment: no training, no server, and it never leaves this device.',
      ),
      form,
      h(
        'div',
        { class: 'starters' },
        h('span', {}, 'Or try:'),
        ...IDEAS.map((idea) =>
          h(
            'button',
            {
              type: 'button',
              class: 'chip',
              on: {
                click: () => {
                  title.value = idea;
                  form.requestSubmit();
                },
              },
            },
            idea,
          ),
        ),
      ),
      problem,
    ),
    result,
  );
  return { element, onBasket: () => undefined };
}

/** The steps of one product's way into the shop. */
function placed(
  own: OwnProduct,
  parts: Parts,
  show: (own: OwnProduct | undefined) => void,
  fresh: boolean,
): HTMLElement[] {
  const { cards, pictures, products } = parts;
  const { product, added, neighbours } = own;
  const { encodeMs, admitMs } = added.timings;
  const step = (name: string, ...body: HTMLElement[]): HTMLElement =>
    h('li', {}, h('h3', {}, name), ...body);
  const removed = async (): Promise<void> => {
    await products.remove(product.id);
    show(products.all[0]);
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
          step(
            'It is like',
            h(
              'p',
              {},
              `${neighbours[0].product.title}, by words and meaning: that one lends it its picture and its department, ${product.aisle}.`,
            ),
          ),
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

/** What the ID says, against the nearest codes. */
function nameOf({ added, neighbours }: OwnProduct): string {
  const moved = added.codes.findIndex((code, level) => code !== added.nearest[level]);
  if (moved < 0) return 'Its semantic ID: the nearest codes, level by level.';
  const nearest = neighbours[0].product.title;
  return `Its semantic ID: the nearest that was free. At level ${String(moved + 1)} a product such as ${nearest} was there first.`;
}

/** How it came by its ID; one that was placed just now plays it. */
function way(own: OwnProduct, parts: Parts, fresh: boolean): HTMLElement {
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
