/** One level's codebook as an item came by it: how far each codeword was, and who went on with it. Chooses nothing (free-ids.ts). */
import type { CodebookMap } from '../../contract/recommend';
import type { Trie } from '../trie';
import { squaredDistances } from './free-ids';

/** Items named for a code. */
const SAMPLE = 4;

export interface MapParts {
  readonly trie: Trie;
  /** For each level: (V, F). */
  readonly codebooks: readonly Float32Array[];
  /** For each level: (V), codebook-ring.ts. */
  readonly rings: readonly Float32Array[];
  readonly idOf: (item: number) => string;
}

/** The maps of an item's levels: of its fused vector (F) and its codes. */
export function codebookMaps(
  fused: Float32Array,
  codes: readonly number[],
  { trie, codebooks, rings, idOf }: MapParts,
): CodebookMap[] {
  const rest = Float64Array.from(fused);
  const [position] = trie.range(codes);
  return codebooks.map((codebook, level) => {
    const distances = Float32Array.from(squaredDistances(rest, codebook, rest.length), Math.sqrt);
    const word = codes[level] * rest.length;
    for (let i = 0; i < rest.length; i++) rest[i] -= codebook[word + i];
    const ranges = Array.from({ length: trie.codebookSize }, (_, code) =>
      trie.range([...codes.slice(0, level), code]),
    );
    // Of those that have the item's own code, the ones next to it, which share most with it.
    const first = (lo: number, hi: number): number =>
      lo <= position && position < hi
        ? Math.max(lo, Math.min(position - (SAMPLE >> 1), hi - SAMPLE))
        : lo;
    return {
      turns: rings[level],
      distances,
      items: Uint32Array.from(ranges, ([lo, hi]) => hi - lo),
      sample: ranges.map(([lo, hi]) => {
        const from = first(lo, hi);
        return Array.from(trie.itemAt.subarray(from, Math.min(hi, from + SAMPLE)), idOf);
      }),
    };
  });
}
