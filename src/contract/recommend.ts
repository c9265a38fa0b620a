/**
 * What a page asks and what it gets: the types that cross between client and worker.
 * Everything here survives structured cloning; nothing here runs.
 */

import type { ExecutorName } from './executors';
import type { Kind, Novelty } from './kinds';

export type { ExecutorName } from './executors';
export type { Kind, Novelty } from './kinds';

export type ExecutorChoice = ExecutorName | 'auto';

/** One shopping trip or order: a set of item ids, with its time in milliseconds since 1970 where known. */
export interface Visit {
  readonly at?: number;
  readonly items: readonly string[];
}

/** Visits oldest first. A plain list of ids is one visit each. */
export type History = readonly Visit[] | readonly string[];

/** A mask over the catalogue; all given conditions must hold. Out-of-stock items are always masked. */
export interface Filter {
  readonly category?: readonly string[];
  readonly type?: readonly string[];
  readonly minPrice?: number;
  readonly maxPrice?: number;
  /** Only these items. */
  readonly ids?: readonly string[];
}

export interface RecommendRequest {
  readonly kind: Kind;
  /** Oldest first. Defaults to what `track` has gathered on the client. */
  readonly history?: History;
  /** The current visit; needed by `complements`. */
  readonly basket?: readonly string[];
  /** The item at hand; needed by `similar`. An id the catalogue does not have is an error here only. */
  readonly item?: string;
  /** How many items, 1 to 500. */
  readonly count: number;
  readonly novelty?: Novelty;
  /**
   * At most this many items of one type; 0 means no cap. Default: the manifest's value for the kind, which gives way
   * where it would leave the list short.
   */
  readonly perType?: number;
  readonly filter?: Filter;
  /** Never recommend these ids. */
  readonly exclude?: readonly string[];
  /** The time the list is for, in milliseconds since 1970: ages of visits count from it. Defaults to the clock. */
  readonly now?: number;
  /** Also return how the beam went down the trie. */
  readonly trace?: boolean;
}

export interface RecommendedItem {
  readonly id: string;
  readonly score: number;
  readonly title: string;
  /** The item's other columns, as the bundle has them (with updates by `updateItems`). */
  readonly [column: string]: unknown;
}

/** Milliseconds of each stage of one call. */
export interface Timings {
  readonly queueMs: number;
  readonly encodeMs: number;
  readonly decodeMs: number;
  readonly blendMs: number;
  readonly totalMs: number;
}

export interface TracedBeam {
  readonly codes: readonly number[];
  readonly logProb: number;
  /** Items below this prefix. */
  readonly items: number;
  readonly kept: boolean;
}

/** One entry per level: the beams kept and the best of those pruned, by descending score. */
export interface Trace {
  readonly levels: readonly (readonly TracedBeam[])[];
}

export interface Recommendation {
  readonly items: readonly RecommendedItem[];
  readonly executor: ExecutorName;
  /** Ids of history and basket that the catalogue does not have, and that were left out. */
  readonly ignored: number;
  readonly timings: Timings;
  readonly trace?: Trace;
}

/** A file (PNG, JPEG, WebP, GIF, AVIF, BMP), or pixels. The caller keeps, and closes, its bitmap. */
export type Picture = Blob | ImageBitmap | ImageData;

/** Words, a picture, or both. */
export interface SearchRequest {
  /** What to look for, in a person's words. Of long texts the beginning counts. */
  readonly text?: string;
  /** What it looks like: a picture, or the address of one. */
  readonly image?: Picture | string;
  /** How many items at most, 1 to 500. What does not match is not listed. */
  readonly count: number;
  readonly filter?: Filter;
  /**
   * Oldest first. Of items that match about as well those come first that this shopper would choose. Defaults to what `track`
   * has gathered on the client.
   */
  readonly history?: History;
  /** As of `RecommendRequest`. */
  readonly now?: number;
}

/** The words as written, what they mean, what the picture shows, and what the shopper is like. */
export type SearchPart = 'words' | 'meaning' | 'picture' | 'history';

export interface SearchResult {
  /** Best match first; scores from 0 to 1. */
  readonly items: readonly RecommendedItem[];
  /** What took part. Without a known word, or an encoder of the bundle, there is no meaning. */
  readonly parts: readonly SearchPart[];
  /** Why meaning is missing, where it failed; a later search tries again. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** Who made the order by history. */
  readonly executor?: ExecutorName;
  /** Ids of the history that the catalogue does not have. */
  readonly ignored: number;
  /** Milliseconds. The first time, `encodeMs` is also fetching the encoder and reading the items' words. */
  readonly timings: {
    readonly encodeMs: number;
    readonly matchMs: number;
    readonly historyMs: number;
    readonly totalMs: number;
  };
}

/** A change of stock or price. Unknown columns are added. */
export interface ItemUpdate {
  readonly id: string;
  readonly [column: string]: unknown;
}

/** Features of an item for the fusion encoder: whitened, as in the bundle's features file. */
export interface ItemFeatures {
  readonly text?: Float32Array;
  readonly image?: Float32Array;
}

export interface SemanticId {
  /** One code per level, before unique assignment. */
  readonly codes: readonly number[];
  /** Squared distance to each codeword of the last level. */
  readonly distances: Float32Array;
}

/**
 * An item for `addItems`: its columns, as in `updateItems`. Its features are made by the bundle's encoders of its title, category,
 * type, brand and description, and of its picture, unless it brings some.
 */
export interface NewItem {
  readonly id: string;
  /** May be left out where there is a picture. */
  readonly title?: string;
  /** A picture, or the address of one: that is a column too, and is fetched where the bundle has an encoder of pictures. */
  readonly image?: Picture | string;
  readonly features?: ItemFeatures;
  readonly [column: string]: unknown;
}

/** What a group of the fusion encoder's experts has in an item. */
export interface FusedPart {
  /** From 0 to 1: the length of what it adds, as a share of what all groups add. */
  readonly size: number;
  /** Each expert's share of the group, by its gate; they sum to 1. */
  readonly experts: readonly number[];
}

/** `shared` experts see words and picture together, the others one each: there is no part of what an item lacks. */
export interface FusedParts {
  readonly shared: FusedPart;
  readonly text?: FusedPart;
  readonly image?: FusedPart;
}

/**
 * The codebook of one level as an item came by it. A code's place: its turn around the item, and its distance from it. Of the
 * codes whose IDs were not all taken the item has the nearest.
 */
export interface CodebookMap {
  /** (V) from 0 to below 1: like codewords are side by side on a ring, the same for every item. */
  readonly turns: Float32Array;
  /** (V) from what the levels before have left of the item to each codeword. */
  readonly distances: Float32Array;
  /** (V) how many items have the item's codes of the levels before, and this one. */
  readonly items: Uint32Array;
  /** (V) ids of some of them; at the item's own code its own and those next to it. */
  readonly sample: readonly (readonly string[])[];
}

export interface AddedItem {
  readonly id: string;
  /** Its semantic ID: the nearest that was free. */
  readonly codes: readonly number[];
  /** The nearest code of each level, free or not. */
  readonly nearest: readonly number[];
  /** Squared distance to the codeword of each level. */
  readonly distances: readonly number[];
  readonly parts: FusedParts;
  /** Known items most like it, likest first: of words, text and image. */
  readonly neighbours: readonly { readonly id: string; readonly likeness: number }[];
  /** Milliseconds; `imageMs` is the picture's share of `encodeMs`, `admitMs` of a call with several items their mean. */
  readonly timings: { readonly encodeMs: number; readonly imageMs: number; readonly admitMs: number };
}

/** What a newer delta of the shop's has changed. */
export interface Refreshed {
  /** Ids of items that lists may hold from now on. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** The bundle itself was exchanged: then nothing has changed here, and the page has to be loaded again. */
  readonly outdated: boolean;
}

/** What the engine room shows of one item. */
export interface ItemDescription {
  readonly id: string;
  readonly codes: readonly number[];
  /** For each level l: how many items share the first l codes, and some of them. */
  readonly levels: readonly { readonly items: number; readonly sample: readonly string[] }[];
}

export interface LoadedFile {
  readonly name: string;
  readonly bytes: number;
}

export interface Info {
  readonly executor: ExecutorName;
  /** Why this one: a sentence for a developer. */
  readonly reason: string;
  readonly bundle: string;
  /** ISO 4217, as the shop's prices are. */
  readonly currency: string;
  readonly items: number;
  readonly levels: number;
  readonly codebookSize: number;
  /** The encoders of the bundle, by name, of one that it carries by its model's: what an item or a search may bring beside features. Without one it cannot. */
  readonly encoders: { readonly text?: string; readonly image?: string };
  readonly files: readonly LoadedFile[];
  /** Items that the shop's delta speaks of; absent where it has none. Where it could not be used, why: lists go without it. */
  readonly delta?: {
    readonly items: number;
    readonly failure?: { readonly code: string; readonly message: string };
  };
  /** Executors that failed, with the code of their error. */
  readonly failures: readonly { readonly executor: ExecutorName; readonly code: string; readonly message: string }[];
}

export type Progress =
  | { readonly status: 'loading'; readonly file: string; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly status: 'executor'; readonly executor: ExecutorName; readonly reason: string }
  /** `similar` now looks at the items' text and images too. */
  | { readonly status: 'features' };
