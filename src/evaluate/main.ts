/**
 * `npm run evaluate -- --bundle BUNDLE --data CASES [--split test] [--executor wasm|js|graph] [--limit N]
 * [--json FILE] [--lists FILE] [--against FILE]`: arguments, progress and files; the work is evaluate.ts.
 */
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { RecommenderError } from '../contract/errors';
import type { Interval } from './bootstrap';
import { benchmarkLine, benchmarkReport } from './benchmark';
import { CasesError, findCases } from './cases';
import { evaluate, type Evaluation } from './evaluate';
import { isSequences } from './sequences';

const USAGE =
  'npm run evaluate -- --bundle BUNDLE --data CASES_FILE_OR_FOLDER [--split test] [--executor wasm|js|graph] ' +
  '[--limit N] [--json FILE] [--lists FILE] [--against FILE]';

class UsageError extends Error {}

function options(): {
  bundle: string;
  data: string;
  split: string;
  executor: 'wasm' | 'js' | 'graph';
  limit: number | undefined;
  json: string | undefined;
  lists: string | undefined;
  against: string | undefined;
} {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ bundle: text, data: text, limit: text, json: text, lists: text, against: text },
      split: { ...text, default: 'test' },
      executor: { ...text, default: 'wasm' },
    },
  });
  const { bundle, data, executor } = values;
  if (bundle === undefined || data === undefined) {
    throw new UsageError('--bundle and --data are needed.');
  }
  if (executor !== 'wasm' && executor !== 'js' && executor !== 'graph') {
    throw new UsageError(`--executor is "${executor}"; use wasm, js or graph.`);
  }
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new UsageError(`--limit is "${values.limit ?? ''}"; pass a whole number above 0.`);
  }
  return {
    bundle,
    data,
    split: values.split,
    executor,
    limit,
    json: values.json,
    lists: values.lists,
    against: values.against,
  };
}

async function main(): Promise<void> {
  const { bundle, data, split, executor, limit, json, lists, against } = options();
  const cases = findCases(data, bundle);
  console.log(`Cases of the split "${split}" from ${cases}, executor ${executor}`);
  const benchmark = isSequences(cases);
  const out = lists === undefined ? undefined : createWriteStream(lists);
  let shown = Date.now();
  const evaluation = await evaluate({
    ...{ bundle, cases, split, executor },
    ...(limit === undefined ? {} : { limit }),
    ...(against === undefined ? {} : { against }),
    ...(out === undefined
      ? {}
      : {
          onList: (list) =>
            out.write(`${JSON.stringify(benchmark ? benchmarkLine(list) : list)}\n`),
        }),
    onCase: (done) => {
      if (Date.now() - shown < 5000) return;
      shown = Date.now();
      console.log(`lists so far: ${done}`);
    },
  });
  if (out !== undefined) {
    out.end();
    await once(out, 'finish');
  }
  const report = benchmark ? { ...benchmarkReport(evaluation), ...evaluation } : evaluation;
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
  print(evaluation);
}

function print({ tasks, latency_ms, against, delta_left_out }: Evaluation): void {
  if (delta_left_out) {
    console.log(
      'The bundle was measured as it was exported: its delta.json (musicrec add) is left out, since the cases are of before.',
    );
  }
  for (const [task, result] of Object.entries(tasks)) {
    const metrics = (['recall@10', 'ndcg@10', 'mrr@10'] as const)
      .map((name) => `${name} ${span(result[name])}`)
      .join('  ');
    console.log(
      `${task}: ${metrics}  (${result.cases} cases, ${result.users} users, ${result.short_lists} short lists)`,
    );
  }
  console.log(
    `a list takes ${latency_ms.median.toFixed(1)} ms (median), ${latency_ms.p95.toFixed(1)} ms (p95)`,
  );
  if (against === undefined) return;
  console.log(`against ${against.file}:`);
  for (const [task, found] of [...Object.entries(against.tasks), ['all', against.all] as const]) {
    console.log(
      `${task}: overlap@10 ${span(found['overlap@10'])}  same order ${span(found.same_order)}  ` +
        `ndcg@10 difference ${span(found['ndcg@10_difference'])}  (${found.cases} cases, ${found.users} users)`,
    );
  }
}

function span([value, low, high]: Interval): string {
  return `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}

try {
  await main();
} catch (error) {
  const known =
    error instanceof RecommenderError || error instanceof CasesError || error instanceof UsageError;
  const badOption = error instanceof TypeError && 'code' in error;
  if (!known && !badOption) throw error;
  console.error(error.message);
  if (!(error instanceof RecommenderError || error instanceof CasesError)) console.error(USAGE);
  process.exitCode = 1;
}
