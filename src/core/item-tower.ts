/**
 * The item tower, the readable twin of items.onnx: an item's vector is Σ_l E_l[c_l] + residual · P. The vectors of all
 * items are never made: at a million items they would take 512 MB. The encoder asks for a few dozen, and the dense head
 * needs none. A new item needs its codes alone.
 */
import type { Lift } from './catalogue';
import { BYTES, BYTE, worthStart } from './dense/code-worth';
import { DenseLogits } from './dense/dense-logits';
import { codeAt } from './semantic-id';
import { dequantised, floatTensor, type Tensors } from './tensor';

export interface ItemTowerSizes {
  readonly levels: number;
  /** V */
  readonly codebookSize: number;
  /** D */
  readonly dimension: number;
  /** R, 0 where items have no residual. */
  readonly residual: number;
}

export class ItemTower {
  /** D */
  readonly dimension: number;
  private steps: Int8Array;
  /** (N) by item index. */
  private packed: Uint32Array;
  /** E_1 … E_L, each (V, D). */
  private readonly codes: readonly Float32Array[];
  /** P (R, D) */
  private readonly projection: Float32Array;
  /** R */
  readonly residual: number;
  /** One vector (D), in the making. */
  private readonly sums: Float64Array;

  /** From packed IDs (N) and residuals (N, R), both by item index; `bundle/malformed` where a weight has another shape. */
  constructor(
    tensors: Tensors,
    packed: Uint32Array,
    residuals: Int8Array,
    { levels, codebookSize, dimension, residual }: ItemTowerSizes,
  ) {
    this.dimension = dimension;
    this.residual = residual;
    this.packed = packed;
    this.steps = residuals;
    this.codes = Array.from({ length: levels }, (_, i) =>
      weight(tensors, `items.code.${i + 1}.weight`, [codebookSize, dimension], 'row'),
    );
    this.projection =
      residual === 0
        ? new Float32Array(0)
        : weight(tensors, 'items.residual.weight', [residual, dimension], 'column');
    this.sums = new Float64Array(dimension);
  }

  /** (N, R) as stored, by item index. */
  get residuals(): Int8Array {
    return this.steps;
  }

  /** The same items with more behind them: IDs and residuals of all. Who scores the first `count` goes on as before. */
  grow(packed: Uint32Array, residuals: Int8Array): void {
    this.packed = packed;
    this.steps = residuals;
  }

  /** Vectors of T items → out (T, D), from its start; item −1, the state token, is zero. */
  rows(items: Int32Array, out: Float32Array): void {
    const { dimension, sums } = this;
    for (let row = 0; row < items.length; row++) {
      sums.fill(0);
      if (items[row] >= 0) this.add(items[row], sums);
      out.set(sums, row * dimension);
    }
  }

  /**
   * The dense head's logits for a query (D), with what lifts new items. As query · vector = Σ_l (query · E_l[c_l]) +
   * (P · query) · residual, an item costs L look-ups and R products.
   */
  logits(query: Float32Array, lift?: Lift): DenseLogits {
    const { packed, residuals, projection, dimension, residual } = this;
    const projected = new Float64Array(residual);
    for (let r = 0; r < residual; r++) projected[r] = dot(query, projection, r * dimension);
    return new DenseLogits({ packed, residuals, worth: this.codeWorth(query), projected, lift });
  }

  /** Adds the vector (D) of an item to `sums`. */
  private add(item: number, sums: Float64Array): void {
    const { dimension, codes, projection, residual, residuals } = this;
    for (let i = 0; i < codes.length; i++) {
      const table = codes[i];
      const row = codeAt(this.packed[item], i + 1, codes.length) * dimension;
      for (let d = 0; d < dimension; d++) sums[d] += table[row + d];
    }
    const at = item * residual;
    let r = 0;
    // Four rows of P a turn: one load and one store of the sums for four products.
    for (; r + 3 < residual; r += 4) {
      const s0 = residuals[at + r];
      const s1 = residuals[at + r + 1];
      const s2 = residuals[at + r + 2];
      const s3 = residuals[at + r + 3];
      const p0 = r * dimension;
      const p1 = p0 + dimension;
      const p2 = p1 + dimension;
      const p3 = p2 + dimension;
      for (let d = 0; d < dimension; d++) {
        sums[d] +=
          s0 * projection[p0 + d] +
          s1 * projection[p1 + d] +
          s2 * projection[p2 + d] +
          s3 * projection[p3 + d];
      }
    }
    for (; r < residual; r++) {
      const step = residuals[at + r];
      const row = r * dimension;
      for (let d = 0; d < dimension; d++) sums[d] += step * projection[row + d];
    }
  }

  /** query · E_l[c] by byte of a packed ID, least significant first (4, 256); bytes without a level, always 0, add nothing. */
  private codeWorth(query: Float32Array): Float64Array {
    const { codes, dimension } = this;
    const worth = new Float64Array(BYTES * BYTE);
    codes.forEach((table, i) => {
      const start = worthStart(i + 1, codes.length);
      for (let code = 0, row = 0; row < table.length; code++, row += dimension) {
        worth[start + code] = dot(query, table, row);
      }
    });
    return worth;
  }
}

/** A matrix as float32: int8 with scales, or plain float32 of a bundle that measures what int8 costs. */
function weight(
  tensors: Tensors,
  name: string,
  dims: readonly [number, number],
  scaled: 'row' | 'column',
): Float32Array {
  return tensors.get(name)?.data instanceof Float32Array
    ? floatTensor(tensors, name, dims)
    : dequantised(tensors, name, dims, scaled);
}

/** x (D) · the row of `table` that starts at `at`. */
function dot(x: Float32Array, table: Float32Array, at: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const width = x.length;
  let i = 0;
  for (; i + 3 < width; i += 4) {
    a += x[i] * table[at + i];
    b += x[i + 1] * table[at + i + 1];
    c += x[i + 2] * table[at + i + 2];
    d += x[i + 3] * table[at + i + 3];
  }
  for (; i < width; i++) a += x[i] * table[at + i];
  return a + b + (c + d);
}
