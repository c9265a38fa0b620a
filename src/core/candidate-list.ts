/**
 * Scored candidates of one call and the list they make: ordered, capped by type, ties by lower item index.
 * Where scores come from is elsewhere: core/shortlist.ts, or a GPU.
 */
import type { RankedItems } from './catalogue';
import { topK } from './top-k';
import type { CapCounter, TypeCap } from './type-cap';

export class CandidateList {
  /** How long a capped list the known candidates can make. */
  readonly counter: CapCounter;
  private readonly count: number;
  private readonly cap: TypeCap;
  private readonly items: number[] = [];
  private readonly scores: number[] = [];
  private readonly known = new Set<number>();

  constructor(count: number, cap: TypeCap) {
    this.count = count;
    this.cap = cap;
    this.counter = cap.counter();
  }

  /** The items of all candidates. */
  get candidates(): ReadonlySet<number> {
    return this.known;
  }

  /** An item that is known already keeps its score. */
  add(item: number, score: number): void {
    if (this.known.has(item)) return;
    this.known.add(item);
    this.items.push(item);
    this.scores.push(score);
    this.counter.add(item);
  }

  /** The list. Scores are kept in float64 here. */
  list(): { items: Int32Array; scores: Float64Array } {
    const { items, scores } = this;
    const all = items.length;
    const order = topK(Float64Array.from(scores), Int32Array.from(items), all, all);
    const ranked = order.map((i) => items[i]);
    const chosen = this.cap.choose(ranked, this.count);
    return {
      items: Int32Array.from(chosen, (i) => ranked[i]),
      scores: Float64Array.from(chosen, (i) => scores[order[i]]),
    };
  }

  /** The list as it leaves the core. */
  ranked(): RankedItems {
    const { items, scores } = this.list();
    return { items, scores: Float32Array.from(scores) };
  }
}
