/**
 * Whitening: an encoder's embedding → the 64 int8 numbers a bundle stores of a modality. Fitting is the trainer's:
 * trainer/musicrec/features/whitening.py, whose `apply` this is, step for step in float32.
 */
import { roundHalfEven } from './round-half-even';

const CLIP = 4;
const LARGEST = 127;
/** A stored step in standard deviations: ±127 are ±4 σ. */
const SCALE = Math.fround(CLIP / LARGEST);

export class Whitening {
  private readonly mean: Float32Array;
  private readonly matrix: Float32Array;
  private readonly size: number;

  /** mean (D), matrix (D, F), row by row. */
  constructor(mean: Float32Array, matrix: Float32Array) {
    this.mean = mean;
    this.matrix = matrix;
    this.size = matrix.length / mean.length;
  }

  /** (D) raw embedding → (F) stored features. */
  apply(embedding: Float32Array): Int8Array {
    const { mean, matrix, size } = this;
    // Sums in double: the trainer's float32 product may add in any order, and this lies between them.
    const whitened = new Float64Array(size);
    for (let row = 0, at = 0; row < mean.length; row++) {
      const centred = Math.fround(embedding[row] - mean[row]);
      for (let column = 0; column < size; column++, at++) whitened[column] += centred * matrix[at];
    }
    return Int8Array.from(whitened, (value) => {
      const steps = roundHalfEven(Math.fround(Math.fround(value) / SCALE));
      return Math.max(-LARGEST, Math.min(LARGEST, steps));
    });
  }
}
