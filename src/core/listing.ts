/** Turning scored items into a list: mask, order, type cap. What `again`, `trending` and `similar` share. */
import type { Catalogue, RankedItems } from './catalogue';
import { topK } from './top-k';
import { TypeCap } from './type-cap';

/** What any list must respect. */
export interface ListRequest {
  readonly count: number;
  /** 0: no cap. */
  readonly perType: number;
  /** Item indices that the cap counts too. */
  readonly basket?: readonly number[];
  /** 1 where an item may appear, by item index; absent: all may. */
  readonly allowed?: Uint8Array;
  /** Item indices never to list. */
  readonly excluded?: ReadonlySet<number>;
}

/** The best allowed items by score, ties by lower item index. */
export function listBest(
  catalogue: Catalogue,
  request: ListRequest,
  items: Iterable<number>,
  scoreOf: (item: number) => number,
): RankedItems {
  const allowed: number[] = [];
  const scores: number[] = [];
  for (const item of items) {
    if (request.allowed?.[item] === 0 || request.excluded?.has(item) === true) continue;
    allowed.push(item);
    scores.push(scoreOf(item));
  }
  const count = allowed.length;
  const order = topK(Float64Array.from(scores), Int32Array.from(allowed), count, count);
  const ranked = order.map((i) => allowed[i]);
  const cap = new TypeCap(catalogue.types, request.perType, request.basket);
  const chosen = cap.choose(ranked, request.count);
  return {
    items: Int32Array.from(chosen, (i) => ranked[i]),
    scores: Float32Array.from(chosen, (i) => scores[order[i]]),
  };
}
