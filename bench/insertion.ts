/** `npx tsx bench/insertion.ts`: what an item more costs in a trie of 100,000, one at a time and a thousand at once. */
import { appended } from '../src/core/appended';
import { packCodes } from '../src/core/semantic-id';
import { Trie } from '../src/core/trie';
import { summary } from './timing';

const ITEMS = 100_000;
const MORE = 1000;
const [LEVELS, CODES] = [3, 256];

const random = new Set<number>();
while (random.size < ITEMS + MORE) {
  const code = (): number => Math.floor(Math.random() * CODES);
  random.add(packCodes([code(), code(), code()]));
}
const all = Uint32Array.from(random);
const before = new Trie(all.slice(0, ITEMS), LEVELS, CODES);

function milliseconds(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

let trie = before;
const single = Array.from({ length: MORE }, (_, i) =>
  milliseconds(() => {
    const one = all.subarray(ITEMS + i, ITEMS + i + 1);
    trie = new Trie(appended(trie.packed, one), LEVELS, CODES, trie);
  }),
);
const together = Array.from({ length: 20 }, () =>
  milliseconds(() => new Trie(appended(before.packed, all.subarray(ITEMS)), LEVELS, CODES, before)),
);
const say = (what: string, times: number[]): void => {
  const { p50_ms, p95_ms } = summary(times);
  console.log(`${what}: p50 ${p50_ms.toFixed(4)} ms, p95 ${p95_ms.toFixed(4)} ms`);
};
say('one item', single);
say(
  `${String(MORE)} at once, each`,
  together.map((ms) => ms / MORE),
);
