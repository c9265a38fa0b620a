/**
 * Packs initialisers for the kernels: int8 matrices four columns a word behind a directory, float32 beside them.
 * Straight from the ONNX files, by their documented names; nothing is dequantised. The order is the caller's.
 */
import { floatTensor, int8Tensor, type Tensors } from '../core/tensor';

export interface PackedWeights {
  /** Directory, then matrices. */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly floats: Float32Array<ArrayBuffer>;
}

/** (first word, inputs, outputs, scales, bias) of a matrix. */
const ENTRY_WORDS = 5;

export class WeightPacker {
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

  packed(): PackedWeights {
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
