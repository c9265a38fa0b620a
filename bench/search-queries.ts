/** Made-up queries whose right answer is known: titles with words left out, a slip of the finger, or words out of order. */
import type { Random } from '../src/core/testing/random';

export const SLIPS = ['dropped words', 'typo', 'word order'] as const;
export type Slip = (typeof SLIPS)[number];

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** In shorter words nobody could tell which was meant. */
const SHORTEST_MISTYPED = 4;

/** A query for what has this title. */
export function queryOf(title: string, slip: Slip, random: Random): string {
  const words = title.split(/\s+/);
  if (slip === 'word order') return shuffled(words, random).join(' ');
  if (slip === 'typo') {
    const long = [...words.keys()].filter((at) => words[at].length >= SHORTEST_MISTYPED);
    const at = long[random.below(long.length)] ?? 0;
    return words.with(at, mistyped(words[at], random)).join(' ');
  }
  // A third of the words, one at least and never all.
  const left = Math.max(1, words.length - Math.max(1, Math.round(words.length / 3)));
  const kept = random.distinct(left, words.length).sort((a, b) => a - b);
  return kept.map((at) => words[at]).join(' ');
}

/** One letter dropped, replaced, or changed for its neighbour. */
function mistyped(word: string, random: Random): string {
  const at = random.below(word.length - 1);
  const rest = word.slice(at + 1);
  const kind = random.below(3);
  if (kind === 0) return word.slice(0, at) + rest;
  if (kind === 1) return word.slice(0, at) + LETTERS[random.below(LETTERS.length)] + rest;
  return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
}

export function shuffled<T>(values: readonly T[], random: Random): T[] {
  return random.distinct(values.length, values.length).map((at) => values[at]);
}
