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
  /** (N) visits holding the item; of an item that a page has added, as many as its kin let one expect. */
  readonly popularity: Float32Array;
  /** (N) the same, in the last weeks of the log. */
  readonly recent: Float32Array;
  /** (N) type by item index, −1 where missing; absent where the shop has no types. */
  readonly types?: Int32Array;
  readonly settings: RankingSettings;
  /** How items that a page has added are scored. */
  readonly lift?: Lift;
}

export interface Lift {
  /** The first such item's index. */
  readonly from: number;
  /** What the dense head adds to them, in nats; their popularity has it in it. */
  readonly level: number;
  /**
   * By place behind `from`: the known item whose log P counts for it, less what that item is more popular. The last level
   * has never seen most new IDs, and says of them what chance says.
   */
  readonly as: Int32Array;
}

/** The item whose log P counts for an item. */
export function scoredAs(lift: Lift | undefined, item: number): number {
  return lift === undefined || item < lift.from ? item : lift.as[item - lift.from];
}

/** A list by item index, best first. */
export interface RankedItems {
  readonly items: Int32Array;
  readonly scores: Float32Array;
}
