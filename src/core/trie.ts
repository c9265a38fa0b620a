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
  /** (N) position by item index. */
  readonly positionOf: Int32Array;
  /** (V + 1) the range of first code c is [offsets[c], offsets[c + 1]). */
  readonly firstLevelOffsets: Int32Array;

  /** `packed`: (N) IDs by item index, all different. */
  constructor(packed: Uint32Array, levels: number, codebookSize: number) {
    const count = packed.length;
    this.levels = levels;
    this.codebookSize = codebookSize;
    // Sorting id·2^21-like pairs would lose bits beyond 2^53; an index sort with a numeric comparison is exact.
    this.itemAt = Int32Array.from(packed.keys()).sort((a, b) => packed[a] - packed[b]);
    this.ids = new Uint32Array(count);
    this.positionOf = new Int32Array(count);
    for (let position = 0; position < count; position++) {
      const item = this.itemAt[position];
      this.ids[position] = packed[item];
      this.positionOf[item] = position;
    }
    this.firstLevelOffsets = new Int32Array(codebookSize + 1);
    for (let code = 0, position = 0; code < codebookSize; code++) {
      while (position < count && codeAt(this.ids[position], 1, levels) <= code) position++;
      this.firstLevelOffsets[code + 1] = position;
    }
  }

  get size(): number {
    return this.ids.length;
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
