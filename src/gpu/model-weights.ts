/**
 * The generator's weights as the kernels read them: int8 matrices four columns a word behind a directory, and everything
 * that is float32. Straight from the initialisers, by their documented names; nothing is dequantised here.
 */
import { floatTensor, int8Tensor, type Tensors } from '../core/tensor';
import type { GpuSizes } from './sizes';

export interface ModelWeights {
  /** Directory, then matrices. */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly floats: Float32Array<ArrayBuffer>;
}

/** (first word, inputs, outputs, scales, bias) of a matrix. */
const ENTRY_WORDS = 5;

class Packer {
  readonly entries: number[] = [];
  readonly floats: number[] = [];
  private readonly matrices: Uint8Array[] = [];
  private bytes = 0;

  constructor(private readonly tensors: Tensors) {}

  floatsOf(name: string, dims: readonly number[]): number {
    const at = this.floats.length;
    for (const value of floatTensor(this.tensors, name, dims)) this.floats.push(value);
    return at;
  }

  /** NAME.weight with a scale a column, and NAME.bias. */
  linear(name: string, inputs: number, outputs: number): void {
    const first = this.matrix(`${name}.weight`, inputs, outputs);
    const scales = this.floatsOf(`${name}.weight.scale`, [outputs]);
    this.entries.push(first, inputs, outputs, scales, this.floatsOf(`${name}.bias`, [outputs]));
  }

  /** NAME with `scales` scales: a row's each for a table that is read by row. */
  table(name: string, rows: number, columns: number, scales: number): void {
    const first = rows === 0 ? 0 : this.matrix(name, rows, columns);
    const scale = rows === 0 ? 0 : this.floatsOf(`${name}.scale`, [scales]);
    this.entries.push(first, rows, columns, scale, 0);
  }

  packed(): ModelWeights {
    const directory = this.entries.length;
    const words = new Uint32Array(directory + this.bytes / 4);
    this.entries.forEach((value, i) => {
      words[i] = i % ENTRY_WORDS === 0 ? value + directory : value;
    });
    const bytes = new Uint8Array(words.buffer);
    let at = 4 * directory;
    for (const matrix of this.matrices) {
      bytes.set(matrix, at);
      at += matrix.length;
    }
    return { words, floats: Float32Array.from(this.floats) };
  }

  /** Rows padded to whole words; the first word, counted behind the directory. */
  private matrix(name: string, rows: number, columns: number): number {
    const steps = int8Tensor(this.tensors, name, [rows, columns]);
    const width = 4 * Math.ceil(columns / 4);
    const packed = new Uint8Array(rows * width);
    for (let row = 0; row < rows; row++) {
      packed.set(
        new Uint8Array(steps.slice(row * columns, (row + 1) * columns).buffer),
        row * width,
      );
    }
    const first = this.bytes / 4;
    this.matrices.push(packed);
    this.bytes += packed.length;
    return first;
  }
}

/** In the order `kernels/prelude.wgsl` counts entries and floats. Raises `bundle/malformed`. */
export function packWeights(tensors: Tensors, sizes: GpuSizes): ModelWeights {
  const { dimension: d, wide, hidden, codes, levels, layers, residual, roles } = sizes;
  const packer = new Packer(tensors);
  const norm = (name: string): void => {
    packer.floatsOf(`${name}.weight`, [d]);
    packer.floatsOf(`${name}.bias`, [d]);
  };
  for (let layer = 1; layer <= layers; layer++) {
    norm(`encoder.${layer}.norm1`);
    norm(`encoder.${layer}.norm2`);
  }
  norm('encoder.norm');
  packer.floatsOf('encoder.role.weight', [roles, d]);
  for (let layer = 1; layer <= layers; layer++) {
    for (const part of ['query', 'key', 'value', 'output']) {
      packer.linear(`encoder.${layer}.${part}`, d, d);
    }
    packer.linear(`encoder.${layer}.up`, d, wide);
    packer.linear(`encoder.${layer}.down`, wide, d);
  }
  packer.linear('dense', d, d);
  for (let level = 1; level <= levels; level++) {
    packer.table(`items.code.${level}.weight`, codes, d, codes);
  }
  packer.table('items.residual.weight', residual, d, d);
  for (let level = 1; level <= levels; level++) {
    packer.linear(`level.${level}.state`, d, hidden);
    packer.linear(`level.${level}.code`, hidden, codes);
    for (let earlier = 1; earlier < level; earlier++) {
      packer.table(`level.${level}.prefix.${earlier}.weight`, codes, hidden, codes);
    }
  }
  return packer.packed();
}

/** N, then the catalogue by trie position: IDs (N), items (N), log(popularity + 1) (N), residuals four steps a word. */
export function packCatalogue(
  trie: { readonly ids: Uint32Array; readonly itemAt: Int32Array },
  popularity: Float32Array,
  residuals: Int8Array,
  residual: number,
): Uint32Array<ArrayBuffer> {
  const count = trie.ids.length;
  const width = Math.ceil(residual / 4);
  const words = new Uint32Array(1 + count * (3 + width));
  const floats = new Float32Array(words.buffer);
  const bytes = new Int8Array(words.buffer);
  words[0] = count;
  words.set(trie.ids, 1);
  words.set(trie.itemAt, 1 + count);
  trie.itemAt.forEach((item, position) => {
    floats[1 + 2 * count + position] = Math.log(popularity[item] + 1);
    const row = residuals.subarray(item * residual, (item + 1) * residual);
    bytes.set(row, 4 * (1 + 3 * count + position * width));
  });
  return words;
}
