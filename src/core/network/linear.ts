/**
 * x · W + b for a few dozen rows. Weights are dequantised once: int8 in the inner loop costs a quarter more time than
 * it saves in cache. Two kernels: `Linear` for dense inputs, `ReluLinear` for what follows a ReLU and is mostly zeros.
 * Both add in float64 and in the order of the inputs, so that a row's result does not depend on the rows beside it.
 */
import { RecommenderError } from '../../contract/errors';
import { dequantised, floatTensor, type Tensors } from '../tensor';

interface Parameters {
  readonly inputs: number;
  readonly outputs: number;
  /** (inputs, outputs), dequantised. */
  readonly weight: Float32Array;
  /** (outputs) */
  readonly bias: Float32Array;
}

/** NAME.weight (int8 with NAME.weight.scale per column) and NAME.bias; `outputs` is read off where not given. */
function readParameters(
  tensors: Tensors,
  name: string,
  inputs: number,
  outputs?: number,
): Parameters {
  const width = outputs ?? tensors.get(`${name}.bias`)?.dims[0];
  if (width === undefined) {
    const reason = `initialiser ${name}.bias is missing or a scalar`;
    throw new RecommenderError('bundle/malformed', { file: '*.onnx', reason });
  }
  const weight = dequantised(tensors, `${name}.weight`, [inputs, width], 'column');
  return { inputs, outputs: width, weight, bias: floatTensor(tensors, `${name}.bias`, [width]) };
}

export class Linear {
  readonly inputs: number;
  readonly outputs: number;
  /** (⌈outputs / 2⌉, inputs, 2): two columns side by side, so that the inner loop reads straight on. */
  private readonly panels: Float32Array;
  private readonly bias: Float32Array;

  constructor(tensors: Tensors, name: string, inputs: number, outputs?: number) {
    const { weight, bias, outputs: width } = readParameters(tensors, name, inputs, outputs);
    this.inputs = inputs;
    this.outputs = width;
    const half = (width + 1) >> 1;
    this.bias = new Float32Array(2 * half);
    this.bias.set(bias);
    this.panels = new Float32Array(half * inputs * 2);
    for (let n = 0; n < width; n++) {
      for (let k = 0; k < inputs; k++) {
        this.panels[((n >> 1) * inputs + k) * 2 + (n & 1)] = weight[k * width + n];
      }
    }
  }

  /** x (rows, inputs) → out (rows, outputs), from the start of both arrays. */
  apply(x: Float32Array, rows: number, out: Float32Array): void {
    const { inputs, outputs, panels, bias } = this;
    // Tiles of 4 rows × 2 columns: eight sums and two weights stay in registers.
    for (let n = 0; n < outputs; n += 2) {
      const panel = n * inputs;
      const b0 = bias[n];
      const b1 = bias[n + 1];
      const both = n + 1 < outputs;
      let row = 0;
      for (; row + 3 < rows; row += 4) {
        const x0 = row * inputs;
        const x1 = x0 + inputs;
        const x2 = x1 + inputs;
        const x3 = x2 + inputs;
        let s00 = b0;
        let s01 = b1;
        let s10 = b0;
        let s11 = b1;
        let s20 = b0;
        let s21 = b1;
        let s30 = b0;
        let s31 = b1;
        for (let k = 0, p = panel; k < inputs; k++, p += 2) {
          const w0 = panels[p];
          const w1 = panels[p + 1];
          const v0 = x[x0 + k];
          const v1 = x[x1 + k];
          const v2 = x[x2 + k];
          const v3 = x[x3 + k];
          s00 += v0 * w0;
          s01 += v0 * w1;
          s10 += v1 * w0;
          s11 += v1 * w1;
          s20 += v2 * w0;
          s21 += v2 * w1;
          s30 += v3 * w0;
          s31 += v3 * w1;
        }
        const o = row * outputs + n;
        out[o] = s00;
        out[o + outputs] = s10;
        out[o + 2 * outputs] = s20;
        out[o + 3 * outputs] = s30;
        if (both) {
          out[o + 1] = s01;
          out[o + outputs + 1] = s11;
          out[o + 2 * outputs + 1] = s21;
          out[o + 3 * outputs + 1] = s31;
        }
      }
      for (; row < rows; row++) {
        const x0 = row * inputs;
        let s0 = b0;
        let s1 = b1;
        for (let k = 0, p = panel; k < inputs; k++, p += 2) {
          const v = x[x0 + k];
          s0 += v * panels[p];
          s1 += v * panels[p + 1];
        }
        const o = row * outputs + n;
        out[o] = s0;
        if (both) out[o + 1] = s1;
      }
    }
  }
}

export class ReluLinear {
  readonly inputs: number;
  readonly outputs: number;
  /** (inputs, outputs) */
  private readonly weight: Float32Array;
  private readonly bias: Float32Array;
  private readonly sums: Float64Array;
  /** Offsets of the weight rows of the inputs above zero, and those inputs. */
  private readonly offsets: Int32Array;
  private readonly values: Float64Array;

  constructor(tensors: Tensors, name: string, inputs: number, outputs?: number) {
    const { weight, bias, outputs: width } = readParameters(tensors, name, inputs, outputs);
    this.inputs = inputs;
    this.outputs = width;
    this.weight = weight;
    this.bias = bias;
    this.sums = new Float64Array(width);
    this.offsets = new Int32Array(inputs);
    this.values = new Float64Array(inputs);
  }

  /** relu(x) (rows, inputs) → out (rows, outputs), from the start of both arrays. */
  apply(x: Float32Array, rows: number, out: Float32Array): void {
    const { inputs, outputs, weight, bias, sums, offsets, values } = this;
    for (let row = 0; row < rows; row++) {
      let count = 0;
      for (let k = 0, at = row * inputs; k < inputs; k++, at++) {
        const value = x[at];
        if (value > 0) {
          offsets[count] = k * outputs;
          values[count++] = value;
        }
      }
      sums.set(bias);
      let i = 0;
      // Four weight rows a turn: one load and one store of the sums for four products.
      for (; i + 3 < count; i += 4) {
        const w0 = offsets[i];
        const w1 = offsets[i + 1];
        const w2 = offsets[i + 2];
        const w3 = offsets[i + 3];
        const v0 = values[i];
        const v1 = values[i + 1];
        const v2 = values[i + 2];
        const v3 = values[i + 3];
        for (let n = 0; n < outputs; n++) {
          sums[n] +=
            v0 * weight[w0 + n] + v1 * weight[w1 + n] + v2 * weight[w2 + n] + v3 * weight[w3 + n];
        }
      }
      for (; i < count; i++) {
        const w = offsets[i];
        const v = values[i];
        for (let n = 0; n < outputs; n++) sums[n] += v * weight[w + n];
      }
      out.set(sums, row * outputs);
    }
  }
}
