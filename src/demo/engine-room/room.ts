/**
 * The engine room: a drawer beside the shop that shows how its shelves are computed, while they are. It is not modal where there is room
 * for both, so that the shelves can be watched; on a phone it is a sheet over the page. Nothing is asked of the engine while it is shut.
 */
import type { ExecutorChoice } from '../../contract/recommend';
import type { Catalogue } from '../catalogue';
import { glyph, h } from '../element';
import type { CallLog } from '../observed';
import type { PictureBook } from '../picture-book';
import { AboutSection } from './about-section';
import { BeamSection } from './beam-section';
import { CallSection } from './call-section';
import { ExecutorSection } from './executor-section';
import { IdSection } from './id-section';
import { ItemCodes } from './item-codes';
import { NetworkSection } from './network-section';
import { RaceSection, type RaceSurroundings } from './race-section';
import type { RoomSection } from './section';

const CROSS = 'M6 6l12 12M18 6 6 18';
/** The same in styles/room.css. */
const SHEET = '(width < 48rem)';

export class EngineRoom {
  readonly #heading = h('h2', { id: 'engine-room-title', tabindex: -1 }, 'Engine room');
  readonly #network = h('p', { class: 'network-badge', hidden: true }, 'No network');
  readonly #ids: IdSection;
  readonly #sections: readonly RoomSection[];
  readonly #dialog: HTMLDialogElement;
  readonly #sheet = matchMedia(SHEET);

  /**
   * `around.recommender`: the engine itself, so that the room's own calls are not in `log`, the shelves'.
   * `refused`: the executor that the address asks for in vain, if it does.
   */
  constructor(
    around: RaceSurroundings,
    log: CallLog,
    catalogue: Catalogue,
    pictures: PictureBook,
    refused: ExecutorChoice | null,
  ) {
    const { recommender, offline } = around;
    const codes = new ItemCodes(recommender);
    this.#ids = new IdSection(codes, log, catalogue, pictures);
    this.#sections = [
      new ExecutorSection(recommender, refused),
      new RaceSection(around, catalogue, pictures),
      new CallSection(log),
      new BeamSection(recommender, log, codes, catalogue, pictures),
      this.#ids,
      new NetworkSection(recommender, log, offline, (gone) => {
        this.#network.hidden = !gone;
      }),
      new AboutSection(),
    ];
    const close = h(
      'button',
      {
        type: 'button',
        class: 'tool',
        'aria-label': 'Close the engine room',
        on: {
          click: () => {
            this.#close();
          },
        },
      },
      glyph(CROSS),
    );
    this.#dialog = h(
      'dialog',
      { class: 'room', id: 'engine-room', 'aria-labelledby': 'engine-room-title' },
      h('div', { class: 'room-head' }, this.#heading, this.#network, close),
      this.#navigation(),
      h('div', { class: 'room-body' }, ...this.#sections.map(({ element }) => element)),
    );
    this.#listen();
  }

  get element(): HTMLElement {
    return this.#dialog;
  }

  toggle(): void {
    if (this.#dialog.open) this.#close();
    else this.#open();
  }

  /** Opens the drawer at the semantic ID of a product. */
  showItem(id: string): void {
    void this.#ids.show(id);
    if (!this.#dialog.open) this.#open();
    this.#goTo(this.#ids);
  }

  #listen(): void {
    // A modal dialog closes itself on Escape; one beside the page has to be told, wherever the focus is. A field of the shop keeps its Escape.
    addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !this.#dialog.open) return;
      const { target } = event;
      const inside = target instanceof Node && this.#dialog.contains(target);
      if (!inside && target instanceof Element && target.matches('input, select, textarea')) return;
      event.preventDefault();
      this.#close();
    });
    // By whatever way it was shut: the sheet's own Escape, the back gesture of a phone, a button.
    this.#dialog.addEventListener('close', () => {
      if (!this.#dialog.open) this.#closed();
    });
    // A tap on the page behind the sheet.
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog && this.#sheet.matches) this.#close();
    });
    this.#sheet.addEventListener('change', () => {
      if (!this.#dialog.open) return;
      // Between a sheet and a drawer, as when a phone is turned: shown anew, with nothing else changed.
      this.#dialog.close();
      this.#show();
    });
  }

  /** Buttons, not links: the address's hash belongs to the shop. */
  #navigation(): HTMLElement {
    const buttons = new Map<Element, HTMLButtonElement>();
    for (const section of this.#sections) {
      const go = (): void => {
        this.#goTo(section);
      };
      buttons.set(
        section.element,
        h('button', { type: 'button', on: { click: go } }, section.name),
      );
    }
    // The section that crosses a line near the top is the one being read; the later one, where two meet there.
    const crossing = new Set<Element>();
    const reading = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) crossing.add(target);
          else crossing.delete(target);
        }
        const read = [...buttons.keys()].findLast((element) => crossing.has(element));
        for (const [element, button] of buttons)
          button.toggleAttribute('data-reading', element === read);
      },
      { rootMargin: '-25% 0px -74% 0px' },
    );
    for (const { element } of this.#sections) reading.observe(element);
    return h(
      'nav',
      { class: 'room-nav', 'aria-label': 'Sections of the engine room' },
      ...buttons.values(),
    );
  }

  #show(): void {
    if (this.#sheet.matches) this.#dialog.showModal();
    else this.#dialog.show();
    document.documentElement.dataset['room'] = '';
  }

  #open(): void {
    this.#show();
    this.#heading.focus({ preventScroll: true });
    for (const section of this.#sections) section.opened?.();
  }

  #close(): void {
    this.#dialog.close();
  }

  #closed(): void {
    delete document.documentElement.dataset['room'];
    for (const section of this.#sections) section.closed?.();
    // The browser gives the focus back to where it was, unless that has left the page: then the header's button is the way in again.
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>('[data-tool="room"]')?.focus({ preventScroll: true });
  }

  #goTo({ element }: RoomSection): void {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
    element.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true });
  }
}
