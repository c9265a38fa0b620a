/**
 * The page's API: one recommender per bundle, its engine in a worker of its own.
 * Importing this file does nothing, in Node too; the worker starts with `createRecommender`.
 */
import type { ItemTable } from '../contract/bundle';
import type {
  ExecutorChoice,
  Info,
  ItemDescription,
  ItemFeatures,
  ItemUpdate,
  Progress,
  RecommendRequest,
  Recommendation,
  SemanticId,
  Visit,
} from '../contract/recommend';
import { WorkerRecommender } from './recommender';
import { spawnWorker } from './spawn-worker';

export { RecommenderError } from '../contract/errors';
export type { ErrorCode, ErrorDetails } from '../contract/errors';
export type { Column, ItemTable } from '../contract/bundle';
export type * from '../contract/recommend';

export interface RecommenderOptions {
  /** URL of the bundle's folder, relative to the page or absolute. */
  readonly bundle: string | URL;
  /** Default `auto`: something at once, the best this device can do soon after. */
  readonly executor?: ExecutorChoice;
  /** How long the worker's script may take to answer before `worker/start`. Default 20,000. */
  readonly startTimeoutMs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

export interface RecommendCall extends RecommendRequest {
  /** Aborting rejects the call with `call/aborted` and takes it out of the queue. */
  readonly signal?: AbortSignal;
}

/** Every method that answers a promise rejects with a `RecommenderError` and nothing else. */
export interface Recommender {
  recommend(call: RecommendCall): Promise<Recommendation>;
  /** Adds to the history: a whole visit, or one item as a visit of its own, now. Kept in memory only. */
  track(visit: Visit | string): void;
  /** What `track` has gathered, oldest first. */
  readonly history: readonly Visit[];
  /** Forgets the history. */
  clear(): void;
  /** Items that are not available appear in no list. */
  setAvailable(ids: readonly string[], available: boolean): Promise<void>;
  /** Changes columns of items; filters and lists follow at once. */
  updateItems(updates: readonly ItemUpdate[]): Promise<void>;
  describe(id: string): Promise<ItemDescription>;
  /** The semantic ID the frozen tokenizer gives to these features. */
  encodeItem(features: ItemFeatures): Promise<SemanticId>;
  /** The item table as the bundle has it, updates included. */
  catalogue(): Promise<ItemTable>;
  info(): Promise<Info>;
  /** Answers when nothing more will be fetched by itself. */
  settled(): Promise<Info>;
  /** Calls `listener` whenever lists may differ from now on: a better executor, stock, prices, history. Returns its end. */
  subscribe(listener: () => void): () => void;
  /** Ends the worker; open and later calls reject with `client/disposed`. */
  dispose(): void;
}

/** Starts a worker on the bundle. Never throws: whatever is wrong, the calls say. */
export function createRecommender(options: RecommenderOptions): Recommender {
  return new WorkerRecommender(options, spawnWorker);
}
