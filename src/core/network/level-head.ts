/**
 * One level's head, the readable twin of level_l.onnx: state and prefix codes → log-probabilities of the level's codes.
 * A prefix code is a row of a table in the hidden space, so that a prefix costs l − 1 additions and no matrix.
 */
import { logSoftmax } from '../log-softmax';
import { floatTensor, int8Tensor, type Tensors } from '../tensor';
import { Linear, ReluLinear } from './linear';

export interface LevelHeadSizes {
  readonly dimension: number;
  readonly hidden: number;
  readonly codebookSize: number;
}

export class LevelHead {
  private readonly level: number;
  private readonly sizes: LevelHeadSizes;
  private readonly state: Linear;
  /** For each earlier level: (V, H) int8, and a scale per row (V). */
  private readonly prefixes: { readonly steps: Int8Array; readonly scale: Float32Array }[];
  private readonly code: ReluLinear;
  private readonly projected: Float32Array;
  private hidden = new Float32Array(0);

  /** `level` counts from 1. */
  constructor(tensors: Tensors, level: number, sizes: LevelHeadSizes) {
    const { dimension, hidden, codebookSize } = sizes;
    const name = `level.${level}`;
    this.level = level;
    this.sizes = sizes;
    this.state = new Linear(tensors, `${name}.state`, dimension, hidden);
    this.prefixes = Array.from({ length: level - 1 }, (_, i) => {
      const table = `${name}.prefix.${i + 1}.weight`;
      return {
        steps: int8Tensor(tensors, table, [codebookSize, hidden]),
        scale: floatTensor(tensors, `${table}.scale`, [codebookSize]),
      };
    });
    this.code = new ReluLinear(tensors, `${name}.code`, hidden, codebookSize);
    this.projected = new Float32Array(hidden);
  }

  /** state (D), prefixes (rows, level − 1) → (rows, V), a new array. */
  logProbs(state: Float32Array, prefixes: Int32Array, rows: number): Float32Array {
    const { hidden: width, codebookSize } = this.sizes;
    const length = this.level - 1;
    if (this.hidden.length < rows * width) this.hidden = new Float32Array(rows * width);
    const { hidden, projected } = this;
    this.state.apply(state, 1, projected);
    for (let row = 0; row < rows; row++) {
      hidden.set(projected, row * width);
      for (let position = 0; position < length; position++) {
        const { steps, scale } = this.prefixes[position];
        const code = prefixes[row * length + position];
        const worth = scale[code];
        for (let i = 0, from = code * width, to = row * width; i < width; i++, from++, to++) {
          hidden[to] += steps[from] * worth;
        }
      }
    }
    const out = new Float32Array(rows * codebookSize);
    this.code.apply(hidden, rows, out);
    logSoftmax(out, rows, codebookSize);
    return out;
  }
}
