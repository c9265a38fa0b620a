/** LayerNorm over the last axis, epsilon 1e-5. */
import { floatTensor, type Tensors } from '../tensor';

const EPSILON = 1e-5;

export class LayerNorm {
  private readonly width: number;
  private readonly weight: Float32Array;
  private readonly bias: Float32Array;

  constructor(tensors: Tensors, name: string, width: number) {
    this.width = width;
    this.weight = floatTensor(tensors, `${name}.weight`, [width]);
    this.bias = floatTensor(tensors, `${name}.bias`, [width]);
  }

  /** x (rows, width) → out (rows, width); may be the same array. */
  apply(x: Float32Array, rows: number, out: Float32Array): void {
    const { width, weight, bias } = this;
    normalise(x, rows, width, out);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let i = 0; i < width; i++, at++) out[at] = out[at] * weight[i] + bias[i];
    }
  }
}

/** (x − mean) / √(variance + ε) per row of x (rows, width). */
export function normalise(x: Float32Array, rows: number, width: number, out: Float32Array): void {
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    let mean = 0;
    for (let i = 0; i < width; i++) mean += x[start + i];
    mean /= width;
    let variance = 0;
    for (let i = 0; i < width; i++) variance += (x[start + i] - mean) ** 2;
    const factor = 1 / Math.sqrt(variance / width + EPSILON);
    for (let i = 0; i < width; i++) out[start + i] = (x[start + i] - mean) * factor;
  }
}
