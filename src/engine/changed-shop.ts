/**
 * A shop as it differs from its bundle: what delta.json says for everyone, and over it what calls of this page have said, noted
 * item by item so that another engine on the same bundle can be told and be the same. Executors are told by who holds it; how
 * items get their places is newcomers.ts, how a delta is applied apply-delta.ts.
 */
import type { Cell } from '../contract/bundle';
import { noted, type ChangedItem, type Difference } from '../contract/delta';
import type { ItemUpdate } from '../contract/recommend';
import type { Growth, PlacedItem } from '../core/admission/growth';
import type { Catalogue } from '../core/catalogue';
import type { GrownCatalogue } from '../core/executor';
import type { FeatureTable } from '../core/features';
import type { Applied, ApplyParts } from './apply-delta';
import { ShopCatalogue } from './catalogue';
import type { EncodedItem } from './newcomers';
import { checkUpdates, knownIndices } from './request';

type Cells = Readonly<Record<string, Cell>>;

export class ChangedShop {
  readonly catalogue: ShopCatalogue;
  readonly #parts: ApplyParts;
  readonly #known: Catalogue;
  readonly #own = new Map<string, ChangedItem>();
  #growth: Growth | undefined;
  readonly #news: Difference[] = [];

  private constructor(parts: ApplyParts) {
    const { items, catalogue } = parts.bundle;
    const types = items.categoryCodes('type');
    this.#parts = parts;
    // Types of its own, since updates write into them: executors that come later prove themselves on the bundle's.
    this.#known = { ...catalogue, ...(types && { types }) };
    this.catalogue = new ShopCatalogue(items, types);
  }

  /** `own`: what calls have said before, of this bundle or an earlier one. */
  static async open(
    parts: ApplyParts,
    delta: readonly ChangedItem[],
    own: readonly ChangedItem[],
  ): Promise<ChangedShop> {
    const shop = new ChangedShop(parts);
    await shop.#apply(delta);
    const { held, news } = await shop.#apply(own);
    for (const item of held) shop.#own.set(item.id, item);
    shop.#news.push(...news);
    return shop;
  }

  /** What calls have said, an item an entry. */
  get own(): readonly ChangedItem[] {
    return [...this.#own.values()];
  }

  /** What calls have said of an item. */
  of(id: string): ChangedItem {
    return this.#own.get(id) ?? { id };
  }

  /** What differs otherwise than when this was last asked. */
  takeNews(): Difference[] {
    return this.#news.splice(0);
  }

  /** The tables that lists are made of. */
  get ranked(): Catalogue {
    return this.#growth?.catalogue ?? this.#known;
  }

  /** For executors that ranked with other tables. */
  get grown(): GrownCatalogue {
    return this.#growth ?? { catalogue: this.#known, residualsOf: (residuals) => residuals };
  }

  featuresOf(known: FeatureTable): FeatureTable {
    return this.#growth?.featuresOf(known) ?? known;
  }

  setAvailable(ids: readonly string[], available: boolean): void {
    this.catalogue.setAvailable(knownIndices(ids, 'ids', this.catalogue), available);
    for (const id of ids) this.note([id, { ...this.of(id), available }]);
  }

  /** Item indices of what changed. All or none. */
  update(updates: readonly ItemUpdate[]): number[] {
    const checked = checkUpdates(updates, this.catalogue);
    for (const { index, update } of checked) {
      this.catalogue.update(index, update);
      const { id, ...cells } = update;
      const { available, ...item } = this.of(id);
      const stock = available === undefined || 'available' in cells ? {} : { available };
      this.note([id, { ...item, ...stock, changed: { ...item.changed, ...(cells as Cells) } }]);
    }
    return checked.map(({ index }) => index);
  }

  /** Item indices of what is gone. All or none. */
  remove(ids: readonly string[]): number[] {
    const indices = knownIndices(ids, 'ids', this.catalogue);
    this.catalogue.remove(indices);
    for (const id of ids) {
      const { added, removed } = this.of(id);
      this.note(added === undefined || removed ? [id, { id, removed: true }] : [id]);
    }
    return indices;
  }

  /** Items behind those that are there, at places that are free. */
  async take(
    items: readonly Pick<EncodedItem, 'id' | 'cells'>[],
    placed: readonly PlacedItem[],
  ): Promise<void> {
    if (this.#growth === undefined) {
      const { Growth } = await import('../core/admission/growth');
      this.#growth = new Growth(this.#known, this.#parts.bundle.manifest.new_items);
    }
    this.#growth.add(placed);
    this.catalogue.add(items, this.#growth.catalogue.types);
  }

  /** Also for what a shop before this one held. */
  note(...news: readonly Difference[]): void {
    noted(this.#own, news);
    this.#news.push(...news);
  }

  async #apply(items: readonly ChangedItem[]): Promise<Applied> {
    if (items.length === 0) return { held: [], news: [] };
    // Code that a shop as its bundle is does not need.
    const { applyDelta } = await import('./apply-delta');
    return applyDelta(items, this, this.#parts);
  }
}
