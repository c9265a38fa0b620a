/**
 * The client: one recommender per bundle, its engine in a worker of its own.
 * Importing this file does nothing, in Node too; the worker starts with `createRecommender`.
 */
import type { Recommender, RecommenderOptions } from './api';
import { WorkerRecommender } from './recommender';
import { spawnWorker } from './spawn-worker';

export { RecommenderError } from '../contract/errors';
export type { ErrorCode, ErrorDetails } from '../contract/errors';
export type { Column, ItemTable } from '../contract/bundle';
export type * from '../contract/recommend';
export type * from './api';

/** Starts a worker on the bundle. Never throws: whatever is wrong, the calls say. */
export function createRecommender(options: RecommenderOptions): Recommender {
  return new WorkerRecommender(options, spawnWorker);
}
