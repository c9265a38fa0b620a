/** The top of every page: the shop's name, search, who is shopping, the engine room, the basket's count, the departments. */
import { AISLES } from './aisles';
import { glyph, h } from './element';
import { HOUSEHOLDS } from './households';
import type { PictureBook } from './picture-book';
import type { Place } from './route';
import type { Shop } from './shop';

const SEARCH = 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16.2 16.2 21 21';
const CAMERA =
  'M4 8h3.5L9 5.5h6L16.5 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z';
const BASKET =
  'M4 9h16l-1.6 10.2a1 1 0 0 1-1 .8H6.6a1 1 0 0 1-1-.8zM8.5 9l2.8-5M15.5 9l-2.8-5M9.5 12.5v4M14.5 12.5v4';
/** A chip: what is computed, is computed here. */
const ROOM =
  'M6 6h12v12H6zM9.5 9.5h5v5h-5zM9.5 6V3M14.5 6V3M9.5 21v-3M14.5 21v-3M6 9.5H3M6 14.5H3M21 9.5h-3M21 14.5h-3';
const MOON = 'M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z';

function toggleTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset['theme']
    ? root.dataset['theme'] === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset['theme'] = dark ? 'light' : 'dark';
  // The browser's own bar goes along.
  const { backgroundColor } = getComputedStyle(document.body);
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    bar.content = backgroundColor;
}

export class Header {
  readonly #count = h('span', { class: 'badge', 'aria-live': 'polite' });
  readonly #basketLink = h(
    'a',
    {
      class: 'tool basket-link',
      href: '#basket',
      on: {
        click: (event) => {
          event.preventDefault();
          document.querySelector('#basket')?.scrollIntoView({ block: 'start' });
        },
      },
    },
    glyph(BASKET),
    this.#count,
  );
  readonly #visitor = h('select', { 'aria-label': 'Who is shopping' });
  readonly #query = h('input', {
    type: 'search',
    name: 'query',
    placeholder: 'Search the shop',
    'aria-label': 'Search products',
    autocomplete: 'off',
    enterkeyhint: 'search',
  });
  readonly #byPhoto = h(
    'a',
    {
      class: 'by-photo',
      'aria-label': 'Search with a photo',
      title: 'Search with a photo',
      hidden: true,
    },
    glyph(CAMERA),
  );
  readonly #nav = h('ul', { role: 'list' });
  #place: Place | null = null;

  constructor(
    private readonly shop: Shop,
    private readonly pictures: PictureBook,
    openRoom: () => void,
  ) {
    this.#visitor.append(
      h('option', { value: '' }, 'New visitor'),
      ...HOUSEHOLDS.map(({ id, name }) => h('option', { value: id }, name)),
    );
    this.#visitor.addEventListener('change', () => {
      shop.setVisitor(this.#visitor.value);
    });
    const form = h(
      'form',
      { class: 'find', role: 'search' },
      glyph(SEARCH),
      this.#query,
      this.#byPhoto,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#go();
    });
    addEventListener('keydown', (event) => {
      const typing =
        event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (event.key === '/' && !typing) {
        event.preventDefault();
        this.#query.focus();
      }
    });
    const tool = (label: string, path: string, act: () => void, name: string): HTMLButtonElement =>
      h(
        'button',
        {
          type: 'button',
          class: 'tool',
          'aria-label': label,
          title: label,
          data: { tool: name },
          on: { click: act },
        },
        glyph(path),
      );
    const room = tool('Engine room', ROOM, openRoom, 'room');
    room.setAttribute('aria-controls', 'engine-room');
    const sayOpen = (): void => {
      room.setAttribute('aria-expanded', String('room' in document.documentElement.dataset));
    };
    sayOpen();
    new MutationObserver(sayOpen).observe(document.documentElement, {
      attributeFilter: ['data-room'],
    });
    document
      .querySelector('#tools')
      ?.replaceChildren(
        form,
        h('label', { class: 'who' }, h('span', {}, 'Shopping as'), this.#visitor),
        room,
        tool('Light or dark', MOON, toggleTheme, 'theme'),
        this.#basketLink,
      );
    document.querySelector('#departments')?.replaceChildren(this.#nav);
  }

  #go(): void {
    const query = this.#query.value.trim();
    location.hash = this.shop.addressOf(query === '' ? { at: 'home' } : { at: 'search', query });
  }

  /** Once it is known that the shop can read pictures. */
  offerPhotos(): void {
    this.#byPhoto.href = this.shop.addressOf({ at: 'photo' });
    this.#byPhoto.hidden = false;
  }

  render(): void {
    const { place, visitor, basket } = this.shop;
    const items = [...basket.values()].reduce((sum, quantity) => sum + quantity, 0);
    this.#count.textContent = items === 0 ? '' : String(items);
    const things = items === 1 ? 'item' : 'items';
    this.#basketLink.setAttribute('aria-label', `To the basket, ${String(items)} ${things}`);
    this.#visitor.value = visitor;
    document
      .querySelector<HTMLAnchorElement>('#brand')
      ?.setAttribute('href', this.shop.addressOf({ at: 'home' }));
    if (place !== this.#place) this.#arrive(place);
  }

  #arrive(place: Place): void {
    this.#place = place;
    this.#query.value = place.at === 'search' ? place.query : '';
    this.#nav.replaceChildren(
      ...AISLES.map(([name, icon]) =>
        h(
          'li',
          {},
          h(
            'a',
            {
              href: this.shop.addressOf({ at: 'aisle', aisle: name, category: null }),
              'aria-current': place.at === 'aisle' && place.aisle === name && 'page',
            },
            this.pictures.icon(icon),
            name,
          ),
        ),
      ),
    );
    this.#nav
      .querySelector('[aria-current]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}
