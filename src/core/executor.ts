/**
 * The seam between the engine and whatever computes: one interface, four executors, one conformance suite.
 * Types only. A `GeneratorModel` is the network alone (js twins, ONNX Runtime); `core/ranker` turns one into an `Executor`.
 * The WebGPU executor implements `Executor` itself: one submit, one readback.
 */
import type { Blend } from '../contract/bundle';
import type { ExecutorName, Novelty, SemanticId, ItemFeatures, Trace } from '../contract/recommend';
import type { Catalogue } from './catalogue';
import type { IndexedVisit } from './visit';

/** What the generator reads: at most max_history + basket rows, row 0 the state token. */
export interface EncoderInput {
  /** Item index per row; −1 for row 0. */
  readonly items: Int32Array;
  /** Role per row, see docs/bundle-format.md. */
  readonly roles: Int32Array;
  /** First-layer mask, (T, T): 0 or −1e9. */
  readonly mask: Float32Array;
}

export interface UserState {
  /** (D) */
  readonly state: Float32Array;
  /** (D), the dense head's query. */
  readonly query: Float32Array;
}

/** The network alone. Calls are serial: one at a time. */
export interface GeneratorModel {
  encode(input: EncoderInput): Promise<UserState>;
  /** Log-probabilities (B, V) of level `level` (1-based) after B prefixes of level−1 codes each, row-major in `prefixes`. */
  logProbs(
    level: number,
    state: Float32Array,
    prefixes: Int32Array,
    rows: number,
  ): Promise<Float32Array>;
  /** Codes before unique assignment and distances at the last level. */
  fuse(features: ItemFeatures): Promise<SemanticId>;
  dispose(): Promise<void>;
}

/** One ranking job, by item index; ids, kinds and defaults are already resolved by the engine. */
export interface RankRequest {
  /** Oldest first. */
  readonly visits: readonly IndexedVisit[];
  readonly basket: readonly number[];
  readonly now?: number;
  readonly novelty: Novelty;
  readonly blend: Blend;
  readonly count: number;
  /** 0: no cap. */
  readonly perType: number;
  /** 1 where an item may appear, by item index; absent: all may. */
  readonly allowed?: Uint8Array;
  readonly trace: boolean;
}

export interface Ranking {
  /** Item indices, best first. */
  readonly items: Int32Array;
  readonly scores: Float32Array;
  /** The beam's survivors at the last level before blending, best first: for golden tests. */
  readonly beams: readonly { readonly item: number; readonly logProb: number }[];
  readonly trace?: Trace;
  readonly encodeMs: number;
  readonly decodeMs: number;
  readonly blendMs: number;
}

/** The catalogue with items behind those it had. */
export interface GrownCatalogue {
  readonly catalogue: Catalogue;
  /** (N, R) of all its items by item index, from those of the first ones. */
  residualsOf(residuals: Int8Array): Int8Array;
}

export interface Executor {
  readonly name: ExecutorName;
  /** Calls need not wait for each other: those made at once are answered at once. Others take one at a time. */
  readonly batches?: true;
  rank(request: RankRequest, signal?: AbortSignal): Promise<Ranking>;
  /** Throws `runtime/unavailable` on executors without a network (`graph`). */
  fuse(features: ItemFeatures): Promise<SemanticId>;
  /** Ranks with these items from the next call on; not while one runs. With the same trie, types alone may be others. */
  accept(grown: GrownCatalogue): void;
  dispose(): Promise<void>;
}
