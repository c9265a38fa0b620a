/**
 * A T5 of the size that TIGER (arXiv 2305.05065) has, with random weights: its encoder and one graph per decoding step.
 * It answers one question, what a decoder with attention costs in this runtime; its lists mean nothing.
 *
 * In the runtime's favour: weights and activations are int8 (dynamic quantisation, the fastest way on a processor), keys
 * and values of the cross-attention are made once per request, all beams share them, and only the last place of a prefix
 * goes through the output layer. A step reads its whole prefix: at three codes that is cheaper than a cache.
 */
import { Random } from '../../src/core/testing/random';
import { OnnxGraph } from './graph';

export interface T5Sizes {
  readonly levels: number;
  readonly codebookSize: number;
  /** Items of the history that are read. */
  readonly items: number;
}

const WIDTH = 128;
const HEADS = 6;
const HEAD_WIDTH = 64;
const WIDE = 1024;
const LAYERS = 4;
/** Token 0 starts a list of codes; level l's code c is token 1 + (l − 1) · V + c. */
const SPECIALS = 1;

export function tokenOf(level: number, code: number, codebookSize: number): number {
  return SPECIALS + (level - 1) * codebookSize + code;
}

/** Random weights by name: the graphs of all steps read the same ones. */
class Weights {
  private readonly random = new Random(5);
  private readonly matrices = new Map<string, Int8Array>();

  /** (rows, columns) steps of `1 / 73 / √rows`: a product of unit inputs has variance about 1. */
  matrix(name: string, rows: number, columns: number): Int8Array {
    let found = this.matrices.get(name);
    if (found === undefined) {
      const { random } = this;
      found = Int8Array.from({ length: rows * columns }, () => random.below(255) - 127);
      this.matrices.set(name, found);
    }
    return found;
  }

  floats(length: number, spread: number): Float32Array {
    return Float32Array.from({ length }, () => spread * this.random.normal());
  }
}

/** The parts that encoder and decoder share. */
class T5Graph extends OnnxGraph {
  private readonly weights: Weights;
  private readonly vocabulary: number;

  constructor(weights: Weights, { levels, codebookSize }: T5Sizes) {
    super();
    this.weights = weights;
    this.vocabulary = SPECIALS + levels * codebookSize;
  }

  /** tokens (…) → (…, D) */
  embed(tokens: string): string {
    const steps = this.weights.matrix('embedding', this.vocabulary, WIDTH);
    const table = Float32Array.from(steps, (step) => step / 73);
    return this.node('Gather', [this.constant(table, [this.vocabulary, WIDTH]), tokens]);
  }

  /** (B, D) → (B, vocabulary) */
  logits(x: string): string {
    return this.linear('head', x, WIDTH, this.vocabulary);
  }

  /** x (…, inputs) · W, both int8 on the way. */
  linear(name: string, x: string, inputs: number, outputs: number): string {
    const weight = this.constant(this.weights.matrix(name, inputs, outputs), [inputs, outputs]);
    const [steps, scale, zero] = this.nodes(
      'DynamicQuantizeLinear',
      [x],
      {},
      ['steps', 'scale', 'zero'].map((part) => this.name(part)),
    );
    const product = this.node('MatMulInteger', [steps, weight, zero]);
    const unit = this.constant(Float32Array.of(1 / 73 / Math.sqrt(inputs)), [1]);
    const scales = this.node('Mul', [scale, unit]);
    return this.node('Mul', [this.node('Cast', [product], { to: 1 }), scales]);
  }

  /** Root mean square over the last axis, as the runtime recognises it. */
  norm(x: string): string {
    const square = this.node('Pow', [x, this.constant(Float32Array.of(2), [])]);
    const mean = this.node('ReduceMean', [square], { axes: [-1], keepdims: 1 });
    const safe = this.node('Add', [mean, this.constant(Float32Array.of(1e-6), [])]);
    const unit = this.node('Div', [x, this.node('Sqrt', [safe])]);
    return this.node('Mul', [unit, this.constant(new Float32Array(WIDTH).fill(1), [WIDTH])]);
  }

  /** (…, D) → heads: `shape` splits the last axis, `perm` brings the heads forward. */
  heads(name: string, x: string, shape: number[], perm: number[]): string {
    const all = this.linear(name, x, WIDTH, HEADS * HEAD_WIDTH);
    return this.node('Transpose', [this.node('Reshape', [all, this.int64(...shape)])], { perm });
  }

  /** softmax(q · k + bias) · v, heads joined to `shape`, through the output matrix, added to x. */
  attend(
    name: string,
    x: string,
    parts: { readonly query: string; readonly key: string; readonly value: string },
    join: { readonly perm: number[]; readonly shape: number[]; readonly bias?: string },
  ): string {
    const raw = this.node('MatMul', [parts.query, parts.key]);
    const scores = join.bias === undefined ? raw : this.node('Add', [raw, join.bias]);
    const mixed = this.node('MatMul', [this.node('Softmax', [scores], { axis: -1 }), parts.value]);
    const rows = this.node('Transpose', [mixed], { perm: join.perm });
    const joined = this.node('Reshape', [rows, this.int64(...join.shape)]);
    return this.node('Add', [x, this.linear(`${name}.output`, joined, HEADS * HEAD_WIDTH, WIDTH)]);
  }

  feedForward(name: string, x: string): string {
    const up = this.node('Relu', [this.linear(`${name}.up`, this.norm(x), WIDTH, WIDE)]);
    return this.node('Add', [x, this.linear(`${name}.down`, up, WIDE, WIDTH)]);
  }

  /** (heads, rows, rows) position bias; `causal`: no row sees a later one. */
  bias(rows: number, causal: boolean): string {
    const values = this.weights.floats(HEADS * rows * rows, 0.1);
    if (causal) {
      for (let at = 0; at < values.length; at++) {
        if (at % rows > Math.floor(at / rows) % rows) values[at] = -1e9;
      }
    }
    return this.constant(values, [HEADS, rows, rows]);
  }
}

export interface T5Graphs {
  /** tokens int32 (S) → key_l (heads, head width, S) and value_l (heads, S, head width) of each decoder layer. */
  readonly encoder: Uint8Array;
  /** Step l: tokens int32 (B, l), the encoder's outputs → log_probs (B, V). */
  readonly steps: readonly Uint8Array[];
}

export function t5Graphs(sizes: T5Sizes): T5Graphs {
  const weights = new Weights();
  return {
    encoder: encoder(new T5Graph(weights, sizes), sizes),
    steps: Array.from({ length: sizes.levels }, (_, i) =>
      step(new T5Graph(weights, sizes), i + 1, sizes),
    ),
  };
}

function encoder(graph: T5Graph, { levels, items }: T5Sizes): Uint8Array {
  const rows = levels * items;
  const split = [rows, HEADS, HEAD_WIDTH];
  const bias = graph.bias(rows, false);
  let x = graph.embed(graph.input('tokens', 'int32', [rows])); // (S, D)
  for (let layer = 1; layer <= LAYERS; layer++) {
    const name = `encoder.${layer}`;
    const h = graph.norm(x);
    const query = graph.heads(`${name}.query`, h, split, [1, 0, 2]); // (heads, S, head width)
    const key = graph.heads(`${name}.key`, h, split, [1, 2, 0]);
    const value = graph.heads(`${name}.value`, h, split, [1, 0, 2]);
    const join = { perm: [1, 0, 2], shape: [rows, HEADS * HEAD_WIDTH], bias };
    x = graph.attend(name, x, { query, key, value }, join);
    x = graph.feedForward(name, x);
  }
  const hidden = graph.norm(x);
  for (let layer = 1; layer <= LAYERS; layer++) {
    const name = `decoder.${layer}.cross`;
    const key = graph.heads(`${name}.key`, hidden, split, [1, 2, 0]);
    const value = graph.heads(`${name}.value`, hidden, split, [1, 0, 2]);
    graph.node('Identity', [key], {}, `key_${layer}`);
    graph.node('Identity', [value], {}, `value_${layer}`);
    graph.output(`key_${layer}`, 'float32', [HEADS, HEAD_WIDTH, rows]);
    graph.output(`value_${layer}`, 'float32', [HEADS, rows, HEAD_WIDTH]);
  }
  return graph.bytes();
}

/** `length`: tokens of the prefix, the start's included. */
function step(
  graph: T5Graph,
  length: number,
  { levels, items, codebookSize }: T5Sizes,
): Uint8Array {
  const rows = levels * items;
  const bias = graph.bias(length, true);
  const joined = [-1, length, HEADS * HEAD_WIDTH];
  let x = graph.embed(graph.input('tokens', 'int32', [-1, length])); // (B, l, D)
  for (let layer = 1; layer <= LAYERS; layer++) {
    const name = `decoder.${layer}`;
    const h = graph.norm(x);
    const split = [-1, length, HEADS, HEAD_WIDTH];
    const query = graph.heads(`${name}.query`, h, split, [0, 2, 1, 3]); // (B, heads, l, head width)
    const key = graph.heads(`${name}.key`, h, split, [0, 2, 3, 1]);
    const value = graph.heads(`${name}.value`, h, split, [0, 2, 1, 3]);
    const join = { perm: [0, 2, 1, 3], shape: joined, bias };
    x = graph.attend(name, x, { query, key, value }, join);
    // All places of all beams ask the same keys: (heads, B · l, head width).
    const crossSplit = [-1, HEADS, HEAD_WIDTH];
    const asked = graph.heads(`${name}.cross.query`, graph.norm(x), crossSplit, [1, 0, 2]);
    const cross = {
      query: asked,
      key: graph.input(`key_${layer}`, 'float32', [HEADS, HEAD_WIDTH, rows]),
      value: graph.input(`value_${layer}`, 'float32', [HEADS, rows, HEAD_WIDTH]),
    };
    x = graph.attend(`${name}.cross`, x, cross, { perm: [1, 0, 2], shape: joined });
    x = graph.feedForward(name, x);
  }
  const last = graph.node(
    'Gather',
    [graph.norm(x), graph.constant(Int32Array.of(length - 1), [])],
    {
      axis: 1,
    },
  ); // (B, D)
  const all = graph.node('LogSoftmax', [graph.logits(last)], { axis: -1 });
  const first = tokenOf(length, 0, codebookSize);
  const bounds = [graph.int64(first), graph.int64(first + codebookSize), graph.int64(1)];
  graph.node('Slice', [all, ...bounds], {}, 'log_probs');
  graph.output('log_probs', 'float32', [-1, codebookSize]);
  return graph.bytes();
}
