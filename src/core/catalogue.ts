/**
 * The tables every executor ranks with, by item index: the trie, the prior, popularity and types.
 * No ids, titles or prices (they are the item table's) and no weights (they are the model's).
 */
import type { Manifest } from '../contract/bundle';
import type { PriorTable } from './prior';
import type { Trie } from './trie';

/** The part of a manifest that decides how lists are made. */
export type RankingSettings = Pick<Manifest, 'model' | 'prior' | 'frequency' | 'decoding'>;

export interface Catalogue {
  readonly trie: Trie;
  readonly prior: PriorTable;
  /** (N) visits holding the item. */
  readonly popularity: Float32Array;
  /** (N) the same, in the last weeks of the log. */
  readonly recent: Float32Array;
  /** (N) type by item index, −1 where missing; absent where the shop has no types. */
  readonly types?: Int32Array;
  readonly settings: RankingSettings;
  /** What the dense head adds to items that a page has added. */
  readonly lift?: Lift;
}

export interface Lift {
  /** The first such item's index. */
  readonly from: number;
  /** Nats. */
  readonly level: number;
}

/** A list by item index, best first. */
export interface RankedItems {
  readonly items: Int32Array;
  readonly scores: Float32Array;
}
