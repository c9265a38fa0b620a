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
  /** By source item: its new neighbours, and of a new item all its neighbours. */
  private readonly rows = new Map<number, Neighbour[]>();
  /** Sources that lead to a known item, and how heavily: made once, when the first item comes. */
  private readonly sources: readonly (readonly Neighbour[])[];
  /** What earlier new items lead to among the known ones, whole, by item index. */
  private readonly ahead = new Map<number, ReadonlyMap<number, number>>();
  private readonly kin = new Map<number, Kin>();

  /** `factor`: on what leads from known to new items, and from new to new. */
  constructor(known: PriorTable, factor: number) {
    this.known = known;
    this.factor = factor;
    this.sources = ledFrom(known);
  }

  /** The prior with everything that was added; known rows are the same array. */
  get table(): PriorTable {
    return { ...this.known, added: this.rows };
  }

  /** `item`: the index of the new item; `kin`: known items. */
  add(item: number, kin: Kin): void {
    const ahead = this.leadsTo(kin);
    for (const [source, weight] of this.leadingTo(kin)) this.lead(source, item, weight);
    // New items lead to each other by what they lead to of each other's kin.
    for (const [other, otherAhead] of this.ahead) {
      this.lead(other, item, mixture(kin, otherAhead));
    }
    const own = heaviest(
      Array.from(ahead, ([to, weight]) => ({ item: to, weight })),
      this.known.neighbours,
    );
    this.rows.set(item, own);
    for (const [other, otherKin] of this.kin) this.lead(item, other, mixture(otherKin, ahead));
    this.ahead.set(item, ahead);
    this.kin.set(item, kin);
  }

  /** Known items that a new one leads to: the mixture of its kin's rows, themselves included. */
  private leadsTo(kin: Kin): Map<number, number> {
    const total = new Map<number, number>();
    kin.items.forEach((one, i) => {
      for (const { item, weight } of rowOf(this.known, one)) {
        total.set(item, (total.get(item) ?? 0) + kin.weights[i] * weight);
      }
    });
    return total;
  }

  /** Known items that lead to a new one, and how heavily. */
  private leadingTo(kin: Kin): Map<number, number> {
    const total = new Map<number, number>();
    kin.items.forEach((one, i) => {
      for (const { item, weight } of this.sources[one]) {
        total.set(item, (total.get(item) ?? 0) + kin.weights[i] * weight);
      }
    });
    return total;
  }

  /** Puts `item` among the new neighbours of `source`, if it is heavy enough for a place. */
  private lead(source: number, item: number, weight: number): void {
    const worth = this.factor * weight;
    if (worth <= 0) return;
    const known = this.known.scales.length;
    const row = this.rows.get(source) ?? [];
    const old = row.filter((neighbour) => neighbour.item < known);
    const fresh = row.filter((neighbour) => neighbour.item >= known);
    this.rows.set(source, [...old, ...heaviest([...fresh, { item, weight: worth }], ROOM)]);
  }
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

/** What `ahead` leads to of the kin, as they count. */
function mixture(kin: Kin, ahead: ReadonlyMap<number, number>): number {
  return kin.items.reduce((sum, one, i) => sum + kin.weights[i] * (ahead.get(one) ?? 0), 0);
}

/** The heaviest, heaviest first, of equals the lower item. */
function heaviest(row: readonly Neighbour[], most: number): Neighbour[] {
  return row.toSorted((a, b) => b.weight - a.weight || a.item - b.item).slice(0, most);
}
