/** How the beam went down the trie, from the lists the kernels leave: kept prefixes and the best of those pruned. */
import type { Trace } from '../contract/recommend';
import { TRACED_PRUNED } from '../core/beam-search';
import type { Trie } from '../core/trie';
import { LIST_WORDS } from './job';
import type { GpuSizes } from './sizes';

/** `words`: (L, W, DEPTH, 5) records (key, ~tie, lo, hi, log P); key 0 is none. */
export function readTrace(words: Uint32Array, trie: Trie, sizes: GpuSizes): Trace {
  const { levels, beams, depth } = sizes;
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  return {
    levels: Array.from({ length: levels }, (_, i) => {
      const first = i * beams * depth * LIST_WORDS;
      // The first level has one list: nothing wrote the others.
      const count = (i === 0 ? 1 : beams) * depth;
      const records = Array.from({ length: count }, (_, r) => first + r * LIST_WORDS).filter(
        (at) => words[at] !== 0,
      );
      records.sort((a, b) => words[b] - words[a] || words[b + 1] - words[a + 1]);
      return records.slice(0, beams + TRACED_PRUNED).map((at, rank) => ({
        codes: trie.codes(words[at + 2]).slice(0, i + 1),
        logProb: floats[at + 4],
        items: words[at + 3] - words[at + 2],
        kept: rank < beams,
      }));
    }).filter((level) => level.length > 0),
  };
}
