/**
 * Constrained beam search over the trie: a prefix is a range of positions, so an invalid ID cannot arise.
 * Log-softmax over all codes of a level comes first, the mask after, nothing is renormalised.
 * Order among beams: score (log P plus the discount's potential), then the lower position (of leaves: item index).
 */
import type { Trace, TracedBeam } from '../contract/recommend';
import type { Discount } from './discount';
import type { LevelScores } from './level-scores';
import type { Mask } from './mask';
import { topK } from './top-k';
import type { Trie } from './trie';

/** How many of the best pruned prefixes a trace shows per level. */
export const TRACED_PRUNED = 12;

export interface BeamSearch {
  readonly trie: Trie;
  readonly mask: Mask;
  readonly scores: LevelScores;
  readonly width: number;
  readonly discount?: Discount;
  readonly trace: boolean;
}

export interface BeamResult {
  /** Position of each survivor, best first. */
  readonly positions: Int32Array;
  /** Its log P, without the discount. */
  readonly logProbs: Float64Array;
  readonly trace?: Trace;
}

/** The prefixes of one level, as parallel arrays. */
interface Frontier {
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  readonly logProb: Float64Array;
}

/** The best `width` allowed items by the beam's score. */
export async function beamSearch(search: BeamSearch): Promise<BeamResult> {
  const { trie, mask, scores, width } = search;
  const levels: TracedBeam[][] = [];
  let frontier: Frontier = {
    lo: Int32Array.of(0),
    hi: Int32Array.of(trie.size),
    logProb: Float64Array.of(0),
  };
  if (mask.total === 0) frontier = { lo: EMPTY, hi: EMPTY, logProb: new Float64Array(0) };
  for (let level = 1; level <= trie.levels; level++) {
    if (frontier.lo.length === 0) break;
    await scores.prepare(level, frontier.lo);
    const children = expand(search, frontier, level);
    const shown = search.trace ? width + TRACED_PRUNED : width;
    const best = topK(children.score, children.tie, children.score.length, shown);
    if (search.trace) levels.push(traced(trie, children, best, level, width));
    frontier = select(children, best.subarray(0, width));
  }
  return {
    positions: frontier.lo,
    logProbs: frontier.logProb,
    ...(search.trace ? { trace: { levels } } : {}),
  };
}

const EMPTY = new Int32Array(0);

interface Children extends Frontier {
  /** What ranks them: log P plus potential. */
  readonly score: Float64Array;
  readonly tie: Int32Array;
}

/** All children with an allowed item below them. */
function expand(search: BeamSearch, frontier: Frontier, level: number): Children {
  const { trie, mask, scores, discount } = search;
  const lo: number[] = [];
  const hi: number[] = [];
  const logProb: number[] = [];
  for (let beam = 0; beam < frontier.lo.length; beam++) {
    const row = scores.row(level, frontier.lo[beam]);
    const end = frontier.hi[beam];
    for (let start = frontier.lo[beam]; start < end;) {
      const code = trie.code(start, level);
      const stop = level === 1 ? trie.firstLevelOffsets[code + 1] : trie.runEnd(start, end, level);
      if (mask.count(start, stop) > 0) {
        lo.push(start);
        hi.push(stop);
        logProb.push(frontier.logProb[beam] + row[code]);
      }
      start = stop;
    }
  }
  const score = Float64Array.from(logProb);
  if (discount !== undefined) {
    for (let i = 0; i < score.length; i++) score[i] += discount.potential(lo[i], hi[i]);
  }
  const leaves = level === trie.levels;
  return {
    lo: Int32Array.from(lo),
    hi: Int32Array.from(hi),
    logProb: Float64Array.from(logProb),
    score,
    tie: Int32Array.from(lo, (position) => (leaves ? trie.itemAt[position] : position)),
  };
}

function select(children: Frontier, chosen: Int32Array): Frontier {
  return {
    lo: chosen.map((i) => children.lo[i]),
    hi: chosen.map((i) => children.hi[i]),
    logProb: Float64Array.from(chosen, (i) => children.logProb[i]),
  };
}

function traced(
  trie: Trie,
  children: Children,
  best: Int32Array,
  level: number,
  width: number,
): TracedBeam[] {
  return Array.from(best, (child, rank) => ({
    codes: trie.codes(children.lo[child]).slice(0, level),
    logProb: children.logProb[child],
    items: children.hi[child] - children.lo[child],
    kept: rank < width,
  }));
}
