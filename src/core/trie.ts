/**
 * The trie of valid semantic IDs: the sorted array of packed IDs, where a prefix is a range [lo, hi) of positions.
 * Nothing here knows scores or masks. A position is a place in sorted order, an item index a row of the bundle's tables.
 */
import { codeAt, unpackCodes, BITS_PER_CODE } from './semantic-id';

export class Trie {
  readonly levels: number;
  readonly codebookSize: number;
  /** (N) packed IDs, ascending. */
  readonly ids: Uint32Array;
  /** (N) item index by position. */
  readonly itemAt: Int32Array;
  /** (V + 1) the range of first code c is [offsets[c], offsets[c + 1]). */
  readonly firstLevelOffsets: Int32Array;

  /** (N) packed IDs by item index. */
  readonly packed: Uint32Array;
  private positions: Int32Array | undefined;

  /**
   * `packed`: (N) IDs by item index, all different. `earlier`: a trie of the first of them, whose order is taken over: then
   * the cost is that of copying, and of sorting what is new.
   */
  constructor(packed: Uint32Array, levels: number, codebookSize: number, earlier?: Trie) {
    const count = packed.length;
    this.packed = packed;
    this.levels = levels;
    this.codebookSize = codebookSize;
    const known = earlier?.size ?? 0;
    // Sorting id·2^21-like pairs would lose bits beyond 2^53; an index sort with a numeric comparison is exact.
    const fresh = Int32Array.from({ length: count - known }, (_, i) => known + i).sort(
      (a, b) => packed[a] - packed[b],
    );
    this.ids = new Uint32Array(count);
    this.itemAt = earlier === undefined ? fresh : new Int32Array(count);
    if (earlier === undefined) {
      for (let position = 0; position < count; position++)
        this.ids[position] = packed[fresh[position]];
    } else {
      this.merge(earlier, fresh);
    }
    this.firstLevelOffsets = new Int32Array(codebookSize + 1);
    for (let code = 0; code < codebookSize; code++) {
      this.firstLevelOffsets[code + 1] = this.lowerBound(0, count, 1, code + 1);
    }
  }

  get size(): number {
    return this.ids.length;
  }

  /** (N) position by item index. Made when first asked for: of tries that grow item by item, most never are. */
  get positionOf(): Int32Array {
    this.positions ??= invert(this.itemAt);
    return this.positions;
  }

  /** All codes of the item at a position. */
  codes(position: number): number[] {
    return unpackCodes(this.ids[position], this.levels);
  }

  /** The code at `level` (1-based) of the item at a position. */
  code(position: number, level: number): number {
    return codeAt(this.ids[position], level, this.levels);
  }

  /**
   * The end of the run that shares the first `level` codes with the item at `lo`, never beyond `hi`.
   * Gallops from `lo`: the cost is the logarithm of the run's length, so a walk over children costs
   * a little per child whatever the size of the catalogue.
   */
  runEnd(lo: number, hi: number, level: number): number {
    if (level >= this.levels) return lo + 1;
    const shift = BITS_PER_CODE * (this.levels - level);
    const prefix = this.ids[lo] >>> shift;
    let step = 1;
    let inside = lo;
    while (inside + step < hi && this.ids[inside + step] >>> shift === prefix) {
      inside += step;
      step *= 2;
    }
    let outside = Math.min(inside + step, hi);
    while (inside + 1 < outside) {
      const middle = (inside + outside) >>> 1;
      if (this.ids[middle] >>> shift === prefix) inside = middle;
      else outside = middle;
    }
    return inside + 1;
  }

  /** The range [lo, hi) of a prefix of codes; empty (lo = hi) where no item has it. */
  range(codes: ArrayLike<number>): [number, number] {
    let lo = 0;
    let hi = this.size;
    for (let level = 1; level <= codes.length && lo < hi; level++) {
      const code = codes[level - 1];
      const start = this.lowerBound(lo, hi, level, code);
      hi = this.lowerBound(start, hi, level, code + 1);
      lo = start;
    }
    return [lo, Math.max(lo, hi)];
  }

  /** Puts new items, in order of their IDs, among those of an earlier trie. */
  private merge(earlier: Trie, fresh: Int32Array): void {
    const { ids, itemAt, packed } = this;
    let done = 0;
    for (let i = 0; i <= fresh.length; i++) {
      const end =
        i === fresh.length ? earlier.size : firstAbove(earlier.ids, done, packed[fresh[i]]);
      ids.set(earlier.ids.subarray(done, end), done + i);
      itemAt.set(earlier.itemAt.subarray(done, end), done + i);
      if (i === fresh.length) break;
      ids[end + i] = packed[fresh[i]];
      itemAt[end + i] = fresh[i];
      done = end;
    }
  }

  /** First position in [lo, hi), a range of one prefix of level − 1 codes, whose code at `level` is ≥ `code`. */
  private lowerBound(lo: number, hi: number, level: number, code: number): number {
    while (lo < hi) {
      const middle = (lo + hi) >>> 1;
      if (this.code(middle, level) < code) lo = middle + 1;
      else hi = middle;
    }
    return lo;
  }
}

/** (N) place by value of the numbers below N, each there once. */
function invert(values: Int32Array): Int32Array {
  const places = new Int32Array(values.length);
  for (let place = 0; place < values.length; place++) places[values[place]] = place;
  return places;
}

/** The first place from `lo` on whose ID is above `id`. */
function firstAbove(ids: Uint32Array, lo: number, id: number): number {
  let hi = ids.length;
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if (ids[middle] <= id) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
