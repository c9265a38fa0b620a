/** New items that look just like some of a bundle's: their features, a title of their own. For tests. */
import type { Bundle } from '../../bundle/bundle';
import type { ItemFeatures, NewItem } from '../../contract/recommend';
import { itemFeatures } from '../../core/features';

/** `new ID` for every id of the bundle's. */
export async function twinsOf(bundle: Bundle, ids: readonly string[]): Promise<NewItem[]> {
  return Promise.all(
    ids.map(async (id) => {
      const item = bundle.items.indexOf(id)!;
      const columns = { type: bundle.items.cell('type', item), price: 250 };
      const title = `New ${String(bundle.items.cell('title', item))}`;
      return { id: `new ${id}`, title, ...columns, features: await featuresOf(bundle, item) };
    }),
  );
}

/** What the fusion encoder sees of an item of the bundle. */
export async function featuresOf(bundle: Bundle, item: number): Promise<ItemFeatures> {
  return itemFeatures(await bundle.features(), item);
}
