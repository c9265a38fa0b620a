/**
 * The encoder in plain TypeScript, the readable twin of encoder.onnx and of the encoder kernels: history → state, query.
 * Pre-norm layers; the first uses the mask, later ones see every row, the last computes row 0 only.
 */
import type { EncoderInput, UserState } from '../executor';
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
  /** (N, D) */
  private readonly vectors: Float32Array;
  /** (max_history + 1 + objectives, D) */
  private readonly roles: Float32Array;
  private readonly layers: Layer[];
  private readonly norm: LayerNorm;
  private readonly dense: Linear;
  private scratch: Scratch;

  constructor(tensors: Tensors, vectors: Float32Array, sizes: EncoderSizes) {
    const { dimension, max_history, objectives } = sizes;
    this.sizes = sizes;
    this.vectors = vectors;
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
    this.embed(input, x);
    this.layers.forEach((layer, i) => {
      const queries = i === this.layers.length - 1 ? 1 : rows;
      this.runLayer(layer, rows, queries, i === 0 ? input.mask : undefined);
    });
    const state = new Float32Array(dimension);
    const query = new Float32Array(dimension);
    this.norm.apply(x.subarray(0, dimension), 1, state);
    this.dense.apply(state, 1, query);
    return { state, query };
  }

  /** Rows of item vector plus role; the state token (item −1) is its role alone. */
  private embed(input: EncoderInput, x: Float32Array): void {
    const { dimension } = this.sizes;
    for (let row = 0; row < input.items.length; row++) {
      const item = input.items[row];
      const role = input.roles[row] * dimension;
      for (let i = 0; i < dimension; i++) {
        const own = item < 0 ? 0 : this.vectors[item * dimension + i];
        x[row * dimension + i] = own + this.roles[role + i];
      }
    }
  }

  /** Updates the first `queries` rows of x. */
  private runLayer(
    layer: Layer,
    rows: number,
    queries: number,
    mask: Float32Array | undefined,
  ): void {
    const { dimension, heads } = this.sizes;
    const { x, h, q, k, v, attended, wide, weights } = this.scratch;
    layer.norm1.apply(x, rows, h);
    layer.query.apply(h, queries, q);
    layer.key.apply(h, rows, k);
    layer.value.apply(h, rows, v);
    attend(q, k, v, mask, { queries, rows, dimension, heads }, weights, attended);
    layer.output.apply(attended, queries, h);
    for (let i = 0; i < queries * dimension; i++) x[i] += h[i];
    layer.norm2.apply(x, queries, h);
    layer.up.apply(h, queries, wide);
    layer.down.apply(wide, queries, h);
    for (let i = 0; i < queries * dimension; i++) x[i] += h[i];
  }
}
