/**
 * How the dense head looks at a bundle's catalogue: at every item, or, where there are many, at those of promising prefixes.
 * What finds these is fetched by large catalogues alone, and made once for all executors of a bundle.
 */
import type { Look } from '../core/dense/dense-head';
import type { NearItems } from '../core/dense/near-items';
import type { ItemTower } from '../core/item-tower';
import type { Trie } from '../core/trie';

/** Beyond it looking at every item takes longer than all the rest of a list. */
export const LOOK_AT_ALL = 50_000;

const MADE = new WeakMap<ItemTower, NearItems>();

/** `trie`: of the bundle's items, all of which the tower has. A catalogue that only grows large in the page is looked at whole. */
export async function lookAt(trie: Trie, tower: ItemTower): Promise<Look> {
  if (trie.size <= LOOK_AT_ALL) return { atAll: LOOK_AT_ALL, near: undefined };
  const { NearItems } = await import('../core/dense/near-items');
  const near = MADE.get(tower) ?? new NearItems(trie, tower.residuals, tower.residual);
  MADE.set(tower, near);
  return { atAll: LOOK_AT_ALL, near };
}
