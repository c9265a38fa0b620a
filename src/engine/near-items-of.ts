/**
 * What finds the items a dense head looks at in a large catalogue; small ones are looked at whole. Fetched by large catalogues
 * alone, and made once for all executors of a bundle.
 */
import { LOOK_AT_ALL } from '../core/dense/look-at-all';
import type { NearItems } from '../core/dense/near-items';
import type { ItemTower } from '../core/item-tower';
import type { Trie } from '../core/trie';

const MADE = new WeakMap<ItemTower, NearItems>();

/** `trie`: of the bundle's items, all of which the tower has. A catalogue that only grows large in the page is looked at whole. */
export async function nearItemsOf(trie: Trie, tower: ItemTower): Promise<NearItems | undefined> {
  if (trie.size <= LOOK_AT_ALL) return undefined;
  const { NearItems } = await import('../core/dense/near-items');
  const near = MADE.get(tower) ?? new NearItems(trie, tower.residuals, tower.residual);
  MADE.set(tower, near);
  return near;
}
