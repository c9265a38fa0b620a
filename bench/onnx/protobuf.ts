/** The few wire types of protobuf that an ONNX file is made of, written. The reader is src/bundle/onnx-reader.ts. */

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

export class Message {
  private readonly chunks: Uint8Array[] = [];

  int(field: number, value: number): this {
    return this.push(varint(8 * field + VARINT), varint(value));
  }

  float(field: number, value: number): this {
    return this.push(varint(8 * field + FIXED32), new Uint8Array(Float32Array.of(value).buffer));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.push(varint(8 * field + BYTES), varint(value.length), value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.done());
  }

  done(): Uint8Array {
    const whole = new Uint8Array(this.chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  private push(...chunks: Uint8Array[]): this {
    this.chunks.push(...chunks);
    return this;
  }
}

/** `value` as an int64; −1 takes ten bytes. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
