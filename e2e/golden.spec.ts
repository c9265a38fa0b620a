/** The committed bundle's golden file, reproduced by the built library in the browser: the third reader after pytest and Vitest. */
import { expect, test } from './shop';

interface Library {
  readonly createRecommender: (options: { bundle: string; executor: string }) => {
    catalogue(): Promise<{ columns: Record<string, { values: string[] }> }>;
    recommend(
      call: object,
    ): Promise<{ executor: string; items: readonly { id: string; score: number }[] }>;
    dispose(): void;
  };
}

interface GoldenCase {
  readonly kind: string;
  readonly novelty: string;
  readonly visits: readonly { at?: number; items: readonly number[] }[];
  readonly basket: readonly number[];
  readonly now?: number;
  readonly count: number;
  readonly items: readonly number[];
  readonly scores: readonly number[];
}

for (const executor of ['js', 'wasm', 'webgpu']) {
  test(`${executor} reproduces the golden lists`, async ({ page, server }) => {
    // WebGPU in software takes seconds a list.
    test.setTimeout(240_000);
    await page.goto(`${server.url}golden`);
    const compared = await page.evaluate(
      async ({ base, name }) => {
        const { createRecommender } = (await import(`${base}lib/musicrec.js`)) as Library;
        const recommender = createRecommender({ bundle: `${base}models/grocery/`, executor: name });
        const ids = (await recommender.catalogue()).columns['id'].values;
        const file = await fetch(`${base}models/grocery/golden.json`);
        const golden = (await file.json()) as { tolerance: number; cases: readonly GoldenCase[] };
        const differences: string[] = [];
        for (const [index, one] of golden.cases.entries()) {
          const answer = await recommender.recommend({
            kind: one.kind,
            novelty: one.novelty,
            history: one.visits.map(({ at, items }) => ({
              ...(at !== undefined && { at }),
              items: items.map((item) => ids[item]),
            })),
            ...(one.basket.length > 0 && { basket: one.basket.map((item) => ids[item]) }),
            ...(one.now !== undefined && { now: one.now }),
            count: one.count,
          });
          if (answer.executor !== name)
            differences.push(`case ${String(index)} was answered by ${answer.executor}`);
          one.scores.forEach((score, rank) => {
            const off = Math.abs(score - answer.items[rank].score);
            if (!(off <= 10 * golden.tolerance))
              differences.push(
                `case ${String(index)}, rank ${String(rank)}: score off by ${String(off)}`,
              );
          });
        }
        recommender.dispose();
        return { cases: golden.cases.length, differences };
      },
      { base: server.url, name: executor },
    );
    expect(compared.cases).toBeGreaterThan(5);
    expect(compared.differences).toEqual([]);
  });
}
