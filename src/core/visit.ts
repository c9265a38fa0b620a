/** A visit by item index: what a history is made of behind the engine's checks. Types only. */

export interface IndexedVisit {
  /** Milliseconds since 1970 where known. */
  readonly at?: number;
  readonly items: readonly number[];
}
