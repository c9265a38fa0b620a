/**
 * Made-up catalogues of up to a million items: IDs, prior, popularity, residuals; no texts. The network is a bundle's, so
 * that its sizes are the shipped ones. Small shops with networks of their own: src/core/testing/made-up-shop.ts.
 */
import type { Catalogue } from '../src/core/catalogue';
import { packCodes } from '../src/core/semantic-id';
import { Random } from '../src/core/testing/random';
import { Trie } from '../src/core/trie';

const LEVELS = 3;
export const CODES = 256;
const NEIGHBOURS = 8;

export interface BigShop {
  /** (N) by item index. */
  readonly packed: Uint32Array;
  /** (N, R) */
  readonly residuals: Int8Array;
  readonly catalogue: Catalogue;
}

/** `settings`: of the bundle whose network ranks. */
export function bigShop(items: number, seed: number, settings: Catalogue['settings']): BigShop {
  const random = new Random(seed);
  const packed = skewedIds(items, random);
  const residuals = new Int8Array(items * settings.model.residual);
  for (let at = 0; at < residuals.length; at++) residuals[at] = random.below(255) - 127;
  // The best seller first, then as Zipf has it.
  const popularity = Float32Array.from({ length: items }, (_, rank) => 1e5 / (rank + 1));
  const trie = new Trie(packed, LEVELS, CODES);
  const prior = skewedPrior(items, random);
  return {
    packed,
    residuals,
    catalogue: { trie, prior, popularity, recent: popularity, settings },
  };
}

/**
 * (items) different IDs. The first two codes are skewed, each prefix in an order of its own, so that some prefixes are
 * crowded and most pairs of codes empty; the last is even, as unique assignment makes it, and a full prefix is drawn again.
 */
function skewedIds(items: number, random: Random): Uint32Array {
  const taken = new Uint8Array(CODES ** LEVELS);
  const members = new Uint16Array(CODES ** (LEVELS - 1));
  const skewed = (): number => Math.floor(CODES * random.next() ** 2);
  const packed = new Uint32Array(items);
  for (let item = 0; item < items;) {
    const first = skewed();
    const second = (skewed() + 97 * first) % CODES;
    const prefix = packCodes([first, second]);
    if (members[prefix] === CODES) continue;
    let last = random.below(CODES);
    while (taken[prefix * CODES + last] === 1) last = (last + 1) % CODES;
    taken[prefix * CODES + last] = 1;
    members[prefix]++;
    packed[item++] = packCodes([first, second, last]);
  }
  return packed;
}

/** Neighbours by descending weight, popular items far more often; one drawn twice is kept once. */
function skewedPrior(items: number, random: Random): Catalogue['prior'] {
  const none = 0xffffffff;
  const neighbours = new Uint32Array(items * NEIGHBOURS).fill(none);
  const weights = new Uint8Array(items * NEIGHBOURS);
  for (let item = 0; item < items; item++) {
    const drawn = new Set<number>();
    for (let k = 0; k < NEIGHBOURS; k++) drawn.add(Math.floor(items * random.next() ** 3));
    let at = item * NEIGHBOURS;
    for (const other of drawn) {
      neighbours[at] = other;
      weights[at] = 255 - 24 * (at - item * NEIGHBOURS);
      at++;
    }
  }
  return {
    neighbours: NEIGHBOURS,
    items: neighbours,
    weights,
    scales: new Float32Array(items).fill(1 / 255),
  };
}
