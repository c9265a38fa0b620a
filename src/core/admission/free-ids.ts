/**
 * The semantic IDs of new items: the frozen tokenizer's codes, or the nearest that are free. Level by level the codewords are
 * tried from the nearest to the farthest; a prefix below which every ID is taken is passed over, so that the search never
 * turns back. IDs that exist never change. Twin: trainer/musicrec/admission/ids.py.
 */
import { packCodes } from '../semantic-id';
import type { Trie } from '../trie';

export interface FreeId {
  readonly codes: number[];
  /** The codes of the nearest codewords, taken or not. */
  readonly nearest: number[];
  /** Squared distance of what was left to the codeword that was chosen, by level. */
  readonly distances: number[];
}

export class FreeIds {
  private readonly trie: Trie;
  /** For each level: (V, F). */
  private readonly codebooks: readonly Float32Array[];
  private readonly dimension: number;
  /** IDs given here below a prefix, by its packed codes and length. */
  private readonly given = new Map<string, number>();

  constructor(trie: Trie, codebooks: readonly Float32Array[], dimension: number) {
    this.trie = trie;
    this.codebooks = codebooks;
    this.dimension = dimension;
  }

  /** The ID of a fused vector (F), which is taken from then on; undefined where every ID is taken. */
  take(fused: Float32Array): FreeId | undefined {
    const { trie, codebooks, dimension } = this;
    const { levels, codebookSize } = trie;
    if (this.held([]) >= codebookSize ** levels) return undefined;
    const rest = Float64Array.from(fused);
    const codes: number[] = [];
    const nearest: number[] = [];
    const distances: number[] = [];
    codebooks.forEach((codebook, level) => {
      const room = codebookSize ** (levels - 1 - level);
      const squares = squaredDistances(rest, codebook, dimension);
      const order = Array.from(squares.keys()).sort((a, b) => squares[a] - squares[b] || a - b);
      // The prefix so far has room, so one of its codes has.
      const code = order.find((candidate) => this.held([...codes, candidate]) < room)!;
      nearest.push(order[0]);
      codes.push(code);
      distances.push(squares[code]);
      for (let i = 0; i < dimension; i++) rest[i] -= codebook[code * dimension + i];
    });
    for (let length = 0; length <= levels; length++) {
      const key = keyOf(codes.slice(0, length));
      this.given.set(key, (this.given.get(key) ?? 0) + 1);
    }
    return { codes, nearest, distances };
  }

  /** IDs below a prefix that are taken. */
  private held(codes: readonly number[]): number {
    const [lo, hi] = this.trie.range(codes);
    return hi - lo + (this.given.get(keyOf(codes)) ?? 0);
  }
}

function keyOf(codes: readonly number[]): string {
  return `${codes.length} ${packCodes(codes)}`;
}

/** (V) from what is left of a vector (F) to each codeword of (V, F). */
export function squaredDistances(
  rest: Float64Array,
  codebook: Float32Array,
  dimension: number,
): Float64Array {
  const squares = new Float64Array(codebook.length / dimension);
  for (let code = 0, at = 0; code < squares.length; code++, at += dimension) {
    for (let i = 0; i < dimension; i++) squares[code] += (rest[i] - codebook[at + i]) ** 2;
  }
  return squares;
}
