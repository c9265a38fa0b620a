/**
 * "At most n per type": a greedy walk down a ranked list. Not a trie mask: types and prefixes are different trees.
 */

/**
 * The first `count` of `ranked` with at most `perType` of one type (0: no cap). Items without a type are not capped.
 * `ranked`: item indices, best first. Returns indices into `ranked`.
 */
export function capTypes(
  ranked: ArrayLike<number>,
  types: Int32Array | undefined,
  perType: number,
  count: number,
): number[] {
  const chosen: number[] = [];
  const taken = new Map<number, number>();
  for (let i = 0; i < ranked.length && chosen.length < count; i++) {
    const type = types === undefined ? -1 : types[ranked[i]];
    if (perType > 0 && type >= 0) {
      const had = taken.get(type) ?? 0;
      if (had >= perType) continue;
      taken.set(type, had + 1);
    }
    chosen.push(i);
  }
  return chosen;
}

/** Counts how long a capped list can become, whatever the order of what is added. */
export class CapCounter {
  private readonly types: Int32Array | undefined;
  private readonly perType: number;
  private readonly perTypeCount = new Map<number, number>();
  private room = 0;

  constructor(types: Int32Array | undefined, perType: number) {
    this.types = types;
    this.perType = perType;
  }

  /** Length of the capped list of everything added. */
  get length(): number {
    return this.room;
  }

  /** Adds an item; false where its type is saturated already, so that it cannot lengthen the list. */
  add(item: number): boolean {
    const type = this.types === undefined ? -1 : this.types[item];
    if (this.perType > 0 && type >= 0) {
      const had = this.perTypeCount.get(type) ?? 0;
      if (had >= this.perType) return false;
      this.perTypeCount.set(type, had + 1);
    }
    this.room++;
    return true;
  }

  /** True where no further item of this type fits. */
  saturated(type: number): boolean {
    return type >= 0 && this.perType > 0 && (this.perTypeCount.get(type) ?? 0) >= this.perType;
  }
}
