/**
 * All prefixes of so many codes, in the trie's order, and what each promises a query. Which of them are looked into is
 * near-items.ts's business.
 */
import { codeAt } from '../semantic-id';
import type { Trie } from '../trie';
import { worthStart } from './code-worth';
import { addResiduals, type DenseQuery } from './dense-logits';

export class Prefixes {
  readonly count: number;
  /** (P + 1) the first position of each, and the trie's size. */
  readonly starts: Int32Array;
  private readonly trie: Trie;
  private readonly depth: number;
  /** (P, R) mean residuals, rounded to steps. */
  private readonly means: Int8Array;
  /** (P) standard deviation of a number of the residuals, in steps. */
  private readonly spreads: Float32Array;

  /** `steps`: (N, R) residuals by position. */
  constructor(trie: Trie, steps: Int8Array, width: number, depth: number) {
    this.trie = trie;
    this.depth = depth;
    const starts: number[] = [];
    for (let lo = 0; lo < trie.size; lo = trie.runEnd(lo, trie.size, depth)) starts.push(lo);
    this.count = starts.length;
    this.starts = Int32Array.from([...starts, trie.size]);
    this.means = new Int8Array(this.count * width);
    this.spreads = new Float32Array(this.count);
    const sums = new Float64Array(width);
    for (let prefix = 0; prefix < this.count; prefix++) {
      const lo = this.starts[prefix];
      const hi = this.starts[prefix + 1];
      sums.fill(0);
      let squares = 0;
      for (let position = lo; position < hi; position++) {
        for (let r = 0; r < width; r++) {
          const step = steps[position * width + r];
          sums[r] += step;
          squares += step * step;
        }
      }
      for (let r = 0; r < width; r++) {
        const mean = sums[r] / (hi - lo);
        this.means[prefix * width + r] = Math.round(mean);
        squares -= mean * sums[r];
      }
      this.spreads[prefix] = width === 0 ? 0 : Math.sqrt(Math.max(0, squares) / (hi - lo) / width);
    }
  }

  /** The prefixes from the one that begins at the position `lo` to the one that ends at `hi`. */
  between(lo: number, hi: number): [number, number] {
    return [this.at(lo), this.at(hi)];
  }

  /** What the prefixes from `from` on promise, as many as `promises` has room for. */
  promise({ worth, projected }: DenseQuery, from: number, promises: Float64Array): void {
    const { trie, depth, starts, means, spreads } = this;
    const width = projected.length;
    const length = Math.sqrt(projected.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < promises.length; i++) {
      const id = trie.ids[starts[from + i]];
      promises[i] = length * spreads[from + i];
      for (let level = 1; level <= depth; level++) {
        promises[i] += worth[worthStart(level, trie.levels) + codeAt(id, level, trie.levels)];
      }
    }
    addResiduals(means.subarray(from * width), projected, promises);
  }

  private at(position: number): number {
    let lo = 0;
    let hi = this.count;
    while (lo < hi) {
      const middle = (lo + hi) >>> 1;
      if (this.starts[middle] < position) lo = middle + 1;
      else hi = middle;
    }
    return lo;
  }
}
