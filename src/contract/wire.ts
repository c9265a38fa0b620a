/**
 * What client and worker say to each other: the worker's service and the envelope of its answers. Types only.
 * Everything crosses by structured clone, and an `Error` loses its code in that, hence the envelope.
 */
import type { ItemTable } from './bundle';
import type { ErrorCode, ErrorDetails } from './errors';
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
} from './recommend';

export interface WireError {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireError };

export interface StartOptions {
  /** Absolute URL of the bundle's folder. */
  readonly bundle: string;
  readonly executor: ExecutorChoice;
}

/** The worker's methods. A method never throws: failures are in the envelope. */
export interface EngineService {
  /** Answered at once by a live worker; what the client's heartbeat asks. */
  ping(): true;
  start(options: StartOptions, onProgress: (progress: Progress) => void): Promise<Reply<true>>;
  /** `call`: a number by which `abort` can name this call. */
  recommend(call: number, request: RecommendRequest): Promise<Reply<Recommendation>>;
  abort(call: number): void;
  setAvailable(ids: readonly string[], available: boolean): Promise<Reply<true>>;
  updateItems(updates: readonly ItemUpdate[]): Promise<Reply<true>>;
  describe(id: string): Promise<Reply<ItemDescription>>;
  encodeItem(features: ItemFeatures): Promise<Reply<SemanticId>>;
  catalogue(): Promise<Reply<ItemTable>>;
  info(): Promise<Reply<Info>>;
  /** Answers when nothing more will be fetched by itself. */
  settled(): Promise<Reply<Info>>;
}
