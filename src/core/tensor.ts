/** A named weight as it lies in an ONNX file: raw numbers and dimensions. Types, look-up and dequantising only. */
import { RecommenderError } from '../contract/errors';

export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Int8Array | Float32Array | Int32Array;
}

/** Initialisers by name, of one or several ONNX files. */
export type Tensors = ReadonlyMap<string, Tensor>;

/** A float32 initialiser of exactly these dimensions, or `bundle/malformed`. */
export function floatTensor(tensors: Tensors, name: string, dims: readonly number[]): Float32Array {
  const { data } = checked(tensors, name, dims);
  if (!(data instanceof Float32Array)) throw malformed(`initialiser ${name} is not float32`);
  return data;
}

/** An int8 initialiser of exactly these dimensions, or `bundle/malformed`. */
export function int8Tensor(tensors: Tensors, name: string, dims: readonly number[]): Int8Array {
  const { data } = checked(tensors, name, dims);
  if (!(data instanceof Int8Array)) throw malformed(`initialiser ${name} is not int8`);
  return data;
}

/** int8 × NAME.scale, one scale per row or per column, as float32 (rows, columns); else `bundle/malformed`. */
export function dequantised(
  tensors: Tensors,
  name: string,
  [rows, columns]: readonly [number, number],
  scaled: 'row' | 'column',
): Float32Array {
  const steps = int8Tensor(tensors, name, [rows, columns]);
  const scale = floatTensor(tensors, `${name}.scale`, [scaled === 'row' ? rows : columns]);
  const values = new Float32Array(steps.length);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      values[at] = steps[at] * scale[scaled === 'row' ? row : column];
    }
  }
  return values;
}

function checked(tensors: Tensors, name: string, dims: readonly number[]): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw malformed(`initialiser ${name} is missing`);
  if (tensor.dims.length !== dims.length || dims.some((d, i) => tensor.dims[i] !== d)) {
    throw malformed(`initialiser ${name} is [${tensor.dims.join(', ')}], not [${dims.join(', ')}]`);
  }
  return tensor;
}

function malformed(reason: string): RecommenderError {
  return new RecommenderError('bundle/malformed', { file: '*.onnx', reason });
}
