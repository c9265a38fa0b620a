/**
 * A shopper's visits as the models need them: encoder rows, own frequency, and what they never bought.
 * Item indices only; ids were resolved before. The newest visit is the last one.
 */
import type { Novelty } from '../contract/recommend';
import type { EncoderInput } from './executor';
import type { IndexedVisit } from './visit';

const BLOCKED = -1e9;
const DAY_MS = 86_400_000;

export interface HistorySettings {
  readonly max_history: number;
  readonly objectives: readonly ('any' | 'new')[];
}

/**
 * The encoder's rows: the state token, the basket, then the newest history (at most `max_history` items, newest visit
 * first). A visit is a set: an item counts once in it; visits without items have no rank. Inside the visit that does
 * not fit whole, the given order decides. History comes last because its rows do not depend on those before it.
 */
export function encoderInput(
  visits: readonly IndexedVisit[],
  basket: readonly number[],
  novelty: Novelty,
  settings: HistorySettings,
): EncoderInput {
  const { max_history: limit, objectives } = settings;
  const wanted = objectives.indexOf(novelty === 'any' ? 'any' : 'new');
  // A bundle trained on one objective answers every question with it.
  const items: number[] = [-1];
  const roles: number[] = [limit + 1 + Math.max(0, wanted)];
  for (const item of new Set(basket)) {
    items.push(item);
    roles.push(0);
  }
  const firstHistoryRow = items.length;
  const end = firstHistoryRow + limit;
  let rank = 0;
  for (let v = visits.length - 1; v >= 0 && items.length < end; v--) {
    if (visits[v].items.length === 0) continue;
    rank = Math.min(rank + 1, limit);
    for (const item of new Set(visits[v].items)) {
      if (items.length >= end) break;
      items.push(item);
      roles.push(rank);
    }
  }
  return {
    items: Int32Array.from(items),
    roles: Int32Array.from(roles),
    mask: firstLayerMask(items.length, firstHistoryRow),
  };
}

/** (T, T): every row sees itself, item rows see history, row 0 sees the basket if there is one, else history. */
function firstLayerMask(rows: number, firstHistoryRow: number): Float32Array {
  const mask = new Float32Array(rows * rows).fill(BLOCKED);
  for (let row = 0; row < rows; row++) {
    mask[row * rows + row] = 0;
    const basketInstead = row === 0 && firstHistoryRow > 1;
    const [from, to] = basketInstead ? [1, firstHistoryRow] : [firstHistoryRow, rows];
    mask.fill(0, row * rows + from, row * rows + to);
  }
  return mask;
}

export interface FrequencySettings {
  readonly half_life_days: number;
  readonly days_per_visit: number;
}

/**
 * Own decayed frequency by item: Σ over visits holding it of 2^(−age / half life).
 * Age comes from a visit's time where it and `now` are known, else from its rank.
 */
export function ownFrequency(
  visits: readonly IndexedVisit[],
  now: number | undefined,
  settings: FrequencySettings,
): Map<number, number> {
  const frequency = new Map<number, number>();
  let rank = 0;
  for (let v = visits.length - 1; v >= 0; v--) {
    const { at, items } = visits[v];
    if (items.length === 0) continue;
    const days =
      at !== undefined && now !== undefined
        ? Math.max(0, now - at) / DAY_MS
        : rank * settings.days_per_visit;
    const worth = 2 ** (-days / settings.half_life_days);
    for (const item of new Set(items)) frequency.set(item, (frequency.get(item) ?? 0) + worth);
    rank++;
  }
  return frequency;
}

/**
 * Items a call leaves out by itself: always the basket; with novelty `items` all that was ever bought;
 * with `types` every item of a type that was ever bought or is in the basket.
 */
export function excludedItems(
  visits: readonly IndexedVisit[],
  basket: readonly number[],
  novelty: Novelty,
  types: Int32Array | undefined,
): Set<number> {
  const excluded = new Set(basket);
  if (novelty === 'any') return excluded;
  for (const visit of visits) for (const item of visit.items) excluded.add(item);
  if (novelty === 'types' && types !== undefined) {
    const had = new Set<number>();
    for (const item of excluded) if (types[item] >= 0) had.add(types[item]);
    for (let item = 0; item < types.length; item++) if (had.has(types[item])) excluded.add(item);
  }
  return excluded;
}
