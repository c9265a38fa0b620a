/**
 * Our own network and its constrained beam as one ONNX graph of fixed shapes, for a runtime that would else be asked level
 * by level: encoder, three levels, three selections, the trie as tables. One run, one output.
 *
 * Written in what ONNX Runtime's WebGPU provider keeps on the GPU: log-softmax as a difference, tables instead of division
 * and remainder, 32-bit integers, no Slice of them. What it leaves out is in its favour: discount, prior, dense head, exact
 * scores of further candidates, filters.
 */
import type { Bundle } from '../../src/bundle/bundle';
import { dequantised, floatTensor, type Tensors } from '../../src/core/tensor';
import type { Trie } from '../../src/core/trie';
import { OnnxGraph } from './graph';

const BLOCKED = -1e9;
/** onnx.proto's numbers. */
const FLOAT32 = 1;

export interface UnrolledShape {
  /** T, state token included. */
  readonly rows: number;
  readonly beams: number;
}

/**
 * vectors float32 (T, D), roles int32 (T), mask float32 (T, T) → beams float32 (2, W): packed IDs, which a float32 holds
 * exactly at three levels of 8 bits, and their log P.
 */
export function unrolledGraph(
  { manifest, catalogue }: Pick<Bundle, 'manifest' | 'catalogue'>,
  tensors: Tensors,
  { rows, beams }: UnrolledShape,
): Uint8Array {
  const graph = new NetworkGraph(tensors);
  const state = graph.encode(rows, manifest.model);
  const { codebookSize: codes } = catalogue.trie;
  const { hidden } = manifest.model;
  const tables = new TrieTables(catalogue.trie);

  const numbers = Int32Array.from({ length: codes * beams }, (_, i) => i);
  const parentOf = graph.constant(
    numbers.map((i) => Math.floor(i / codes)),
    [numbers.length],
  );
  const codeOf = graph.constant(
    numbers.map((i) => i % codes),
    [numbers.length],
  );
  const width = graph.constant(Int32Array.of(codes), []);

  let logProb = graph.constant(Float32Array.of(0), [1, 1]);
  let allowed = graph.constant(tables.first(), [1, codes]);
  let prefix: string[] = [];
  let packed = '';
  for (let level = 1; level <= 3; level++) {
    const scores = graph.level(level, state, prefix, { hidden, codes }); // (W, V)
    const sums = graph.node('Add', [graph.node('Add', [scores, allowed]), logProb]);
    const flat = graph.node('Reshape', [sums, graph.int64(-1)]);
    const names = [graph.name('best'), graph.name('place')];
    const [best, place] = graph.nodes('TopK', [flat, graph.int64(beams)], { axis: 0 }, names);
    const code = graph.node('Gather', [codeOf, place]); // (W)
    if (level > 1) {
      const parent = graph.node('Gather', [parentOf, place]);
      prefix = prefix.map((earlier) => graph.node('Gather', [earlier, parent]));
      packed = graph.node('Gather', [packed, parent]);
      packed = graph.node('Add', [graph.node('Mul', [packed, width]), code]);
    } else {
      packed = code;
    }
    prefix.push(code);
    logProb = level < 3 ? graph.node('Reshape', [best, graph.int64(beams, 1)]) : best;
    if (level === 1) {
      allowed = graph.node('Gather', [graph.constant(tables.second(), [codes, codes]), packed]);
    } else if (level === 2) {
      const { rowOf, masks } = tables.third();
      const row = graph.node('Gather', [graph.constant(rowOf, [rowOf.length]), packed]);
      const table = graph.constant(masks, [masks.length / codes, codes]);
      allowed = graph.node('Gather', [table, row]);
    }
  }
  const ids = graph.node('Cast', [packed], { to: FLOAT32 });
  const both = graph.node('Concat', [ids, logProb], { axis: 0 });
  graph.node('Reshape', [both, graph.int64(2, beams)], {}, 'beams');
  graph.output('beams', 'float32', [2, beams]);
  return graph.bytes();
}

/** The layers of docs/bundle-format.md, weights in float32. */
class NetworkGraph extends OnnxGraph {
  private readonly tensors: Tensors;

  constructor(tensors: Tensors) {
    super();
    this.tensors = tensors;
  }

  /** The user state (1, D). */
  encode(
    rows: number,
    model: { readonly dimension: number; readonly heads: number; readonly layers: number },
  ): string {
    const { dimension, heads, layers } = model;
    const vectors = this.input('vectors', 'float32', [rows, dimension]);
    const roles = this.input('roles', 'int32', [rows]);
    const mask = this.input('mask', 'float32', [rows, rows]);
    const split = this.int64(-1, heads, dimension / heads);
    const scale = this.constant(Float32Array.of(1 / Math.sqrt(dimension / heads)), []);
    const first = this.constant(Int32Array.of(0), [1]);
    let x = this.node('Add', [
      vectors,
      this.node('Gather', [this.floats('encoder.role.weight'), roles]),
    ]);
    for (let layer = 1; layer <= layers; layer++) {
      const name = `encoder.${layer}`;
      const h = this.norm(`${name}.norm1`, x);
      // In the last layer only the state's row goes on.
      const isLast = layer === layers;
      if (isLast) x = this.node('Gather', [x, first]);
      const asking = isLast ? this.node('Gather', [h, first]) : h;
      const part = (which: string, of: string, perm: number[]): string => {
        const all = this.linear(`${name}.${which}`, of, dimension);
        return this.node('Transpose', [this.node('Reshape', [all, split])], { perm });
      };
      const query = this.node('Mul', [part('query', asking, [1, 0, 2]), scale]);
      const raw = this.node('MatMul', [query, part('key', h, [1, 2, 0])]);
      const scores = layer === 1 ? this.node('Add', [raw, mask]) : raw;
      const shares = this.node('Softmax', [scores], { axis: -1 });
      const mixed = this.node('MatMul', [shares, part('value', h, [1, 0, 2])]);
      const joined = this.node('Reshape', [
        this.node('Transpose', [mixed], { perm: [1, 0, 2] }),
        this.int64(-1, dimension),
      ]);
      x = this.node('Add', [x, this.linear(`${name}.output`, joined, dimension)]);
      const up = this.linear(`${name}.up`, this.norm(`${name}.norm2`, x), dimension);
      const wide = floatTensorOf(this.tensors, `${name}.up.bias`).length;
      x = this.node('Add', [x, this.linear(`${name}.down`, this.node('Relu', [up]), wide)]);
    }
    return this.norm('encoder.norm', x);
  }

  /** Log-probabilities (B, V) after the codes of `prefix`, each (B); (1, V) without. */
  level(
    level: number,
    state: string,
    prefix: readonly string[],
    { hidden, codes }: { readonly hidden: number; readonly codes: number },
  ): string {
    const name = `level.${level}`;
    const dimension = this.tensors.get(`${name}.state.weight`)!.dims[0];
    let h = this.linear(`${name}.state`, state, dimension);
    prefix.forEach((code, i) => {
      const weight = `${name}.prefix.${i + 1}.weight`;
      const table = dequantised(this.tensors, weight, [codes, hidden], 'row');
      h = this.node('Add', [h, this.node('Gather', [this.constant(table, [codes, hidden]), code])]);
    });
    const logits = this.linear(`${name}.code`, this.node('Relu', [h]), hidden);
    const sum = this.node('ReduceLogSumExp', [logits], { axes: [-1], keepdims: 1 });
    return this.node('Sub', [logits, sum]);
  }

  private linear(name: string, x: string, inputs: number): string {
    const bias = floatTensorOf(this.tensors, `${name}.bias`);
    const shape = [inputs, bias.length] as const;
    const weight = dequantised(this.tensors, `${name}.weight`, shape, 'column');
    const product = this.node('MatMul', [x, this.constant(weight, shape)]);
    return this.node('Add', [product, this.constant(bias, [bias.length])]);
  }

  private norm(name: string, x: string): string {
    const inputs = [x, this.floats(`${name}.weight`), this.floats(`${name}.bias`)];
    return this.node('LayerNormalization', inputs, { axis: -1, epsilon: 1e-5 });
  }

  private floats(name: string): string {
    return this.constant(floatTensorOf(this.tensors, name), this.tensors.get(name)!.dims);
  }
}

function floatTensorOf(tensors: Tensors, name: string): Float32Array {
  return floatTensor(tensors, name, tensors.get(name)?.dims ?? []);
}

/** Which codes follow a prefix: 0 where one does, −1e9 where none. */
class TrieTables {
  private readonly trie: Trie;

  constructor(trie: Trie) {
    this.trie = trie;
  }

  /** (V) */
  first(): Float32Array {
    const { ids, codebookSize } = this.trie;
    return table(1, codebookSize, ids, (id) => [0, id >>> 16]);
  }

  /** (V, V) by first code. */
  second(): Float32Array {
    const { ids, codebookSize } = this.trie;
    return table(codebookSize, codebookSize, ids, (id) => [id >>> 16, (id >>> 8) & 0xff]);
  }

  /** A row of `masks` (P + 1, V) for each pair of codes (V · V); row 0 lets nothing through. */
  third(): { rowOf: Int32Array; masks: Float32Array } {
    const { ids, codebookSize } = this.trie;
    const rowOf = new Int32Array(codebookSize ** 2);
    let rows = 1;
    for (const id of ids) {
      if (rowOf[id >>> 8] === 0) rowOf[id >>> 8] = rows++;
    }
    return { rowOf, masks: table(rows, codebookSize, ids, (id) => [rowOf[id >>> 8], id & 0xff]) };
  }
}

function table(
  rows: number,
  columns: number,
  ids: Uint32Array,
  place: (id: number) => [row: number, column: number],
): Float32Array {
  const values = new Float32Array(rows * columns).fill(BLOCKED);
  for (const id of ids) {
    const [row, column] = place(id);
    values[row * columns + column] = 0;
  }
  return values;
}
