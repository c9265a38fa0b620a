/**
 * Which items a list may hold, asked by range of trie positions.
 * A base rule (stock, filters) becomes prefix sums once; what one call excludes on top (basket, bought items,
 * saturated types) is a sorted list of positions. No scores here.
 */
import type { Trie } from './trie';

/** Prefix sums of a base rule over trie positions: sums[hi] − sums[lo] items are allowed in [lo, hi). */
export class BaseRule {
  /** (N + 1) */
  readonly sums: Uint32Array;

  /** `allowed`: (N) 1 where an item may appear, by item index; absent: all may. */
  constructor(trie: Trie, allowed?: Uint8Array) {
    this.sums = new Uint32Array(trie.size + 1);
    for (let position = 0; position < trie.size; position++) {
      const may = allowed === undefined || allowed[trie.itemAt[position]] !== 0;
      this.sums[position + 1] = this.sums[position] + (may ? 1 : 0);
    }
  }

  allows(position: number): boolean {
    return this.sums[position + 1] > this.sums[position];
  }
}

/** Base rules by the identity of their array: a caller that keeps its `allowed` array pays for the sums once. */
export class BaseRules {
  private readonly trie: Trie;
  private readonly byArray = new WeakMap<Uint8Array, BaseRule>();
  private everything: BaseRule | undefined;

  constructor(trie: Trie) {
    this.trie = trie;
  }

  /** An array must not change after it was first passed here; pass a new one for a new rule. */
  of(allowed: Uint8Array | undefined): BaseRule {
    if (allowed === undefined) return (this.everything ??= new BaseRule(this.trie));
    let rule = this.byArray.get(allowed);
    if (rule === undefined) {
      rule = new BaseRule(this.trie, allowed);
      this.byArray.set(allowed, rule);
    }
    return rule;
  }
}

export class Mask {
  readonly rule: BaseRule;
  /** Positions the base rule allows and this call does not, ascending. */
  readonly excluded: Int32Array;
  private readonly trie: Trie;

  /** `excluded`: item indices, in any order, duplicates welcome. */
  constructor(trie: Trie, rule: BaseRule, excluded: Iterable<number>) {
    this.trie = trie;
    this.rule = rule;
    const positions = new Set<number>();
    for (const item of excluded) {
      const position = trie.positionOf[item];
      if (rule.allows(position)) positions.add(position);
    }
    this.excluded = Int32Array.from(positions).sort();
  }

  /** How many items of the positions [lo, hi) are allowed. */
  count(lo: number, hi: number): number {
    const base = this.rule.sums[hi] - this.rule.sums[lo];
    if (base === 0 || this.excluded.length === 0) return base;
    return base - (this.before(hi) - this.before(lo));
  }

  get total(): number {
    return this.count(0, this.trie.size);
  }

  allowsPosition(position: number): boolean {
    return this.rule.allows(position) && this.excluded[this.before(position)] !== position;
  }

  allowsItem(item: number): boolean {
    return this.allowsPosition(this.trie.positionOf[item]);
  }

  /** Number of excluded positions below `position`. */
  private before(position: number): number {
    let lo = 0;
    let hi = this.excluded.length;
    while (lo < hi) {
      const middle = (lo + hi) >>> 1;
      if (this.excluded[middle] < position) lo = middle + 1;
      else hi = middle;
    }
    return lo;
  }
}
