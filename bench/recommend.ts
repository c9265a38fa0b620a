/**
 * Time of a recommendation in Chromium, per executor and beam width. All of them take turns in one run, so that their
 * ratios hold on a busy machine.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';
import { allowNamedFunctions } from './named-functions';

const EXECUTORS = ['js', 'wasm'];
/** 32 is what the bundle ships, 50 the yardstick of published work. */
const BEAM_WIDTHS = [32, 50];
const HISTORY = 50;
const ROUNDS = 40;

export interface Timing {
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  readonly calls: number;
}

export function summary(values: readonly number[]): Timing {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return {
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    min_ms: sorted[0],
    max_ms: sorted[sorted.length - 1],
    calls: sorted.length,
  };
}

/** The part of the library that the measuring page uses; it is loaded there from the built files. */
interface Library {
  readonly createRecommender: (options: { bundle: string; executor: string }) => {
    catalogue(): Promise<{ columns: Record<string, { values: string[] }> }>;
    settled(): Promise<unknown>;
    recommend(
      call: object,
    ): Promise<{ executor: string; timings: { totalMs: number; queueMs: number } }>;
    dispose(): void;
  };
}

/** The bundle with another beam width beside it: nothing but a number of its manifest differs. */
function bundleWithBeam(dist: string, width: number): string {
  const name = `grocery-beam-${String(width)}`;
  const folder = join(dist, 'models', name);
  cpSync(join(dist, 'models/grocery'), folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { decoding: { beam_width: number } };
  manifest.decoding.beam_width = width;
  writeFileSync(file, JSON.stringify(manifest));
  rmSync(`${file}.br`, { force: true });
  return name;
}

export async function measureRecommend(
  browser: Browser,
  server: StaticServer,
  dist: string,
): Promise<Record<string, Timing>> {
  const contenders = BEAM_WIDTHS.flatMap((width) => {
    const bundle = bundleWithBeam(dist, width);
    return EXECUTORS.map((executor) => ({
      ...{ executor, bundle },
      name: `${executor}, beam ${String(width)}`,
    }));
  });
  const page = await browser.newPage();
  await allowNamedFunctions(page);
  // Any page of the origin will do; this one is the host's plain "not found".
  await page.goto(`${server.url}bench`);
  const times = await page.evaluate(
    async ({ base, contenders, history, rounds }) => {
      const { createRecommender } = (await import(`${base}lib/musicrec.js`)) as Library;
      const recommenders = contenders.map(({ executor, bundle }) =>
        createRecommender({ bundle: `${base}models/${bundle}/`, executor }),
      );
      const ids = (await recommenders[0].catalogue()).columns['id'].values;
      const visitsFrom = (seed: number): { at: number; items: string[] }[] =>
        Array.from({ length: history / 5 }, (_, visit) => ({
          at: 1_700_000_000_000 + visit * 600_000_000,
          items: Array.from(
            { length: 5 },
            (__, k) => ids[(seed * 7919 + visit * 131 + k * 17) % ids.length],
          ),
        }));
      const measured: Record<string, number[]> = Object.fromEntries(
        contenders.map(({ name }) => [name, []]),
      );
      for (const recommender of recommenders) await recommender.settled();
      for (let round = -5; round < rounds; round++) {
        for (const [index, recommender] of recommenders.entries()) {
          const call = { kind: 'next', count: 10, novelty: 'any', history: visitsFrom(round + 5) };
          const { executor, name } = contenders[index];
          const answer = await recommender.recommend(call);
          if (answer.executor !== executor)
            throw new Error(`${executor} was answered by ${answer.executor}`);
          // The first rounds warm the machine's caches and compilers.
          if (round >= 0) measured[name].push(answer.timings.totalMs - answer.timings.queueMs);
        }
      }
      for (const recommender of recommenders) recommender.dispose();
      return measured;
    },
    { base: server.url, contenders, history: HISTORY, rounds: ROUNDS },
  );
  await page.close();
  for (const bundle of new Set(contenders.map((one) => one.bundle)))
    rmSync(join(dist, 'models', bundle), { recursive: true });
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, summary(values)]));
}
