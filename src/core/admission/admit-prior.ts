/**
 * The prior with new items in it: what they lead to, and what leads to them. Both are what their kin have: the row of a new
 * item is the mixture of its kin's rows, and what leads from a to it is the mixture of what leads from a to its kin. For this
 * an item counts as its own neighbour, no lighter than its heaviest: who has an item is led to what is new and like it. New
 * items have places of their own in every row: no known neighbour makes way. Twin: trainer/musicrec/admission/prior.py.
 */
import type { Neighbour, PriorTable } from '../prior';
import type { Kin } from './kin';

/** New neighbours of a row. */
const ROOM = 8;

export class AdmittedPrior {
  private readonly known: PriorTable;
  private readonly factor: number;
  /** By source item: of a new item the known ones it leads to, then for every source its new neighbours, heaviest first. */
  private readonly rows = new Map<number, Neighbour[]>();
  /** By new item: how many of its row are known ones. */
  private readonly ownRoom = new Map<number, number>();
  /** Sources that lead to a known item, and how heavily: made once, when the first item comes. */
  private sources: readonly (readonly Neighbour[])[] | undefined;
  /** New items that lead to a known one, and those that have it for kin: `item` counts from the first new one. */
  private readonly aheadOf = new Map<number, Neighbour[]>();
  private readonly kinOf = new Map<number, Neighbour[]>();
  private count = 0;

  /** `factor`: on what leads from known to new items, and from new to new. */
  constructor(known: PriorTable, factor: number) {
    this.known = known;
    this.factor = factor;
  }

  /** The prior with everything that was added; known rows are the same array. */
  get table(): PriorTable {
    return { ...this.known, added: this.rows };
  }

  /** `item`: the index of the new item, one after the other; `kin`: known items. */
  add(item: number, kin: Kin): void {
    this.sources ??= ledFrom(this.known);
    const { sources } = this;
    const ahead = mixed(kin, (one) => rowOf(this.known, one));
    const own = heaviest(
      Array.from(ahead, ([to, weight]) => ({ item: to, weight })),
      this.known.neighbours,
    );
    this.rows.set(item, own);
    this.ownRoom.set(item, own.length);
    for (const [source, weight] of mixed(kin, (one) => sources[one])) {
      this.lead(source, item, weight);
    }
    // New items lead to each other by what they lead to of each other's kin.
    const toThis = this.met(this.aheadOf, kinEntries(kin));
    const toOthers = this.met(this.kinOf, ahead);
    const first = item - this.count;
    for (let other = 0; other < this.count; other++) {
      this.lead(first + other, item, toThis[other]);
      this.lead(item, first + other, toOthers[other]);
    }
    for (const [to, weight] of ahead) enter(this.aheadOf, to, { item: this.count, weight });
    for (const [one, weight] of kinEntries(kin)) {
      enter(this.kinOf, one, { item: this.count, weight });
    }
    this.count++;
  }

  /** For each earlier new item: what it has of known items, times what these weigh here. */
  private met(
    entries: ReadonlyMap<number, readonly Neighbour[]>,
    weights: Iterable<readonly [item: number, weight: number]>,
  ): Float64Array {
    const sums = new Float64Array(this.count);
    for (const [one, weight] of weights) {
      for (const other of entries.get(one) ?? []) sums[other.item] += other.weight * weight;
    }
    return sums;
  }

  /** Puts `item` among the new neighbours of `source`, if it is heavy enough for a place. Of equals the earlier stays first. */
  private lead(source: number, item: number, weight: number): void {
    const worth = this.factor * weight;
    if (worth <= 0) return;
    const row = this.rows.get(source) ?? [];
    const first = this.ownRoom.get(source) ?? 0;
    let place = row.length;
    while (place > first && row[place - 1].weight < worth) place--;
    if (place === first + ROOM) return;
    row.splice(place, 0, { item, weight: worth });
    if (row.length > first + ROOM) row.pop();
    this.rows.set(source, row);
  }
}

/** The mixture of the kin's rows, by item. */
function mixed(kin: Kin, row: (item: number) => readonly Neighbour[]): Map<number, number> {
  const total = new Map<number, number>();
  kin.items.forEach((one, i) => {
    for (const { item, weight } of row(one)) {
      total.set(item, (total.get(item) ?? 0) + kin.weights[i] * weight);
    }
  });
  return total;
}

function kinEntries({ items, weights }: Kin): [item: number, weight: number][] {
  return Array.from(items, (item, i) => [item, weights[i]]);
}

function enter(entries: Map<number, Neighbour[]>, key: number, neighbour: Neighbour): void {
  const list = entries.get(key);
  if (list === undefined) entries.set(key, [neighbour]);
  else list.push(neighbour);
}

/** A row of the known prior, the item itself in it. */
function rowOf({ neighbours, items, weights, scales }: PriorTable, item: number): Neighbour[] {
  const row: Neighbour[] = [];
  const first = item * neighbours;
  for (let k = first; k < first + neighbours && weights[k] > 0; k++) {
    row.push({ item: items[k], weight: weights[k] * scales[item] });
  }
  // Weights descend along a row.
  if (row.length > 0) row.push({ item, weight: row[0].weight });
  return row;
}

function ledFrom(known: PriorTable): Neighbour[][] {
  const sources: Neighbour[][] = Array.from({ length: known.scales.length }, () => []);
  for (let item = 0; item < known.scales.length; item++) {
    for (const { item: to, weight } of rowOf(known, item)) sources[to].push({ item, weight });
  }
  return sources;
}

/** The heaviest, heaviest first, of equals the lower item. */
function heaviest(row: readonly Neighbour[], most: number): Neighbour[] {
  return row.toSorted((a, b) => b.weight - a.weight || a.item - b.item).slice(0, most);
}
