/**
 * `<rec-shelf>`: a list of recommendations as a custom element. The class only; `rec-shelf.ts` registers it.
 * It loads nothing until it comes near the viewport, and shows its light-DOM children until it has something better.
 *
 * @attr bundle    URL of a bundle; the element then makes a recommender of its own (shared by shelves of one page).
 * @attr kind      next | complements | similar | again | trending
 * @attr count     how many items (default 10)
 * @attr item      the item at hand, for `similar`
 * @attr state     set by the element: idle | loading | ready | error
 * @attr executor  set by the element: what computed the list
 * @slot           fallback content (real links) shown until the list is there, and when it cannot be
 * @slot heading   the shelf's heading
 * @slot empty     shown when the list is empty
 * @csspart bar, heading, step, list, item, link, image, title, price, skeleton, empty
 * @fires rec-select  a card was chosen: `{ item, index, kind }`; cancel it to keep the link from being followed
 * @fires rec-list    a list is shown: `{ items, kind, executor }`
 * @fires rec-error   the state is `error`: `{ error }`
 */
import type { RecommenderError } from '../contract/errors';
import type {
  Filter,
  History,
  Info,
  Kind,
  Novelty,
  RecommendRequest,
  Recommendation,
  RecommendedItem,
} from '../contract/recommend';
import STYLES from './rec-shelf.css?inline';
import { ShelfController, type ShelfRecommender, type ShelfState } from './shelf-controller';
import { ShelfView } from './shelf-view';

/** What a shelf needs of a recommender: lists, and a word when a better executor has taken over. */
export interface ShelfSource extends ShelfRecommender {
  info(): Promise<Info>;
  subscribe(listener: () => void): () => void;
}

/** Makes the recommender of a shelf that was given a bundle URL; set once by the registering module. */
export type SourceFactory = (bundle: string) => ShelfSource;

const LABELS = { previous: 'Previous items', next: 'More items' } as const;
const OBSERVED = ['bundle', 'kind', 'count', 'item'] as const;
/** Properties a page may have set before the class was there. */
const UPGRADED = [
  'recommender',
  'renderImage',
  'renderAction',
  'linkFor',
  'history',
  'basket',
  'filter',
  'exclude',
  'novelty',
  'perType',
] as const;

let sheet: CSSStyleSheet | undefined;
function styleSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  return sheet;
}

// In Node the module must load without a DOM; the class is then never constructed.
const Base = (typeof HTMLElement === 'undefined' ? Object : HTMLElement) as typeof HTMLElement;

export class RecShelf extends Base {
  static readonly observedAttributes: readonly string[] = OBSERVED;
  static sourceFactory: SourceFactory | null = null;

  #view: ShelfView | null = null;
  #controller = new ShelfController({
    onState: (state, error) => {
      this.#showState(state, error);
    },
    onList: (list) => {
      this.#showList(list);
    },
  });
  #visible = false;
  #observer: IntersectionObserver | null = null;
  #unsubscribe: (() => void) | null = null;
  #queued = false;
  #items: readonly RecommendedItem[] = [];
  #error: RecommenderError | null = null;
  #price: Intl.NumberFormat | null = null;

  #recommender: ShelfSource | null = null;
  #history: History | undefined;
  #basket: readonly string[] | undefined;
  #filter: Filter | undefined;
  #exclude: readonly string[] | undefined;
  #novelty: Novelty | undefined;
  #perType: number | undefined;
  #renderImage: ((item: RecommendedItem) => Element | null) | null = null;
  #renderAction: ((item: RecommendedItem) => Element | null) | null = null;
  #linkFor: ((item: RecommendedItem) => string) | null = null;

  connectedCallback(): void {
    for (const name of UPGRADED) this.#upgrade(name);
    if (this.#view === null) {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [styleSheet()];
      this.#view = new ShelfView(root, (name) => LABELS[name]);
    }
    if (!this.hasAttribute('role')) this.setAttribute('role', 'region');
    this.#controller.reset();
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.#visible = true;
        this.#observer?.disconnect();
        this.#refreshSoon();
      },
      { rootMargin: '300px' },
    );
    this.#observer.observe(this);
    this.#listen();
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect();
    this.#visible = false;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#controller.reset();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name === 'bundle') this.recommender = null;
    this.#refreshSoon();
  }

  /** A property set before the element was defined sits on the instance and hides the accessor: set it again. */
  #upgrade(name: (typeof UPGRADED)[number]): void {
    if (!Object.hasOwn(this, name)) return;
    const own = this as unknown as Record<string, unknown>;
    const value = own[name];
    Reflect.deleteProperty(this, name);
    own[name] = value;
  }

  /** As the attribute says; the engine refuses one that it does not know. */
  get kind(): Kind {
    return (this.getAttribute('kind') ?? 'next') as Kind;
  }
  set kind(value: Kind) {
    this.setAttribute('kind', value);
  }

  get count(): number {
    const value = Number(this.getAttribute('count') ?? 10);
    return Number.isInteger(value) && value >= 1 ? Math.min(value, 500) : 10;
  }
  set count(value: number) {
    this.setAttribute('count', String(value));
  }

  /** The items shown. */
  get items(): readonly RecommendedItem[] {
    return this.#items;
  }
  get state(): ShelfState {
    return (this.getAttribute('state') as ShelfState | null) ?? 'idle';
  }
  /** Why the state is `error`. */
  get error(): RecommenderError | null {
    return this.#error;
  }

  get recommender(): ShelfSource | null {
    return this.#recommender;
  }
  set recommender(value: ShelfSource | null) {
    this.#recommender = value;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    if (this.isConnected) this.#listen();
    this.#refreshSoon();
  }

  get history(): History | undefined {
    return this.#history;
  }
  set history(value: History | undefined) {
    this.#history = value;
    this.#refreshSoon();
  }
  get basket(): readonly string[] | undefined {
    return this.#basket;
  }
  set basket(value: readonly string[] | undefined) {
    this.#basket = value;
    this.#refreshSoon();
  }
  get filter(): Filter | undefined {
    return this.#filter;
  }
  set filter(value: Filter | undefined) {
    this.#filter = value;
    this.#refreshSoon();
  }
  get exclude(): readonly string[] | undefined {
    return this.#exclude;
  }
  set exclude(value: readonly string[] | undefined) {
    this.#exclude = value;
    this.#refreshSoon();
  }
  get novelty(): Novelty | undefined {
    return this.#novelty;
  }
  set novelty(value: Novelty | undefined) {
    this.#novelty = value;
    this.#refreshSoon();
  }
  get perType(): number | undefined {
    return this.#perType;
  }
  set perType(value: number | undefined) {
    this.#perType = value;
    this.#refreshSoon();
  }

  /** Draws a card's picture; without it the item's `image` is shown. */
  get renderImage(): ((item: RecommendedItem) => Element | null) | null {
    return this.#renderImage;
  }
  set renderImage(value: ((item: RecommendedItem) => Element | null) | null) {
    this.#renderImage = value;
    this.#redraw();
  }
  /** Draws what stands under a card, such as an add-to-basket button. */
  get renderAction(): ((item: RecommendedItem) => Element | null) | null {
    return this.#renderAction;
  }
  set renderAction(value: ((item: RecommendedItem) => Element | null) | null) {
    this.#renderAction = value;
    this.#redraw();
  }
  /** The address of a card; without it the item's `link`. */
  get linkFor(): ((item: RecommendedItem) => string) | null {
    return this.#linkFor;
  }
  set linkFor(value: ((item: RecommendedItem) => string) | null) {
    this.#linkFor = value;
    this.#redraw();
  }

  /** Ask again, for instance after a change of stock. */
  refresh(): void {
    this.#refreshSoon();
  }

  #listen(): void {
    if (this.#recommender === null || this.#unsubscribe !== null) return;
    this.#unsubscribe = this.#recommender.subscribe(() => {
      this.#refreshSoon();
    });
  }

  /** Several properties set in one go are one question. */
  #refreshSoon(): void {
    if (this.#queued || !this.#visible || !this.isConnected) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (!this.#visible || !this.isConnected) return;
      const source = this.#source();
      if (source !== null) void this.#controller.refresh(source, this.#request());
    });
  }

  #source(): ShelfSource | null {
    if (this.#recommender === null) {
      const bundle = this.getAttribute('bundle');
      if (bundle !== null && bundle !== '' && RecShelf.sourceFactory !== null) {
        const { baseURI } = document;
        // One that is none is refused by name in the first call.
        const url = URL.canParse(bundle, baseURI) ? new URL(bundle, baseURI).href : bundle;
        this.#recommender = RecShelf.sourceFactory(url);
        this.#listen();
      }
    }
    return this.#recommender;
  }

  #request(): RecommendRequest {
    const item = this.getAttribute('item');
    return {
      kind: this.kind,
      count: this.count,
      ...(item !== null && { item }),
      ...(this.#history !== undefined && { history: this.#history }),
      ...(this.#basket !== undefined && { basket: this.#basket }),
      ...(this.#filter !== undefined && { filter: this.#filter }),
      ...(this.#exclude !== undefined && { exclude: this.#exclude }),
      ...(this.#novelty !== undefined && { novelty: this.#novelty }),
      ...(this.#perType !== undefined && { perType: this.#perType }),
    };
  }

  #showState(state: ShelfState, error?: RecommenderError): void {
    this.setAttribute('state', state);
    this.#error = error ?? null;
    if (error !== undefined) {
      // eslint-disable-next-line no-console -- for whoever builds the page: a shelf that stays empty says nothing on it.
      console.warn(`rec-shelf: ${error.message}`);
      this.#tell('rec-error', { error });
    }
    const view = this.#view;
    if (view === null) return;
    const hasFallback = view.fallback.assignedElements().length > 0;
    if (state === 'loading' && !hasFallback) view.showSkeleton(this.count);
    if (state === 'idle' || (state === 'error' && this.#items.length === 0)) {
      this.#items = [];
      if (state === 'idle' && !hasFallback) view.showSkeleton(this.count);
      else view.hideList();
    }
    view.fallback.hidden = this.#items.length > 0;
  }

  #showList(list: Recommendation): void {
    this.#items = list.items;
    this.setAttribute('executor', list.executor);
    void this.#draw(true);
    this.#tell('rec-list', { items: list.items, kind: this.kind, executor: list.executor });
  }

  #redraw(): void {
    if (this.#items.length > 0) void this.#draw(false);
  }

  async #draw(announce: boolean): Promise<void> {
    const drawn = this.#items;
    this.#price ??= await this.#priceFormat();
    if (drawn !== this.#items) return;
    this.#view?.showItems(
      drawn,
      {
        renderImage: this.#renderImage,
        renderAction: this.#renderAction,
        linkFor: this.#linkFor,
        formatPrice: (price) => this.#price?.format(price) ?? String(price),
        onSelect: (item, index, event) => {
          this.#select(item, index, event);
        },
      },
      announce ? `${String(drawn.length)} items` : '',
    );
  }

  async #priceFormat(): Promise<Intl.NumberFormat> {
    const locale = this.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
    const currency = (await this.#recommender?.info())?.currency ?? 'USD';
    return new Intl.NumberFormat(locale, { style: 'currency', currency });
  }

  #select(item: RecommendedItem, index: number, event: Event): void {
    if (!this.#tell('rec-select', { item, index, kind: this.kind })) event.preventDefault();
  }

  /** False where somebody prevents what follows. */
  #tell(type: string, detail: object): boolean {
    return this.dispatchEvent(
      new CustomEvent(type, { bubbles: true, composed: true, cancelable: true, detail }),
    );
  }
}
