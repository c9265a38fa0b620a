/** What the engine room shows of one item: its semantic ID, and who shares how much of it. Reads the trie alone. */
import type { ItemDescription } from '../contract/recommend';
import type { Trie } from '../core/trie';

/** Neighbours named per level. */
const SAMPLE = 8;

export function describeItem(
  trie: Trie,
  item: number,
  idOf: (index: number) => string,
): ItemDescription {
  const position = trie.positionOf[item];
  const codes = trie.codes(position);
  const levels = codes.map((_, level) => {
    const [lo, hi] = trie.range(codes.slice(0, level + 1));
    // Those next to the item share most with it: a window around it, cut off at the ends of the range.
    const from = Math.max(lo, Math.min(position - (SAMPLE >> 1), hi - SAMPLE - 1));
    const sample: string[] = [];
    for (let at = from; at < hi && sample.length < SAMPLE; at++) {
      if (at !== position) sample.push(idOf(trie.itemAt[at]));
    }
    return { items: hi - lo, sample };
  });
  return { id: idOf(item), codes, levels };
}
