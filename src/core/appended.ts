/**
 * Tables that grow at their end: appending costs what is appended, now and then a copy. Views that were made before keep
 * their length and their values.
 */

type Table = Int8Array | Uint8Array | Int32Array | Uint32Array | Float32Array;

/** Bytes in use of the buffers made here; nobody else's are written to. */
const inUse = new WeakMap<ArrayBufferLike, number>();

/** `table` with `more` behind it. Only the newest view of a table is cheap to grow; any other is copied. */
export function appended<T extends Table>(table: T, more: T): T {
  const make = table.constructor as new (buffer: ArrayBufferLike, at: number, length: number) => T;
  const length = table.length + more.length;
  let { buffer } = table;
  const isNewest = inUse.get(buffer) === table.byteLength;
  if (!isNewest || length * table.BYTES_PER_ELEMENT > buffer.byteLength) {
    buffer = new ArrayBuffer(2 * length * table.BYTES_PER_ELEMENT);
    new make(buffer, 0, table.length).set(table);
  }
  const grown = new make(buffer, 0, length);
  grown.set(more, table.length);
  inUse.set(buffer, grown.byteLength);
  return grown;
}
