/**
 * What the address says: the place in the shop, who is shopping, what is in the basket. Everything sits in the hash, so that a reload or a
 * shared link brings the same page on any static host. Not a history of its own: the browser's is used.
 */

export type Place =
  | { readonly at: 'home' }
  | { readonly at: 'aisle'; readonly aisle: string; readonly category: string | null }
  | { readonly at: 'product'; readonly id: string }
  | { readonly at: 'search'; readonly query: string }
  | { readonly at: 'photo' }
  | { readonly at: 'add' }
  /** Nothing the shop has; `name` is what the address calls it. */
  | { readonly at: 'nowhere'; readonly name: string };

export interface Route {
  readonly place: Place;
  /** Id of a made-up household, or empty for a new visitor. */
  readonly visitor: string;
  /** Item id → quantity, in the order of adding. */
  readonly basket: ReadonlyMap<string, number>;
}

export const HOME: Place = { at: 'home' };
/** Places that need more than their name; and the basket, a place on every page. */
const KINDS: ReadonlySet<string> = new Set(['aisle', 'product', 'search', 'basket']);
const MAXIMUM_QUANTITY = 99;

function parsePlace(path: string): Place {
  const [kind, first, second] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  if (kind === 'aisle' && first) return { at: 'aisle', aisle: first, category: second ?? null };
  if (kind === 'product' && first) return { at: 'product', id: first };
  if (kind === 'search' && first) return { at: 'search', query: first };
  if (kind === 'photo' || kind === 'add') return { at: kind };
  return kind === undefined || KINDS.has(kind) ? HOME : { at: 'nowhere', name: kind };
}

/** A broken percent escape in a hand-made address is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function formatPlace(place: Place): string {
  const parts =
    place.at === 'aisle'
      ? ['aisle', place.aisle, ...(place.category === null ? [] : [place.category])]
      : place.at === 'product'
        ? ['product', place.id]
        : place.at === 'search'
          ? ['search', place.query]
          : place.at === 'nowhere'
            ? [place.name]
            : place.at === 'home'
              ? []
              : [place.at];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const parameters = new URLSearchParams(query);
  const basket = new Map<string, number>();
  for (const entry of parameters.get('basket')?.split(' ') ?? []) {
    const [id, quantity] = entry.split('*');
    const amount = Number(quantity ?? 1);
    if (id && Number.isInteger(amount) && amount >= 1)
      basket.set(id, Math.min(amount, MAXIMUM_QUANTITY));
  }
  return { place: parsePlace(path), visitor: parameters.get('visitor') ?? '', basket };
}

export function formatRoute({ place, visitor, basket }: Route): string {
  const parameters = new URLSearchParams();
  if (visitor !== '') parameters.set('visitor', visitor);
  if (basket.size > 0) {
    const entries = [...basket].map(([id, quantity]) =>
      quantity === 1 ? id : `${id}*${String(quantity)}`,
    );
    parameters.set('basket', entries.join(' '));
  }
  const query = parameters.toString();
  return `#${formatPlace(place)}${query === '' ? '' : `?${query}`}`;
}
