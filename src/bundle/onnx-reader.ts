/**
 * Reads the initialisers out of an ONNX file: names, dimensions and raw numbers. A small protobuf reader, nothing more:
 * it knows no operators and runs nothing. Anything that does not fit is `bundle/malformed`; every loop moves forward and
 * every read is checked against the end of its message, so hostile bytes cost a linear pass at most.
 *
 * Read: ModelProto.graph (7) → GraphProto.initializer (5) → TensorProto dims (1), data_type (2), name (8), raw_data (9),
 * data_location (14). External data is refused. Initialisers of other types (int64 shapes) are not ours and skipped.
 */
import { RecommenderError } from '../contract/errors';
import type { Tensor } from '../core/tensor';

const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_DIMS = 1;
const TENSOR_TYPE = 2;
const TENSOR_NAME = 8;
const TENSOR_RAW_DATA = 9;
const TENSOR_LOCATION = 14;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** TensorProto.DataType → how raw_data is viewed. */
const TYPES = new Map<
  number,
  Float32ArrayConstructor | Int8ArrayConstructor | Int32ArrayConstructor
>([
  [1, Float32Array],
  [3, Int8Array],
  [6, Int32Array],
]);

const MAX_DIMS = 8;

/** Initialisers by name. `file` names the file in errors. */
export function readInitialisers(bytes: Uint8Array, file: string): Map<string, Tensor> {
  const reader = new Reader(bytes, file);
  const tensors = new Map<string, Tensor>();
  reader.eachField(0, bytes.length, (field) => {
    if (field.number !== MODEL_GRAPH || field.wire !== BYTES) return;
    reader.eachField(field.start, field.end, (inner) => {
      if (inner.number !== GRAPH_INITIALIZER || inner.wire !== BYTES) return;
      const { name, tensor } = readTensor(reader, inner.start, inner.end);
      if (tensor === undefined) return;
      if (tensors.has(name)) throw reader.malformed(`initialiser ${name} appears twice`);
      tensors.set(name, tensor);
    });
  });
  return tensors;
}

interface Field {
  readonly number: number;
  readonly wire: number;
  /** The value of a varint; else unused. */
  readonly value: number;
  /** Where the bytes of a length-delimited or fixed field lie. */
  readonly start: number;
  readonly end: number;
}

function readTensor(
  reader: Reader,
  start: number,
  end: number,
): { name: string; tensor: Tensor | undefined } {
  const dims: number[] = [];
  // Properties, not variables: the compiler does not see what a callback assigns.
  const found = { type: 0, name: '', start: 0, end: 0, external: false };
  reader.eachField(start, end, (field) => {
    const { number, wire } = field;
    if (number === TENSOR_DIMS && wire === VARINT) dims.push(field.value);
    else if (number === TENSOR_DIMS && wire === BYTES) readPacked(reader, field, dims);
    else if (number === TENSOR_TYPE && wire === VARINT) found.type = field.value;
    else if (number === TENSOR_NAME && wire === BYTES) {
      found.name = reader.text(field.start, field.end);
    } else if (number === TENSOR_RAW_DATA && wire === BYTES) {
      found.start = field.start;
      found.end = field.end;
    } else if (number === TENSOR_LOCATION && wire === VARINT) found.external = field.value !== 0;
    if (dims.length > MAX_DIMS) throw reader.malformed('an initialiser has too many dimensions');
  });
  const { name } = found;
  const View = TYPES.get(found.type);
  if (View === undefined) return { name, tensor: undefined };
  if (name === '') throw reader.malformed('an initialiser has no name');
  if (found.external) throw reader.malformed(`initialiser ${name} lies in another file`);
  const count = dims.reduce((product, size) => product * size, 1);
  const length = found.end - found.start;
  if (!Number.isSafeInteger(count) || count * View.BYTES_PER_ELEMENT !== length) {
    const shape = `[${dims.join(', ')}]`;
    throw reader.malformed(`initialiser ${name} of shape ${shape} has ${length} bytes of raw data`);
  }
  // Copied, since raw data starts at any offset and views must be aligned.
  return { name, tensor: { dims, data: new View(reader.copy(found.start, found.end).buffer) } };
}

function readPacked(reader: Reader, field: Field, into: number[]): void {
  for (let at = field.start; at < field.end && into.length <= MAX_DIMS;) {
    const varint = reader.varint(at, field.end);
    into.push(varint.value);
    at = varint.next;
  }
}

class Reader {
  private readonly bytes: Uint8Array;
  private readonly file: string;

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.file = file;
  }

  malformed(reason: string): RecommenderError {
    return new RecommenderError('bundle/malformed', { file: this.file, reason });
  }

  /** Calls `visit` for every field of the message in [start, end). */
  eachField(start: number, end: number, visit: (field: Field) => void): void {
    let at = start;
    while (at < end) {
      const tag = this.varint(at, end);
      const number = Math.floor(tag.value / 8);
      const wire = tag.value % 8;
      at = tag.next;
      if (number === 0) throw this.malformed(`field number 0 at byte ${at}`);
      let value = 0;
      let from = at;
      let to: number;
      if (wire === VARINT) {
        const varint = this.varint(at, end);
        value = varint.value;
        to = varint.next;
      } else if (wire === BYTES) {
        const length = this.varint(at, end);
        from = length.next;
        to = from + length.value;
      } else if (wire === FIXED64) to = at + 8;
      else if (wire === FIXED32) to = at + 4;
      else throw this.malformed(`wire type ${wire} at byte ${at}`);
      if (to > end) throw this.malformed(`a field at byte ${at} ends after its message`);
      visit({ number, wire, value, start: from, end: to });
      at = to;
    }
  }

  /** A varint that must end before `end`. Values beyond 2^53 (negative int64) are refused. */
  varint(at: number, end: number): { value: number; next: number } {
    let value = 0;
    let factor = 1;
    for (let i = at; i < end && i < at + 8; i++) {
      const byte = this.bytes[i];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) break;
        return { value, next: i + 1 };
      }
      factor *= 128;
    }
    throw this.malformed(`a number at byte ${at} is too long or cut off`);
  }

  text(start: number, end: number): string {
    return new TextDecoder().decode(this.bytes.subarray(start, end));
  }

  copy(start: number, end: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.bytes.subarray(start, end));
  }
}
