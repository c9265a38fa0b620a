/**
 * Packed semantic IDs: L codes of 8 bits in one uint32, the level-1 code most significant of the low 8·L bits.
 * Only the packing; which IDs exist is the trie's business.
 */

export const BITS_PER_CODE = 8;

/** Packs the first codes of an ID; a prefix of n codes packs into n·8 bits. */
export function packCodes(codes: ArrayLike<number>): number {
  let packed = 0;
  for (let level = 0; level < codes.length; level++) packed = packed * 256 + codes[level];
  return packed;
}

/** The codes of a packed ID, one per level. */
export function unpackCodes(packed: number, levels: number): number[] {
  return Array.from({ length: levels }, (_, i) => codeAt(packed, i + 1, levels));
}

/** The code at `level` (1-based) of a packed ID of `levels` codes. */
export function codeAt(packed: number, level: number, levels: number): number {
  return (packed >>> (BITS_PER_CODE * (levels - level))) & 0xff;
}

/** The first `length` codes of a packed ID, packed; 0 for the empty prefix. */
export function prefixOf(packed: number, length: number, levels: number): number {
  // A shift by 32 is a shift by 0 in JavaScript, hence the case of the empty prefix.
  return length === 0 ? 0 : packed >>> (BITS_PER_CODE * (levels - length));
}
