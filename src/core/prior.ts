/**
 * The prior: a sparse item-to-item list, and what a set of source items makes of it.
 * Cost is sources × neighbours, never the catalogue. Its weight in a score is the blend's business.
 */
import type { IndexedVisit } from './visit';

export interface PriorTable {
  /** K, places per item. */
  readonly neighbours: number;
  /** (N, K) item indices; `unused` where there is none. */
  readonly items: Uint16Array | Uint32Array;
  /** (N, K) weights as stored; 0 where unused. */
  readonly weights: Uint8Array;
  /** (N) what one step of a row's weights is worth. */
  readonly scales: Float32Array;
  /** Further neighbours of an item, and all those of an item behind the N: admission/admit-prior.ts. */
  readonly added?: ReadonlyMap<number, readonly Neighbour[]>;
}

export interface Neighbour {
  /** Item index. */
  readonly item: number;
  readonly weight: number;
}

/** Source items and their weights a_j, newest first. */
export interface PriorSources {
  readonly items: readonly number[];
  readonly weights: readonly number[];
}

export interface PriorSettings {
  readonly visit_decay: number;
  readonly max_sources: number;
}

/** The basket (weight 1 each) where there is one, else the newest history (weight decay^rank of its visit). */
export function priorSources(
  visits: readonly IndexedVisit[],
  basket: readonly number[],
  settings: PriorSettings,
): PriorSources {
  const items: number[] = [];
  const weights: number[] = [];
  const seen = new Set<number>();
  const take = (item: number, weight: number): void => {
    if (items.length >= settings.max_sources || seen.has(item)) return;
    seen.add(item);
    items.push(item);
    weights.push(weight);
  };
  if (basket.length > 0) {
    for (const item of basket) take(item, 1);
  } else {
    let rank = 0;
    for (let v = visits.length - 1; v >= 0 && items.length < settings.max_sources; v--) {
      if (visits[v].items.length === 0) continue;
      for (const item of visits[v].items) take(item, settings.visit_decay ** rank);
      rank++;
    }
  }
  return { items, weights };
}

/** p(c) = Σ_j a_j · w(j, c) for every item c with a source among its neighbours. */
export function accumulatePrior(table: PriorTable, sources: PriorSources): Map<number, number> {
  const total = new Map<number, number>();
  const { neighbours, items, weights, scales, added } = table;
  for (let s = 0; s < sources.items.length; s++) {
    const source = sources.items[s];
    const worth = sources.weights[s] * scales[source];
    for (let k = source * neighbours; k < (source + 1) * neighbours && weights[k] > 0; k++) {
      total.set(items[k], (total.get(items[k]) ?? 0) + worth * weights[k]);
    }
    for (const { item, weight } of added?.get(source) ?? []) {
      total.set(item, (total.get(item) ?? 0) + sources.weights[s] * weight);
    }
  }
  return total;
}

/** log(ε + p) − log ε: 0 for an item no source points to. */
export function priorTerm(value: number, epsilon: number): number {
  return Math.log(epsilon + value) - Math.log(epsilon);
}
