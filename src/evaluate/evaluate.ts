/**
 * The engine over a set of cases: lists, metrics per task, times. Whatever a page would get of the bundle as it was exported.
 * No arguments, no printing (main.ts).
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutorName } from '../contract/recommend';
import { Engine } from '../engine/engine';
import { Against, readLists, type Comparison, type ListLine } from './against';
import { asExported } from './as-exported';
import { clusteredIntervals, type Interval } from './bootstrap';
import { CasesError, readCases, TASKS, type Case } from './cases';
import { caseMetrics, METRIC_NAMES } from './metrics';
import { isSequences, readSequences } from './sequences';

/** As long as the longest cutoff. */
const LIST_LENGTH = 10;

export interface EvaluateOptions {
  readonly bundle: string;
  /** A file of cases. */
  readonly cases: string;
  readonly split: string;
  readonly executor: ExecutorName;
  /** At most this many cases of the split. */
  readonly limit?: number;
  /** A file of lists to compare with. */
  readonly against?: string;
  readonly onList?: (list: ListLine) => void;
  readonly onCase?: (done: number) => void;
}

export type TaskResult = {
  readonly cases: number;
  readonly users: number;
  /** Lists with fewer than ten items. */
  readonly short_lists: number;
} & Readonly<Record<(typeof METRIC_NAMES)[number], Interval>>;

export interface Evaluation {
  readonly bundle: string;
  readonly executor: ExecutorName;
  readonly split: string;
  readonly list_length: number;
  readonly tasks: Readonly<Record<string, TaskResult>>;
  /** Whether the bundle has a delta.json, of which the lists know nothing. */
  readonly delta_left_out: boolean;
  /** Milliseconds of a list. */
  readonly latency_ms: { readonly median: number; readonly p95: number };
  /** With the lists of a file, where there is one. */
  readonly against?: Comparison;
}

interface Collected {
  readonly users: string[];
  readonly values: number[][];
  short: number;
}

export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { executor, split, limit = Infinity, against: file } = options;
  const lists = file === undefined ? undefined : await readLists(file);
  const bundle = pathToFileURL(resolve(options.bundle)).href;
  let hasDelta = false;
  const source = asExported(() => {
    hasDelta = true;
  });
  const engine = await Engine.open({ bundle, executor, source });
  const { id } = engine.catalogue().columns;
  const ids = id.kind === 'text' ? id.values : [];
  const indexOf = new Map(ids.map((name, index) => [name, index]));
  const against =
    file === undefined || lists === undefined
      ? undefined
      : new Against(file, lists, indexOf, LIST_LENGTH);
  const byTask = new Map<string, Collected>();
  const times: number[] = [];
  const read = isSequences(options.cases) ? readSequences : readCases;
  for await (const entry of read(options.cases, split)) {
    const list = await engine.recommend(question(entry, ids));
    const items = list.items.map((item) => indexOf.get(item.id) ?? -1);
    const collected = byTask.get(entry.task) ?? { users: [], values: [], short: 0 };
    byTask.set(entry.task, collected);
    collected.users.push(entry.user);
    collected.values.push(caseMetrics(items, new Set(entry.targets)));
    if (items.length < LIST_LENGTH) collected.short++;
    times.push(list.timings.totalMs);
    against?.add(entry, items);
    options.onList?.({
      case: entry.line,
      task: entry.task,
      user: entry.user,
      items: list.items.map((item) => item.id),
      scores: list.items.map((item) => item.score),
    });
    options.onCase?.(times.length);
    if (times.length >= limit) break;
  }
  const { bundle: name } = engine.info();
  await engine.dispose();
  if (times.length === 0)
    throw new CasesError(`${options.cases} has no case of the split "${split}".`);
  times.sort((a, b) => a - b);
  const at = (q: number): number => times[Math.min(times.length - 1, Math.floor(q * times.length))];
  const tasks = Object.keys(TASKS).flatMap((task) => {
    const collected = byTask.get(task);
    return collected === undefined ? [] : [[task, resultOf(collected)] as const];
  });
  return {
    bundle: name,
    executor,
    split,
    list_length: LIST_LENGTH,
    delta_left_out: hasDelta,
    tasks: Object.fromEntries(tasks),
    latency_ms: { median: at(0.5), p95: at(0.95) },
    ...(against === undefined ? {} : { against: against.result() }),
  };
}

/** Item numbers are rows of the bundle; a number it does not have belongs to another bundle. */
function question(entry: Case, ids: readonly string[]): Parameters<Engine['recommend']>[0] {
  const name = (index: number): string => {
    if (index >= 0 && index < ids.length) return ids[index];
    throw new CasesError(
      `A case holds item ${index}, the bundle has ${ids.length} items. Pass the cases it was trained with.`,
    );
  };
  for (const target of entry.targets) name(target);
  return {
    ...TASKS[entry.task],
    history: entry.visits.map(([at, items]) => ({ at: at * 1000, items: items.map(name) })),
    basket: entry.basket.map(name),
    now: entry.at * 1000,
    count: LIST_LENGTH,
    // The trainer measures without a cap, and so the two can be compared.
    perType: 0,
  };
}

function resultOf({ users, values, short }: Collected): TaskResult {
  const intervals = clusteredIntervals(users, values).map(
    (interval) => interval.map((value) => Number(value.toFixed(5))) as Interval,
  );
  const metrics = METRIC_NAMES.map((name, m) => [name, intervals[m]] as const);
  return {
    cases: users.length,
    users: new Set(users).size,
    short_lists: short,
    ...(Object.fromEntries(metrics) as Record<(typeof METRIC_NAMES)[number], Interval>),
  };
}
