/** What takes part in a race (race.ts), and what of it crosses from Node to the page. Types only. */
import type { IndexedVisit } from '../../src/core/visit';

export type IndexedVisits = readonly IndexedVisit[];

export interface Contender {
  /** Makes a list for a history of item indices; its milliseconds, without waiting in a queue. */
  recommend(visits: IndexedVisits): Promise<number>;
  dispose(): unknown;
}

/** The shipped engine in its worker, on a bundle of the served site; or a network that we compare with. */
export type Entrant = {
  readonly name: string;
  /** Items of the history; a multiple of 5 above 5, so that visits are whole. */
  readonly history: number;
  /** Rounds that count; a slow one gets fewer. */
  readonly rounds: number;
} & (
  | { readonly kind: 'engine'; readonly executor: string; readonly bundle: string }
  | { readonly kind: 't5' | 'ort-webgpu'; readonly bundle: string }
);
