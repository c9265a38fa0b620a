/**
 * The DOM inside a shelf's shadow root: bar, list, cards, skeleton. Text nodes only: no markup of a catalogue ever runs.
 * Not the element: it knows no recommender and no attributes.
 */
import type { RecommendedItem } from '../contract/recommend';
import { safeUrl } from './safe-url';

export interface CardOptions {
  readonly renderImage: ((item: RecommendedItem) => Element | null) | null;
  readonly renderAction: ((item: RecommendedItem) => Element | null) | null;
  readonly linkFor: ((item: RecommendedItem) => string) | null;
  readonly formatPrice: (price: number) => string;
  readonly onSelect: (item: RecommendedItem, index: number, event: Event) => void;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  part?: string,
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.className = className;
  if (part !== undefined) node.setAttribute('part', part);
  return node;
}

function arrow(direction: 'previous' | 'next'): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', direction === 'next' ? 'M6 3l5 5-5 5' : 'M10 3L5 8l5 5');
  svg.append(path);
  return svg;
}

/** What can be pressed in a card beside its link. */
const ACTION = '.link ~ :is(a, button), .link ~ * :is(a, button)';

export class ShelfView {
  readonly fallback: HTMLSlotElement;
  readonly #list: HTMLUListElement;
  readonly #announce: HTMLParagraphElement;
  readonly #empty: HTMLSlotElement;
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #cards = new Map<string, HTMLLIElement>();

  constructor(root: ShadowRoot, label: (name: 'previous' | 'next') => string) {
    const bar = element('div', 'bar', 'bar');
    const heading = element('div', 'heading', 'heading');
    const headingSlot = document.createElement('slot');
    headingSlot.name = 'heading';
    heading.append(headingSlot);
    this.#previous = this.#stepButton('previous', label('previous'));
    this.#next = this.#stepButton('next', label('next'));
    bar.append(heading, this.#previous, this.#next);
    this.#list = element('ul', 'list', 'list');
    this.#list.setAttribute('role', 'list');
    this.#list.addEventListener(
      'scroll',
      () => {
        this.#updateSteps();
      },
      { passive: true },
    );
    new ResizeObserver(() => {
      this.#updateSteps();
    }).observe(this.#list);
    this.#announce = element('p', 'announce');
    this.#announce.setAttribute('role', 'status');
    this.#empty = document.createElement('slot');
    this.#empty.name = 'empty';
    this.#empty.hidden = true;
    const emptyText = element('p', 'empty', 'empty');
    emptyText.textContent = 'Nothing to show here yet.';
    this.#empty.append(emptyText);
    this.fallback = document.createElement('slot');
    root.append(bar, this.#list, this.#empty, this.fallback, this.#announce);
  }

  #stepButton(direction: 'previous' | 'next', label: string): HTMLButtonElement {
    const button = element('button', 'step', `step step-${direction}`);
    button.type = 'button';
    button.setAttribute('aria-label', label);
    button.append(arrow(direction));
    button.addEventListener('click', () => {
      const sign = (direction === 'next' ? 1 : -1) * (this.#rightToLeft() ? -1 : 1);
      this.#list.scrollBy({ left: sign * this.#list.clientWidth * 0.9 });
    });
    return button;
  }

  #rightToLeft(): boolean {
    return getComputedStyle(this.#list).direction === 'rtl';
  }

  /** In right-to-left pages scrollLeft runs from 0 downwards; its size is the distance from the start either way. */
  #updateSteps(): void {
    const from = Math.abs(this.#list.scrollLeft);
    const room = this.#list.scrollWidth - this.#list.clientWidth;
    this.#previous.disabled = from < 2;
    this.#next.disabled = from > room - 2;
    this.#previous.hidden = this.#next.hidden = room < 2;
  }

  /** Bones of the size the cards will have, so that nothing moves when they come. */
  showSkeleton(count: number): void {
    this.#cards.clear();
    this.#empty.hidden = true;
    this.#list.hidden = false;
    this.#list.setAttribute('aria-busy', 'true');
    this.#list.replaceChildren(
      ...Array.from({ length: count }, () => {
        const card = element('li', 'skeleton', 'skeleton');
        card.setAttribute('aria-hidden', 'true');
        const title = element('span', 'title');
        title.append(element('span', 'bone'));
        const price = element('span', 'price');
        price.append(element('span', 'bone'));
        card.append(element('span', 'image'), title, price);
        return card;
      }),
    );
  }

  hideList(): void {
    this.#cards.clear();
    this.#list.replaceChildren();
    this.#list.hidden = true;
    this.#list.removeAttribute('aria-busy');
    this.#empty.hidden = true;
    this.#updateSteps();
  }

  /** Show items in place of what was there; cards new to the shelf fade in, and the focus stays on its item, or at its place where that is gone. */
  showItems(items: readonly RecommendedItem[], options: CardOptions, announcement: string): void {
    const first = this.#cards.size === 0;
    const cards = items.map((item, index) => {
      const kept = this.#cards.get(item.id);
      const card = this.#card(item, index, options);
      if (kept === undefined && !first) card.classList.add('fresh');
      return card;
    });
    this.#cards.clear();
    cards.forEach((card, index) => this.#cards.set(items[index].id, card));
    const focused = this.#focused();
    this.#list.replaceChildren(...cards);
    if (focused !== null) {
      const card =
        this.#cards.get(focused.id) ?? cards.at(Math.min(focused.place, cards.length - 1));
      const control = focused.onLink ? null : card?.querySelector<HTMLElement>(ACTION);
      (control ?? card?.querySelector('a'))?.focus({ preventScroll: true });
    }
    this.#list.hidden = items.length === 0;
    this.#empty.hidden = items.length > 0;
    this.#list.removeAttribute('aria-busy');
    if (!first || announcement !== '') this.#announce.textContent = announcement;
    this.#updateSteps();
  }

  #focused(): { readonly id: string; readonly place: number; readonly onLink: boolean } | null {
    const active = (this.#list.getRootNode() as ShadowRoot).activeElement;
    const card = active?.closest('li');
    const id = card?.dataset['itemId'];
    if (!active || !card || id === undefined) return null;
    return { id, place: [...this.#list.children].indexOf(card), onLink: active.matches('.link') };
  }

  #card(item: RecommendedItem, index: number, options: CardOptions): HTMLLIElement {
    const card = element('li', 'card', 'item');
    card.dataset['itemId'] = item.id;
    const link = element('a', 'link', 'link');
    const href = safeUrl(options.linkFor?.(item) ?? item['link'], document.baseURI);
    if (href !== null) link.href = href;
    else {
      link.tabIndex = 0;
      link.setAttribute('role', 'button');
      link.addEventListener('keydown', (event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          options.onSelect(item, index, event);
        }
      });
    }
    link.addEventListener('click', (event) => {
      options.onSelect(item, index, event);
    });
    const title = element('span', 'title', 'title');
    title.textContent = item.title;
    const price = element('span', 'price', 'price');
    if (typeof item['price'] === 'number') price.textContent = options.formatPrice(item['price']);
    link.append(this.#image(item, options), title, price);
    card.append(link);
    const action = options.renderAction?.(item);
    if (action) card.append(action);
    return card;
  }

  #image(item: RecommendedItem, options: CardOptions): HTMLSpanElement {
    const frame = element('span', 'image', 'image');
    const drawn = options.renderImage?.(item);
    if (drawn) {
      frame.append(drawn);
      return frame;
    }
    const source = safeUrl(item['image'], document.baseURI);
    if (source !== null) {
      const image = document.createElement('img');
      image.src = source;
      image.alt = '';
      image.loading = 'lazy';
      image.decoding = 'async';
      frame.append(image);
      return frame;
    }
    const initial = element('span', 'initial');
    initial.setAttribute('aria-hidden', 'true');
    initial.textContent = item.title.trim().slice(0, 1).toUpperCase();
    frame.append(initial);
    return frame;
  }
}
