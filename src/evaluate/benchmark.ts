/**
 * What a benchmark's tables report: the same metrics with the user's history left in the ranking and without it.
 * Shape only; the numbers are evaluate.ts's.
 */
import type { ListLine } from './against';
import type { Interval } from './bootstrap';
import type { Evaluation, TaskResult } from './evaluate';

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type BenchmarkMetrics = Readonly<Record<string, Estimate>>;

export interface BenchmarkReport {
  /** History left in, as published tables do. */
  readonly included: BenchmarkMetrics;
  /** History left out, as a shop does. */
  readonly excluded: BenchmarkMetrics;
  readonly users: number;
  readonly short_lists: number;
}

/** Names of the report by names of evaluate.ts. A list has ten places: MRR ends there. */
const NAMES = {
  'recall@5': 'recall@5',
  'recall@10': 'recall@10',
  'ndcg@5': 'ndcg@5',
  'ndcg@10': 'ndcg@10',
  'mrr@10': 'mrr',
} as const;

export function benchmarkReport(evaluation: Evaluation): BenchmarkReport {
  // A run that was cut short may have come to one of them only.
  const tasks: Readonly<Record<string, TaskResult | undefined>> = evaluation.tasks;
  const { next: included, next_new: excluded } = tasks;
  return {
    included: metrics(included),
    excluded: metrics(excluded),
    users: included?.users ?? 0,
    short_lists: (included?.short_lists ?? 0) + (excluded?.short_lists ?? 0),
  };
}

/** A list with the rows of items.jsonl and sequences.json in place of ids. */
export function benchmarkLine({ task, user, items, ...rest }: ListLine): object {
  const history = task === 'next' ? 'included' : 'excluded';
  return { user: Number(user), items: items.map(Number), ...rest, task, history };
}

function metrics(result: TaskResult | undefined): BenchmarkMetrics {
  if (result === undefined) return {};
  return Object.fromEntries(
    Object.entries(NAMES).map(([name, shown]) => [
      shown,
      estimate(result[name as keyof typeof NAMES]),
    ]),
  );
}

function estimate([value, low, high]: Interval): Estimate {
  return { value, low, high };
}
