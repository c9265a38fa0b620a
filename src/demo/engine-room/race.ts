/**
 * The race: one question put to every executor in turn, round by round, each in a recommender of its own that is disposed of afterwards.
 * It only runs and notes; what that comes to is race-verdict.ts, the picture race-section.ts. The page's own recommender takes no part.
 */
import { createRecommender, type Recommender } from '../../client';
import { EXECUTORS } from '../../contract/executors';
import type { ExecutorName, LoadedFile, RecommendRequest } from '../../contract/recommend';

/** Rounds that count, after one that warms up. */
export const ROUNDS = 7;
/** A lane that has spent this long has raced enough, once it has FEWEST_ROUNDS. */
const LANE_BUDGET_MS = 2500;
const FEWEST_ROUNDS = 3;

export interface Lane {
  readonly executor: ExecutorName;
  readonly state: 'waiting' | 'starting' | 'racing' | 'done' | 'out';
  /** Milliseconds in the engine, of each round that counts. */
  readonly times: readonly number[];
  /** Ids of its list, best first. */
  readonly list: readonly string[];
  /** What it read of the bundle. */
  readonly files: readonly LoadedFile[];
  /** Requests that went to the network while it started; null where nobody counts them. */
  readonly requests: number | null;
  /** Why it is out. */
  readonly trouble?: unknown;
}

export interface RaceParts {
  /** URL of the bundle's folder. */
  readonly bundle: string;
  readonly question: RecommendRequest;
  /** Requests sent to the network so far, or null. */
  readonly countRequests: () => Promise<number | null>;
  readonly onLane: (lane: Lane) => void;
  /** Ends it at once: a download too. */
  readonly signal: AbortSignal;
}

export function waitingLane(executor: ExecutorName): Lane {
  return { executor, state: 'waiting', times: [], list: [], files: [], requests: null };
}

/** Resolves when every lane is done or out, or when it was stopped; what fails puts one lane out and rejects nothing. */
export async function race({
  bundle,
  question,
  countRequests,
  onLane,
  signal,
}: RaceParts): Promise<void> {
  const runners = new Map<ExecutorName, Recommender>();
  const lanes = new Map<ExecutorName, Lane>();
  const note = (executor: ExecutorName, change: Partial<Lane>): Lane => {
    const lane = { ...(lanes.get(executor) ?? waitingLane(executor)), ...change };
    lanes.set(executor, lane);
    if (!signal.aborted) onLane(lane);
    return lane;
  };
  const leave = (executor: ExecutorName): void => {
    runners.get(executor)?.dispose();
    runners.delete(executor);
  };
  const putOut = (executor: ExecutorName, trouble: unknown): void => {
    note(executor, { state: 'out', trouble });
    leave(executor);
  };
  const stop = (): void => {
    for (const executor of [...runners.keys()]) leave(executor);
  };
  signal.addEventListener('abort', stop);
  try {
    for (const executor of EXECUTORS) {
      if (signal.aborted) return;
      note(executor, { state: 'starting' });
      try {
        const before = await countRequests();
        if (signal.aborted) return;
        const runner = createRecommender({ bundle, executor });
        runners.set(executor, runner);
        const { files } = await runner.info();
        const after = await countRequests();
        const requests = before === null || after === null ? null : Math.max(0, after - before);
        note(executor, { state: 'racing', files, requests });
      } catch (error) {
        putOut(executor, error);
      }
    }
    for (let round = 0; runners.size > 0; round++) {
      for (const [executor, runner] of [...runners]) {
        if (signal.aborted) return;
        try {
          const { items, timings } = await runner.recommend(question);
          const times = round === 0 ? [] : [...lanes.get(executor)!.times, timings.totalMs];
          const spent = times.reduce((sum, ms) => sum + ms, 0);
          const enough = spent > LANE_BUDGET_MS ? FEWEST_ROUNDS : ROUNDS;
          const done = times.length >= enough;
          note(executor, {
            state: done ? 'done' : 'racing',
            times,
            list: items.map(({ id }) => id),
          });
          if (done) leave(executor);
        } catch (error) {
          putOut(executor, error);
        }
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
