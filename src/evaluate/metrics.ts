/**
 * Metrics of one list, as the trainer defines them (musicrec/evaluation/metrics): ranks from 1, binary gains.
 * Recall's denominator is the number of targets, not min(k, targets). Averaging is the caller's.
 */

/** In the order of `caseMetrics`. */
export const METRIC_NAMES = [
  'recall@5',
  'recall@10',
  'ndcg@5',
  'ndcg@10',
  'mrr@5',
  'mrr@10',
] as const;

/** `items`: best first. `targets`: at least one. */
export function caseMetrics(items: readonly number[], targets: ReadonlySet<number>): number[] {
  return [recall, ndcg, reciprocalRank].flatMap((metric) =>
    [5, 10].map((k) => metric(items, targets, k)),
  );
}

/** Targets among the first k / targets. */
export function recall(items: readonly number[], targets: ReadonlySet<number>, k: number): number {
  return items.slice(0, k).filter((item) => targets.has(item)).length / targets.size;
}

/** Σ 1 / log2(rank + 1) over hits, by that of a list with min(k, targets) hits at its head. */
export function ndcg(items: readonly number[], targets: ReadonlySet<number>, k: number): number {
  let gain = 0;
  let ideal = 0;
  for (let place = 0; place < k; place++) {
    const discount = 1 / Math.log2(place + 2);
    if (place < items.length && targets.has(items[place])) gain += discount;
    if (place < targets.size) ideal += discount;
  }
  return gain / ideal;
}

/** 1 / rank of the first target among the first k; 0 where there is none. */
export function reciprocalRank(
  items: readonly number[],
  targets: ReadonlySet<number>,
  k: number,
): number {
  const place = items.slice(0, k).findIndex((item) => targets.has(item));
  return place < 0 ? 0 : 1 / (place + 1);
}
