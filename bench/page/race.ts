/**
 * A race in the page: contenders take turns, one list each a round, so that their ratios hold on a busy machine.
 * The entry of the one script that is built for the benchmarks alone; Node calls what it exports.
 */
import { loadBundle, type Bundle } from '../../src/bundle/bundle';
import type { Contender, Entrant, IndexedVisits } from './contender';
import { EngineContender } from './engine';
import { OrtWebGpu } from './ort-webgpu';
import { T5 } from './t5';

const WARM_UP_ROUNDS = 5;
const VISIT = 5;

interface Runner {
  readonly entrant: Entrant;
  readonly contender: Contender;
  readonly items: number;
}

let runners: Runner[] = [];

/** Opens all entrants, one after the other. `base`: where the site is served. */
export async function enter(base: string, entrants: readonly Entrant[]): Promise<void> {
  const bundles = new Map<string, Bundle>();
  for (const entrant of entrants) {
    const url = `${base}models/${entrant.bundle}/`;
    const bundle = bundles.get(url) ?? (await loadBundle(url));
    bundles.set(url, bundle);
    const contender = await contenderOf(entrant, base, bundle);
    runners.push({ entrant, contender, items: bundle.catalogue.trie.size });
  }
}

async function contenderOf(entrant: Entrant, base: string, bundle: Bundle): Promise<Contender> {
  const { size } = bundle.catalogue.trie;
  if (entrant.kind === 'ort-webgpu') {
    const samples = [0, 1, 2].map((round) => visitsOf(size, entrant.history, round));
    return OrtWebGpu.create(bundle, samples);
  }
  if (entrant.kind !== 'engine') return T5.create(bundle.catalogue.trie);
  const ids = Array.from({ length: size }, (_, item) => bundle.items.id(item));
  return EngineContender.create(base, bundle.url, entrant.executor, ids);
}

/** Milliseconds of every list that counts, by name. */
export async function race(): Promise<Record<string, number[]>> {
  const times = Object.fromEntries(runners.map(({ entrant }) => [entrant.name, [] as number[]]));
  const rounds = Math.max(...runners.map(({ entrant }) => entrant.rounds));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { entrant, contender, items } of runners) {
      // The first rounds warm the machine's caches and compilers, and a slow contender has fewer of both.
      if (round >= entrant.rounds || round < -entrant.rounds) continue;
      const ms = await contender.recommend(visitsOf(items, entrant.history, round));
      if (round >= 0) times[entrant.name].push(ms);
    }
  }
  return times;
}

/** One list of the first entrant. */
export async function once(): Promise<void> {
  const [{ contender, entrant, items }] = runners;
  await contender.recommend(visitsOf(items, entrant.history, 0));
}

export async function leave(): Promise<void> {
  for (const { contender } of runners) await contender.dispose();
  runners = [];
}

/** A made-up history; all entrants of a round get the same one. */
function visitsOf(items: number, length: number, round: number): IndexedVisits {
  return Array.from({ length: Math.ceil(length / VISIT) }, (_, visit) => ({
    at: 1_700_000_000_000 + visit * 600_000_000,
    items: Array.from(
      { length: Math.min(VISIT, length - visit * VISIT) },
      (__, k) => ((round + WARM_UP_ROUNDS) * 7919 + visit * 131 + k * 17) % items,
    ),
  }));
}
