/** The page's API as types: what a recommender promises. How it keeps its promises is recommender.ts. */
import type { TextEncoderName } from '../contract/bundle';
import type {
  ExecutorChoice,
  Progress,
  RecommendRequest,
  Recommendation,
  Visit,
} from '../contract/recommend';
import type { EngineCalls } from '../contract/wire';

export interface RecommenderOptions {
  /** URL of the bundle's folder, relative to the page or absolute. */
  readonly bundle: string | URL;
  /** URL of the folder of encoders, for items and searches by words; `../encoders/` from the bundle by default. */
  readonly encoders?: string | URL;
  /**
   * What reads the words of items and searches. Default `static`: a table of 2.8 MB, no runtime. `minilm`: the network itself, 23 MB
   * that the shop hosts in its folder of encoders, for bundles whose features came from it; better on words that are rare.
   */
  readonly textEncoder?: TextEncoderName;
  /** Default `auto`: something at once, the best this device can do soon after. */
  readonly executor?: ExecutorChoice;
  /**
   * What `addItems`, `removeItems`, `updateItems` and `setAvailable` change is kept in this browser, where it may be, and is
   * there again on the next visit. Default false: a shop that tells its changes on every page has nothing to keep.
   */
  readonly keep?: boolean;
  /** How long the worker's script may take to answer before `worker/start`. Default 20,000. */
  readonly startTimeoutMs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

export interface RecommendCall extends RecommendRequest {
  /** Aborting rejects the call with `call/aborted` and takes it out of the queue. */
  readonly signal?: AbortSignal;
}

/** Every method that answers a promise rejects with a `RecommenderError` and nothing else. */
export interface Recommender extends EngineCalls {
  recommend(call: RecommendCall): Promise<Recommendation>;
  /** Adds to the history: a whole visit, or one item as a visit of its own, now. Kept in memory only. */
  track(visit: Visit | string): void;
  /** What `track` has gathered, oldest first. */
  readonly history: readonly Visit[];
  /** Forgets the history. */
  clear(): void;
  /** Calls `listener` whenever lists may differ from now on: a better executor, stock, prices, history. Returns its end. */
  subscribe(listener: () => void): () => void;
  /** Ends the worker; open and later calls reject with `client/disposed`. */
  dispose(): void;
}
