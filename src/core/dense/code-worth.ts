/** What each code adds to the dense head's logit of an item, by byte of a packed ID: how many values and bytes there are. */

/** Values a code can take. */
export const BYTE = 256;
/** Codes a packed ID can hold. */
export const BYTES = 4;

/** Where the codes of `level` (1-based) of `levels` begin in (4, 256), least significant byte first. */
export function worthStart(level: number, levels: number): number {
  return (levels - level) * BYTE;
}
