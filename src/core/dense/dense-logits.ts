/**
 * The dense head's answer to one query: query · vector of any item, from the parts of its vector, Σ_l E_l[c_l] + residual · P.
 * An item costs L look-ups and R products; no vector is made. Which items are asked for is dense-head.ts's business.
 * Raw logits: a softmax over the catalogue would take the same from every item's score.
 */
import type { Lift } from '../catalogue';
import { BYTE } from './code-worth';

export interface DenseQuery {
  /** (N) by item index. */
  readonly packed: Uint32Array;
  /** (N, R) as stored. */
  readonly residuals: Int8Array;
  /** query · E_l[c] by byte of a packed ID, least significant first (4, 256). */
  readonly worth: Float64Array;
  /** P · query (R) */
  readonly projected: Float64Array;
  readonly lift?: Lift | undefined;
}

export class DenseLogits {
  readonly query: DenseQuery;
  private scanned: Float64Array | undefined;

  constructor(query: DenseQuery) {
    this.query = query;
  }

  /** The logit of an item, with what lifts a new one. */
  of(item: number): number {
    const { scanned } = this;
    if (scanned !== undefined && item < scanned.length) return scanned[item];
    const { packed, residuals, worth, projected } = this.query;
    const at = item * projected.length;
    return withResidual(worthOf(worth, packed[item]), residuals, at, projected) + this.liftOf(item);
  }

  /** What lifts an item: 0 but for new ones. */
  liftOf(item: number): number {
    const { lift } = this.query;
    return lift === undefined || item < lift.from ? 0 : lift.level;
  }

  /** (count) the logits of the first `count` items, the catalogue: computed once. */
  all(count: number): Float64Array {
    if (this.scanned?.length === count) return this.scanned;
    const { packed, residuals, worth, projected, lift } = this.query;
    const logits = new Float64Array(count);
    for (let item = 0; item < count; item++) logits[item] = worthOf(worth, packed[item]);
    addResiduals(residuals, projected, logits);
    if (lift !== undefined) {
      for (let item = lift.from; item < count; item++) logits[item] += lift.level;
    }
    return (this.scanned = logits);
  }
}

/** What the codes of a packed ID are worth (4, 256). */
export function worthOf(worth: Float64Array, id: number): number {
  return (
    worth[id & 0xff] +
    worth[BYTE + ((id >>> 8) & 0xff)] +
    (worth[2 * BYTE + ((id >>> 16) & 0xff)] + worth[3 * BYTE + (id >>> 24)])
  );
}

/** `sum` and the row that starts at `at` · `projected` (R), added up in the order of `addResiduals`, to the last bit. */
export function withResidual(
  sum: number,
  rows: Int8Array,
  at: number,
  projected: Float64Array,
): number {
  const width = projected.length;
  let r = 0;
  for (; r + 3 < width; r += 4) {
    sum +=
      projected[r] * rows[at + r] +
      projected[r + 1] * rows[at + r + 1] +
      (projected[r + 2] * rows[at + r + 2] + projected[r + 3] * rows[at + r + 3]);
  }
  for (; r < width; r++) sum += projected[r] * rows[at + r];
  return sum;
}

/** Adds rows (N, R) · `projected` (R) to the sums (N). */
export function addResiduals(rows: Int8Array, projected: Float64Array, sums: Float64Array): void {
  const width = projected.length;
  const count = sums.length;
  let r = 0;
  // Four numbers of every row a turn: their factors stay in registers, which is faster than row by row.
  for (; r + 3 < width; r += 4) {
    const p0 = projected[r];
    const p1 = projected[r + 1];
    const p2 = projected[r + 2];
    const p3 = projected[r + 3];
    for (let row = 0, at = r; row < count; row++, at += width) {
      sums[row] += p0 * rows[at] + p1 * rows[at + 1] + (p2 * rows[at + 2] + p3 * rows[at + 3]);
    }
  }
  for (; r < width; r++) {
    const p = projected[r];
    for (let row = 0, at = r; row < count; row++, at += width) sums[row] += p * rows[at];
  }
}
