/**
 * "At most n per type", the basket counted: with n = 1 nothing is listed of a type that is in the basket already.
 * A greedy walk down a ranked list, not a trie mask: types and prefixes are different trees.
 */

export class TypeCap {
  private readonly types: Int32Array | undefined;
  private readonly perType: number;
  /** Items of each type in the basket. */
  private readonly held = new Map<number, number>();

  /** `perType` 0: no cap. Items without a type are not capped. */
  constructor(types: Int32Array | undefined, perType: number, basket: Iterable<number> = []) {
    this.types = perType > 0 ? types : undefined;
    this.perType = perType;
    if (this.types === undefined) return;
    for (const item of new Set(basket)) {
      const type = this.types[item];
      if (type >= 0) this.held.set(type, (this.held.get(type) ?? 0) + 1);
    }
  }

  /** Items of types that the basket has filled. */
  filled(): number[] {
    return this.counter().filled();
  }

  /** The first `count` of `ranked` (item indices, best first) that the cap lets through, as indices into `ranked`. */
  choose(ranked: ArrayLike<number>, count: number): number[] {
    const chosen: number[] = [];
    const counter = this.counter();
    for (let i = 0; i < ranked.length && chosen.length < count; i++) {
      if (counter.add(ranked[i])) chosen.push(i);
    }
    return chosen;
  }

  counter(): CapCounter {
    return new CapCounter(this.types, this.perType, this.held);
  }
}

/** Counts how long a capped list can become, whatever the order of what is added. */
export class CapCounter {
  private readonly types: Int32Array | undefined;
  private readonly perType: number;
  private readonly taken: Map<number, number>;
  private room = 0;

  constructor(
    types: Int32Array | undefined,
    perType: number,
    held: ReadonlyMap<number, number> = new Map(),
  ) {
    this.types = types;
    this.perType = perType;
    this.taken = new Map(held);
  }

  /** Length of the capped list of everything added. */
  get length(): number {
    return this.room;
  }

  /** Adds an item; false where its type is full already, so that it cannot lengthen the list. */
  add(item: number): boolean {
    const type = this.types === undefined ? -1 : this.types[item];
    if (type >= 0) {
      if (this.full(type)) return false;
      this.taken.set(type, (this.taken.get(type) ?? 0) + 1);
    }
    this.room++;
    return true;
  }

  /** All items of the types that are full. */
  filled(): number[] {
    const filled: number[] = [];
    if (this.types === undefined || this.taken.size === 0) return filled;
    for (let item = 0; item < this.types.length; item++) {
      if (this.full(this.types[item])) filled.push(item);
    }
    return filled;
  }

  /** True where no further item of this type fits. */
  full(type: number): boolean {
    return type >= 0 && (this.taken.get(type) ?? 0) >= this.perType;
  }
}
