/**
 * What client and worker say to each other: the calls that pass through, the worker's service, the envelope of its answers. Types only.
 * Everything crosses by structured clone, and an `Error` loses its code in that, hence the envelope.
 */
import type { ItemTable, TextEncoderName } from './bundle';
import type { ChangedItem, Difference } from './delta';
import type { ErrorCode, ErrorDetails } from './errors';
import type {
  AddedItem,
  CodebookMap,
  ExecutorChoice,
  Info,
  ItemDescription,
  ItemFeatures,
  ItemUpdate,
  NewItem,
  Progress,
  RecommendRequest,
  Recommendation,
  Refreshed,
  SearchRequest,
  SearchResult,
  SemanticId,
} from './recommend';

export interface WireError {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

export type Reply<T> =
  /** `own`: what this and other calls have changed of the shop since the last reply; of `start`, all there is. */
  | { readonly ok: true; readonly value: T; readonly own?: readonly Difference[] }
  | { readonly ok: false; readonly error: WireError };

/** What reads sentences, on its way to the worker that does. */
export interface SentenceFiles {
  /** Token IDs, mask and, where it takes them, types (1, T) → embedding (1, D). */
  readonly model: Uint8Array<ArrayBuffer>;
  /** JSON, as the tokenizers library writes it. */
  readonly tokenizer: string;
  readonly tokenizerConfig: string;
  /** A longer text is cut: its first tokens and the mark at its end are left. */
  readonly mostTokens: number;
}

export interface StartOptions {
  /** Absolute URL of the bundle's folder. */
  readonly bundle: string;
  readonly executor: ExecutorChoice;
  /** Absolute URL of the folder of encoders; beside the bundle by default. */
  readonly encoders?: string;
  /** What reads texts in the page; `static` by default. */
  readonly textEncoder?: TextEncoderName;
  /** What addresses of pictures are relative to. */
  readonly page?: string | undefined;
  /** What calls change is kept from visit to visit. */
  readonly keep?: boolean;
  /** What calls have changed, said to a worker that takes another's place; absent: what was kept. */
  readonly own?: readonly ChangedItem[];
}

/** What a page asks and the engine answers as it is; the client's `Recommender` has these and the worker's service. */
export interface EngineCalls {
  /** Items that are not available appear in no list. */
  setAvailable(ids: readonly string[], available: boolean): Promise<void>;
  /** Changes columns of items; filters and lists follow at once. */
  updateItems(updates: readonly ItemUpdate[]): Promise<void>;
  /** Items the shop has from now on, all or none: each gets a semantic ID and can be recommended at once, without training. */
  addItems(items: readonly NewItem[]): Promise<readonly AddedItem[]>;
  /** Items that are gone for good, added or not; their ids are free again. */
  removeItems(ids: readonly string[]): Promise<void>;
  /** Items that calls have added and that are there, kept ones too: as `addItems` answered, without its times. */
  added(): Promise<readonly AddedItem[]>;
  /** Takes back what all these calls have said, on this visit and on earlier ones. */
  forgetChanges(): Promise<void>;
  /** Asks the shop's host for a newer delta.json and applies it. */
  refresh(): Promise<Refreshed>;
  /** Items that match a person's words or picture: by the words, by what they mean, by looks, and by what the shopper is like. */
  search(request: SearchRequest): Promise<SearchResult>;
  describe(id: string): Promise<ItemDescription>;
  /** The codebook of each level as a map: what an item could have been called there, and who is. */
  codebookMaps(id: string): Promise<readonly CodebookMap[]>;
  /** The semantic ID the frozen tokenizer gives to these features. */
  encodeItem(features: ItemFeatures): Promise<SemanticId>;
  /** The item table as the bundle has it, updates included. */
  catalogue(): Promise<ItemTable>;
  info(): Promise<Info>;
  /** Answers when nothing more will be fetched by itself. */
  settled(): Promise<Info>;
}

/** The same calls with their answers in envelopes. */
type Replying<Calls extends { [K in keyof Calls]: (...args: never) => Promise<unknown> }> = {
  [K in keyof Calls]: (
    ...args: Parameters<Calls[K]>
  ) => Promise<Reply<Awaited<ReturnType<Calls[K]>>>>;
};

/** The worker's methods. A method never throws: failures are in the envelope. */
export interface EngineService extends Replying<EngineCalls> {
  /** Answered at once by a live worker; what the client's heartbeat asks. */
  ping(): true;
  start(options: StartOptions, onProgress: (progress: Progress) => void): Promise<Reply<void>>;
  /** `call`: a number by which `abort` can name this call. */
  recommend(call: number, request: RecommendRequest): Promise<Reply<Recommendation>>;
  abort(call: number): void;
}
