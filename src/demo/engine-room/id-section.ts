/** The semantic ID of one product, level by level: who shares each beginning of it. Any neighbour can be looked at in turn. */
import type { ItemDescription } from '../../contract/recommend';
import type { Catalogue, Product } from '../catalogue';
import { h } from '../element';
import type { CallLog } from '../observed';
import type { PictureBook } from '../picture-book';
import { codeChips } from './code-chips';
import { paint } from './code-colour';
import { commonGround } from './common-ground';
import { count } from './format';
import type { ItemCodes } from './item-codes';
import { sectionFrame, troubleText, type RoomSection } from './section';

const FOUND = 6;

export class IdSection implements RoomSection {
  readonly name = 'Semantic ID';
  readonly #query = h('input', {
    type: 'search',
    placeholder: 'Find a product',
    'aria-label': 'Find a product to look at',
    autocomplete: 'off',
    enterkeyhint: 'search',
  });
  readonly #found = h('ul', { class: 'found', role: 'list', 'aria-label': 'Products found' });
  readonly #body = h('div', { class: 'body', 'aria-live': 'polite' });
  readonly element = sectionFrame(
    'id',
    'Semantic ID of a product',
    'A semantic ID is a product’s name in the model’s own language: a few codes, and products that begin with the same ones are alike.',
    h('div', { class: 'finder' }, this.#query, this.#found),
    this.#body,
  );
  /** The product on show, or being asked about. */
  #shown = '';

  constructor(
    private readonly codes: ItemCodes,
    private readonly log: CallLog,
    private readonly catalogue: Catalogue,
    private readonly pictures: PictureBook,
  ) {
    this.#query.addEventListener('input', () => {
      this.#find();
    });
    this.#query.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#found.querySelector('button')?.click();
      // Escape clears a search first and closes the drawer next.
      if (event.key === 'Escape' && this.#query.value !== '') {
        event.preventDefault();
        event.stopPropagation();
        this.#query.value = '';
        this.#find();
      }
    });
  }

  opened(): void {
    if (this.#shown !== '') return;
    const { request, answer } = this.log.last ?? {};
    const id = request?.basket?.at(-1) ?? answer?.items[0]?.id ?? this.catalogue.products[0]?.id;
    if (id !== undefined) void this.show(id);
  }

  async show(id: string): Promise<void> {
    this.#shown = id;
    this.#query.value = '';
    this.#find();
    const product = this.catalogue.get(id);
    if (product === undefined) return;
    try {
      const description = await this.codes.describe(id);
      if (this.#shown === id) this.#describe(product, description);
    } catch (error) {
      if (this.#shown === id)
        this.#body.replaceChildren(
          h('p', { class: 'problem' }, `${product.title}: ${troubleText(error)}`),
        );
    }
  }

  #find(): void {
    const query = this.#query.value.trim();
    const products = query === '' ? [] : this.catalogue.search(query, FOUND);
    this.#found.replaceChildren(
      ...products.map((product) =>
        h('li', {}, this.#button(product, h('span', {}, product.title))),
      ),
      ...(query !== '' && products.length === 0
        ? [h('li', { class: 'small' }, `Nothing is called “${query}”.`)]
        : []),
    );
  }

  #button(product: Product, label: HTMLElement | null): HTMLButtonElement {
    return h(
      'button',
      {
        type: 'button',
        title: product.title,
        'aria-label': label === null && product.title,
        on: {
          click: () => {
            // The button goes away with the product it belongs to; the focus stays in the section.
            this.element.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true });
            void this.show(product.id);
          },
        },
      },
      h('span', { class: 'thumb' }, this.pictures.draw(product)),
      label,
    );
  }

  #describe(product: Product, { codes, levels }: ItemDescription): void {
    this.#body.replaceChildren(
      h(
        'div',
        { class: 'subject' },
        h('span', { class: 'thumb big' }, this.pictures.draw(product)),
        h('div', {}, h('strong', {}, product.title), codeChips(codes)),
      ),
      h(
        'ol',
        { class: 'levels', role: 'list' },
        ...levels.map((level, place) =>
          this.#level(product, codes.slice(0, place + 1), level, levels.length),
        ),
      ),
    );
  }

  #level(
    product: Product,
    codes: readonly number[],
    { items, sample }: ItemDescription['levels'][number],
    levels: number,
  ): HTMLElement {
    const neighbours = sample.flatMap((id) => this.catalogue.get(id) ?? []);
    const ground = commonGround([product, ...neighbours]);
    const meaning =
      neighbours.length === 0
        ? codes.length === levels
          ? 'The whole ID belongs to this product alone.'
          : 'No other product begins like this; what follows is its own.'
        : `${count(items - 1, 'other product begins', 'other products begin')} like this${
            ground === null
              ? '; those nearest come from several aisles.'
              : `. ${ground.shared > neighbours.length ? 'All' : `${String(ground.shared)} of ${String(neighbours.length + 1)}`} of those nearest are ${ground.name}.`
          }`;
    return paint(
      h(
        'li',
        {},
        h(
          'div',
          { class: 'rung' },
          h('span', {}, `Level ${String(codes.length)}`),
          codeChips(codes),
        ),
        h('p', {}, meaning),
        neighbours.length > 0 &&
          h(
            'ul',
            { class: 'neighbours', role: 'list' },
            ...neighbours.map((neighbour) => h('li', {}, this.#button(neighbour, null))),
          ),
      ),
      codes.at(-1)!,
    );
  }
}
