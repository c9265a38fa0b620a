/**
 * An ONNX graph, written node by node: what the benchmarks compare with is made when they run, and is never a file of the
 * repository. Field numbers are those of onnx.proto; opset 17, IR 8, like the bundle's own graphs.
 */
import { Message } from './protobuf';

const OPSET = 17;
const IR_VERSION = 8;

/** TensorProto.DataType. */
const TYPES = { float32: 1, int8: 3, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof TYPES;

/** AttributeProto.AttributeType. */
const FLOAT = 1;
const INT = 2;
const INTS = 7;

/** A number that is not whole is a float attribute. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

export class OnnxGraph {
  private readonly graph = new Message().text(2, 'graph');
  private names = 0;

  /** A dimension of −1 may be any. */
  input(name: string, type: ElementType, dims: readonly number[]): string {
    this.graph.message(11, valueInfo(name, type, dims));
    return name;
  }

  output(name: string, type: ElementType, dims: readonly number[]): void {
    this.graph.message(12, valueInfo(name, type, dims));
  }

  constant(
    data: Float32Array | Int8Array | Int32Array | BigInt64Array,
    dims: readonly number[],
  ): string {
    const name = this.name('constant');
    const tensor = new Message();
    for (const size of dims) tensor.int(1, size);
    tensor.int(2, TYPES[typeOf(data)]).text(8, name);
    tensor.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.graph.message(5, tensor);
    return name;
  }

  /** A shape, axes, or bounds of a slice. */
  int64(...values: number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** The name of the node's output, `as` where it is given. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    as?: string,
  ): string {
    const [output] = this.nodes(operator, inputs, attributes, [as ?? this.name(operator)]);
    return output;
  }

  /** A node of several outputs. */
  nodes(
    operator: string,
    inputs: readonly string[],
    attributes: Attributes,
    outputs: readonly string[],
  ): readonly string[] {
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    for (const output of outputs) node.text(2, output);
    node.text(3, this.name(`node_${operator}`)).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) {
      node.message(5, attribute(name, value));
    }
    this.graph.message(1, node);
    return outputs;
  }

  name(of: string): string {
    return `${of}_${this.names++}`;
  }

  /** The file. */
  bytes(): Uint8Array {
    return new Message()
      .int(1, IR_VERSION)
      .message(8, new Message().text(1, '').int(2, OPSET))
      .message(7, this.graph)
      .done();
  }
}

function typeOf(data: ArrayBufferView): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int8Array) return 'int8';
  return data instanceof Int32Array ? 'int32' : 'int64';
}

function valueInfo(name: string, type: ElementType, dims: readonly number[]): Message {
  const shape = new Message();
  dims.forEach((size, axis) => {
    const any = `${name}_${axis}`;
    shape.message(1, size < 0 ? new Message().text(2, any) : new Message().int(1, size));
  });
  const tensor = new Message().int(1, TYPES[type]).message(2, shape);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}

function attribute(name: string, value: number | readonly number[]): Message {
  const message = new Message().text(1, name);
  if (typeof value !== 'number') {
    for (const one of value) message.int(8, one);
    return message.int(20, INTS);
  }
  return Number.isInteger(value)
    ? message.int(3, value).int(20, INT)
    : message.float(2, value).int(20, FLOAT);
}
