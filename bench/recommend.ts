/** Time of a recommendation per executor in Chromium, executors interleaved in one run so that their ratio holds on a busy machine. */
import type { Browser } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';

export const MEASURED = ['js', 'wasm'] as const;
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

export async function measureRecommend(
  browser: Browser,
  server: StaticServer,
): Promise<Record<string, Timing>> {
  const page = await browser.newPage();
  // Any page of the origin will do; this one is the host's plain "not found".
  await page.goto(`${server.url}bench`);
  const times = await page.evaluate(
    async ({ base, executors, history, rounds }) => {
      const { createRecommender } = (await import(`${base}lib/musicrec.js`)) as Library;
      const recommenders = executors.map((executor) =>
        createRecommender({ bundle: `${base}models/grocery/`, executor }),
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
        executors.map((name) => [name, []]),
      );
      for (const recommender of recommenders) await recommender.settled();
      for (let round = -5; round < rounds; round++) {
        for (const [index, recommender] of recommenders.entries()) {
          const call = { kind: 'next', count: 10, novelty: 'any', history: visitsFrom(round + 5) };
          const answer = await recommender.recommend(call);
          if (answer.executor !== executors[index])
            throw new Error(`${executors[index]} was answered by ${answer.executor}`);
          // The first rounds warm the machine's caches and compilers.
          if (round >= 0)
            measured[executors[index]].push(answer.timings.totalMs - answer.timings.queueMs);
        }
      }
      for (const recommender of recommenders) recommender.dispose();
      return measured;
    },
    { base: server.url, executors: [...MEASURED], history: HISTORY, rounds: ROUNDS },
  );
  await page.close();
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, summary(values)]));
}
