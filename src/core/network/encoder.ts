/**
 * The encoder in plain TypeScript, the readable twin of encoder.onnx and of the encoder kernels: history → state, query.
 * Pre-norm layers; the first uses the mask, later ones see every row, the last computes row 0 only.
 *
 * In the first layer a history row sees history alone, so its part of that layer, most of the encoder's work, is the
 * same for every basket and objective. It is kept for the next call: a page asks several lists about one shopper.
 */
import type { EncoderInput, UserState } from '../executor';
import type { ItemTower } from '../item-tower';
import { floatTensor, type Tensors } from '../tensor';
import { attend } from './attention';
import { LayerNorm } from './layer-norm';
import { Linear, ReluLinear } from './linear';

export interface EncoderSizes {
  readonly dimension: number;
  readonly layers: number;
  readonly heads: number;
  readonly max_history: number;
  readonly objectives: readonly string[];
}

interface Layer {
  readonly norm1: LayerNorm;
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly norm2: LayerNorm;
  readonly up: Linear;
  readonly down: ReluLinear;
}

/** What the first layer made of the history rows (h, D): keys, values, and the rows after the layer. */
interface HistoryMemo {
  readonly items: Int32Array;
  readonly roles: Int32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
  readonly x: Float32Array;
}

/** Buffers for up to `rows` rows, kept from call to call. */
class Scratch {
  readonly rows: number;
  readonly x: Float32Array;
  readonly h: Float32Array;
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
  readonly attended: Float32Array;
  readonly wide: Float32Array;
  readonly weights: Float64Array;

  constructor(rows: number, dimension: number, wide: number) {
    const make = (): Float32Array => new Float32Array(rows * dimension);
    this.rows = rows;
    this.x = make();
    this.h = make();
    this.q = make();
    this.k = make();
    this.v = make();
    this.attended = make();
    this.wide = new Float32Array(rows * wide);
    this.weights = new Float64Array(rows);
  }
}

export class Encoder {
  private readonly sizes: EncoderSizes;
  private readonly tower: ItemTower;
  /** (max_history + 1 + objectives, D) */
  private readonly roles: Float32Array;
  private readonly layers: Layer[];
  private readonly norm: LayerNorm;
  private readonly dense: Linear;
  private scratch: Scratch;
  private memo: HistoryMemo | undefined;

  constructor(tensors: Tensors, tower: ItemTower, sizes: EncoderSizes) {
    const { dimension, max_history, objectives } = sizes;
    this.sizes = sizes;
    this.tower = tower;
    const roles = max_history + 1 + objectives.length;
    this.roles = floatTensor(tensors, 'encoder.role.weight', [roles, dimension]);
    this.layers = Array.from({ length: sizes.layers }, (_, i) => {
      const name = `encoder.${i + 1}`;
      const square = (part: string): Linear =>
        new Linear(tensors, `${name}.${part}`, dimension, dimension);
      const up = new Linear(tensors, `${name}.up`, dimension);
      return {
        norm1: new LayerNorm(tensors, `${name}.norm1`, dimension),
        query: square('query'),
        key: square('key'),
        value: square('value'),
        output: square('output'),
        norm2: new LayerNorm(tensors, `${name}.norm2`, dimension),
        up,
        down: new ReluLinear(tensors, `${name}.down`, up.outputs, dimension),
      };
    });
    this.norm = new LayerNorm(tensors, 'encoder.norm', dimension);
    this.dense = new Linear(tensors, 'dense', dimension, dimension);
    this.scratch = new Scratch(0, dimension, 0);
  }

  encode(input: EncoderInput): UserState {
    const { dimension } = this.sizes;
    const rows = input.items.length;
    const wide = Math.max(...this.layers.map((layer) => layer.up.outputs));
    if (this.scratch.rows < rows) this.scratch = new Scratch(rows, dimension, wide);
    const { x } = this.scratch;
    this.layers.forEach((layer, i) => {
      const queries = i === this.layers.length - 1 ? 1 : rows;
      if (i === 0) this.runFirstLayer(layer, input, queries);
      else this.runLayer(layer, rows, rows, queries, undefined);
    });
    const state = new Float32Array(dimension);
    const query = new Float32Array(dimension);
    this.norm.apply(x.subarray(0, dimension), 1, state);
    this.dense.apply(state, 1, query);
    return { state, query };
  }

  /** The first `rows` rows of x: item vector plus role; the state token (item −1) is its role alone. */
  private embed(input: EncoderInput, rows: number): void {
    const { dimension } = this.sizes;
    const { x } = this.scratch;
    this.tower.rows(input.items.subarray(0, rows), x);
    for (let row = 0, at = 0; row < rows; row++) {
      const role = input.roles[row] * dimension;
      for (let i = 0; i < dimension; i++, at++) x[at] += this.roles[role + i];
    }
  }

  /** Rows into x and through the first layer, its history rows from the call before where that had the same. */
  private runFirstLayer(layer: Layer, input: EncoderInput, queries: number): void {
    const { dimension } = this.sizes;
    const { x, k, v } = this.scratch;
    const rows = input.items.length;
    const first = this.firstHistoryRow(input);
    const items = input.items.subarray(first);
    const roles = input.roles.subarray(first);
    const [from, to] = [first * dimension, rows * dimension];
    const { memo } = this;
    if (memo !== undefined && sameNumbers(memo.items, items) && sameNumbers(memo.roles, roles)) {
      k.set(memo.k, from);
      v.set(memo.v, from);
      this.embed(input, first);
      this.runLayer(layer, rows, first, Math.min(queries, first), input.mask);
      x.set(memo.x, from);
      return;
    }
    this.embed(input, rows);
    this.runLayer(layer, rows, rows, queries, input.mask);
    const keep = (values: Float32Array): Float32Array => values.slice(from, to);
    this.memo = { items: items.slice(), roles: roles.slice(), k: keep(k), v: keep(v), x: keep(x) };
  }

  /** Where the rows of history begin that run to the end; the number of rows where there are none. */
  private firstHistoryRow(input: EncoderInput): number {
    const { roles } = input;
    let first = roles.length;
    while (first > 1 && roles[first - 1] >= 1 && roles[first - 1] <= this.sizes.max_history)
      first--;
    return first;
  }

  /** Updates the first `queries` rows of x. Keys and values are there already from row `fresh` on. */
  private runLayer(
    layer: Layer,
    rows: number,
    fresh: number,
    queries: number,
    mask: Float32Array | undefined,
  ): void {
    const { dimension, heads } = this.sizes;
    const { x, h, q, k, v, attended, wide, weights } = this.scratch;
    layer.norm1.apply(x, fresh, h);
    layer.query.apply(h, queries, q);
    layer.key.apply(h, fresh, k);
    layer.value.apply(h, fresh, v);
    attend(q, k, v, mask, { queries, rows, dimension, heads }, weights, attended);
    layer.output.apply(attended, queries, h);
    for (let i = 0; i < queries * dimension; i++) x[i] += h[i];
    layer.norm2.apply(x, queries, h);
    layer.up.apply(h, queries, wide);
    layer.down.apply(wide, queries, h);
    for (let i = 0; i < queries * dimension; i++) x[i] += h[i];
  }
}

function sameNumbers(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
