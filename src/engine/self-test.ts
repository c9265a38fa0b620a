/**
 * Runs the bundle's self-test on an executor before it is trusted, and measures it on the same histories.
 * Drivers and runtimes give wrong numbers silently; a list that is wrong must never be shown as a good one.
 */
import type { Manifest } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';
import type { CheckCase, CheckFile } from '../bundle/check-cases';
import type { Executor, Ranking, RankRequest } from '../core/executor';
import { blendOf } from './blend';

/** The ranking job of a case, types capped as the manifest says for its kind. */
export function checkRequest(check: CheckCase, manifest: Manifest): RankRequest {
  return {
    visits: check.visits,
    basket: check.basket,
    ...(check.now === undefined ? {} : { now: check.now }),
    novelty: check.novelty,
    blend: blendOf(manifest, check.kind, check.novelty),
    count: check.count,
    perType: manifest.defaults[check.kind].per_type,
    trace: false,
  };
}

/** Throws `runtime/self-test` at the first case whose list is not the expected one. */
export async function selfTest(
  executor: Executor,
  checks: CheckFile,
  manifest: Manifest,
): Promise<void> {
  for (const [place, check] of checks.cases.entries()) {
    const ranking = await executor.rank(checkRequest(check, manifest));
    const reason = difference(ranking, check, checks.tolerance);
    if (reason !== undefined) {
      throw new RecommenderError('runtime/self-test', {
        executor: executor.name,
        reason: `case ${place}: ${reason}`,
      });
    }
  }
}

/**
 * What differs, or undefined. Items whose expected scores are closer than the tolerance may change places,
 * and at the end of the list one may stand for another.
 */
export function difference(
  ranking: Pick<Ranking, 'items' | 'scores'>,
  expected: Pick<CheckCase, 'items' | 'scores'>,
  tolerance: number,
): string | undefined {
  if (ranking.items.length !== expected.items.length) {
    return `${ranking.items.length} items, not ${expected.items.length}`;
  }
  const scoreOf = new Map(expected.items.map((item, place) => [item, expected.scores[place]]));
  const last = expected.scores.at(-1) ?? 0;
  for (let place = 0; place < ranking.items.length; place++) {
    const score = ranking.scores[place];
    // Written so that NaN fails.
    if (!(Math.abs(score - expected.scores[place]) <= tolerance)) {
      return `score ${score} at place ${place}, not ${expected.scores[place]}`;
    }
    const item = ranking.items[place];
    if (!(Math.abs(score - (scoreOf.get(item) ?? last)) <= 2 * tolerance)) {
      return `item ${item} at place ${place}, not ${expected.items[place]}`;
    }
  }
  return undefined;
}
