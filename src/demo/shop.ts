/**
 * The state of a visit to the demo shop: place, visitor, basket; one writer, listeners told of each change.
 * Not the recommender's history, which the client keeps: `main.ts` passes on what happens here.
 */
import { formatRoute, parseRoute, type Place, type Route } from './route';

/** Marks entries of the browser's history that this page has already been on. */
const SEEN_MARK = 'seen';

export type Change = 'place' | 'visitor' | 'basket';

export class Shop {
  readonly #sells: (id: string) => boolean;
  #route: Route;
  #listeners = new Set<(change: Change) => void>();

  /** `sells`: an old address may bring what the catalogue no longer has. */
  constructor(sells: (id: string) => boolean) {
    this.#sells = sells;
    this.#route = this.#asked();
    history.replaceState(SEEN_MARK, '');
    addEventListener('hashchange', () => {
      this.#arrive();
    });
  }

  get place(): Place {
    return this.#route.place;
  }
  get visitor(): string {
    return this.#route.visitor;
  }
  get basket(): ReadonlyMap<string, number> {
    return this.#route.basket;
  }
  get basketIds(): string[] {
    return [...this.#route.basket.keys()];
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.add(listener);
  }

  /** The address of a place; visitor and basket come along by themselves. */
  addressOf(place: Place): string {
    return formatRoute({ place, visitor: '', basket: new Map() });
  }

  setQuantity(id: string, quantity: number): void {
    const basket = new Map(this.#route.basket);
    if (quantity < 1) basket.delete(id);
    else basket.set(id, quantity);
    this.#write({ ...this.#route, basket });
  }

  add(id: string): void {
    this.setQuantity(id, (this.#route.basket.get(id) ?? 0) + 1);
  }

  setBasket(ids: readonly string[]): void {
    this.#write({ ...this.#route, basket: new Map(ids.map((id) => [id, 1])) });
  }

  setVisitor(visitor: string): void {
    this.#write({ ...this.#route, visitor, basket: new Map() });
  }

  /** Changes that are not a step of navigation replace the address instead of adding to the browser's history. */
  #write(route: Route): void {
    history.replaceState(SEEN_MARK, '', formatRoute(route));
    this.#follow(route);
  }

  /** A link of the shop, or back and forth, changes the place alone; a pasted address brings its own visitor and basket. */
  #arrive(): void {
    const route = this.#asked();
    const pasted = history.state !== SEEN_MARK && location.hash.includes('?');
    this.#write(pasted ? route : { ...this.#route, place: route.place });
  }

  /** What the address says, less what is not sold. */
  #asked(): Route {
    const route = parseRoute(location.hash);
    return { ...route, basket: new Map([...route.basket].filter(([id]) => this.#sells(id))) };
  }

  #follow(route: Route): void {
    const before = this.#route;
    this.#route = route;
    const changes: Change[] = [];
    if (before.visitor !== route.visitor) changes.push('visitor');
    if (
      formatRoute({ ...before, place: route.place, visitor: '' }) !==
      formatRoute({ ...route, visitor: '' })
    )
      changes.push('basket');
    if (formatRoute({ ...route, place: before.place }) !== formatRoute(route))
      changes.push('place');
    for (const change of changes) for (const listener of this.#listeners) listener(change);
  }
}
