/**
 * A delta applied to a shop: whatever it says of items that the shop does not have, or has itself by now, is passed over. Items
 * that were placed in this bundle are taken in as they are, without a file or an encoder; others get a place anew.
 */
import type { Bundle } from '../bundle/bundle';
import type { ChangedItem, Difference, PlacedColumns } from '../contract/delta';
import { asRecommenderError } from '../contract/errors';
import { packCodes } from '../core/semantic-id';
import { featuresOf } from './base64';
import type { ChangedShop } from './changed-shop';
import { fits } from './delta-file';
import type { Newcomers } from './newcomers';

export interface ApplyParts {
  readonly bundle: Bundle;
  /** Fetched for items that need a place anew. */
  readonly newcomers: () => Promise<Newcomers>;
}

export interface Applied {
  /** Items that hold here, some with another place. */
  readonly held: readonly ChangedItem[];
  /** What became of the others. */
  readonly news: readonly Difference[];
}

export async function applyDelta(
  items: readonly ChangedItem[],
  shop: ChangedShop,
  parts: ApplyParts,
): Promise<Applied> {
  const { catalogue } = shop;
  const isKnown = (id: string): boolean => catalogue.indexOf(id) !== undefined;
  const isBundles = (id: string): boolean => parts.bundle.items.indexOf(id) !== undefined;
  const goes = items.filter(({ id, removed }) => removed && isKnown(id));
  catalogue.remove(indicesOf(goes, shop));
  const comes = items.filter(({ id, added }) => added && !isKnown(id));
  const homeless = await settle(comes, shop, parts.bundle);
  const placed = new Map<string, ChangedItem | 'later' | undefined>();
  for (const item of homeless) placed.set(item.id, await placeAnew(item, shop, parts));

  const came = new Set(comes);
  const held: ChangedItem[] = [];
  const news: Difference[] = [];
  for (const old of items) {
    const item = placed.has(old.id) ? placed.get(old.id) : old;
    if (item === 'later') continue;
    const { id, added, removed } = old;
    const holds = added ? came.has(old) : isKnown(id) || (removed && isBundles(id));
    if (item === undefined || !holds) {
      news.push([id]);
      continue;
    }
    held.push(item);
    if (item !== old) news.push([id, item]);
    for (const index of indicesOf([item], shop)) {
      if (item.changed) catalogue.update(index, { id, ...item.changed });
      if (item.available !== undefined) catalogue.setAvailable([index], item.available);
    }
  }
  return { held, news };
}

function indicesOf(items: readonly ChangedItem[], { catalogue }: ChangedShop): number[] {
  return items.flatMap(({ id }) => catalogue.indexOf(id) ?? []);
}

/** Takes in those that were placed in this bundle and whose ID is free; the others come back. */
async function settle(
  items: readonly ChangedItem[],
  shop: ChangedShop,
  { manifest }: Bundle,
): Promise<ChangedItem[]> {
  const { trie } = shop.ranked;
  const taken = new Set<number>();
  const settled: { readonly id: string; readonly added: PlacedColumns }[] = [];
  const homeless: ChangedItem[] = [];
  for (const item of items) {
    const { id, added } = item;
    if (added === undefined) continue;
    const packed = packCodes(added.codes);
    const [lo, hi] = trie.range(added.codes);
    if (lo < hi || taken.has(packed) || !fits(added, manifest)) {
      homeless.push(item);
      continue;
    }
    taken.add(packed);
    settled.push({ id, added });
  }
  if (settled.length === 0) return homeless;
  await shop.take(
    settled.map(({ id, added }) => ({ id, cells: new Map(Object.entries(added.columns)) })),
    settled.map(({ added }) => {
      const { codes, kin, columns } = added;
      return {
        ...featuresOf(added),
        codes,
        kin: {
          items: Int32Array.from(kin.items),
          likeness: Float64Array.from(kin.likeness),
        },
        type: shop.catalogue.typeCodeOf(columns['type'] ?? null),
      };
    }),
  );
  return homeless;
}

/** The item with another place; undefined: it cannot have one; `later`: what that takes could not be fetched. */
async function placeAnew(
  item: ChangedItem,
  shop: ChangedShop,
  { newcomers }: ApplyParts,
): Promise<ChangedItem | 'later' | undefined> {
  const { id, added } = item;
  if (added === undefined) return item;
  try {
    const entrance = await newcomers();
    const [placed] = await entrance.admit([await entrance.again(id, added)], shop);
    return { ...item, added: placed };
  } catch (error) {
    const { code } = asRecommenderError(error, 'engine.open');
    return code === 'bundle/unreachable' ? 'later' : undefined;
  }
}
