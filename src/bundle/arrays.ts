/** Typed views on a file's bytes, as the manifest describes them. The manifest was checked: offsets fit and align. */
import type { ArraySpec } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';

export type TypedArray = Uint8Array | Int8Array | Uint16Array | Uint32Array | Float32Array;

const VIEWS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
} as const;

export const BYTES_PER_ELEMENT = { uint8: 1, int8: 1, uint16: 2, uint32: 4, float32: 4 } as const;

/** Number of elements of a shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A view of `spec` on a file; the platforms that run this are all little-endian, as the format is. */
export function viewArray(bytes: Uint8Array<ArrayBuffer>, spec: ArraySpec): TypedArray {
  return new VIEWS[spec.dtype](bytes.buffer, bytes.byteOffset + spec.offset, elements(spec.shape));
}

/** Refuses float arrays with values that are no numbers: they would poison every score silently. */
export function checkFinite(file: string, name: string, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      const reason = `${name}[${i}] is ${values[i]}, not a finite number`;
      throw new RecommenderError('bundle/malformed', { file, reason });
    }
  }
}
