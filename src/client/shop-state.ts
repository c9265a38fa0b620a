/**
 * What the shop told the worker about its items: kept so that a replaced worker can be told again.
 * Compacted: the last word on an item wins. The worker's own state is engine/catalogue.ts.
 */
import type { ItemUpdate, NewItem } from '../contract/recommend';
import type { WorkerLink } from './worker-link';

export class ShopState {
  readonly #available = new Map<string, boolean>();
  readonly #updates = new Map<string, ItemUpdate>();
  /** In the order they came. */
  readonly #added = new Map<string, NewItem>();
  /** The bundle's own items that are gone. */
  readonly #removed = new Set<string>();

  setAvailable(ids: readonly string[], available: boolean): void {
    for (const id of ids) this.#available.set(id, available);
  }

  updateItems(updates: readonly ItemUpdate[]): void {
    for (const update of updates) {
      this.#updates.set(update.id, { ...this.#updates.get(update.id), ...update });
      // An update may speak of stock too; the last word wins whichever way it came.
      if (typeof update.available === 'boolean') this.#available.set(update.id, update.available);
    }
  }

  addItems(items: readonly NewItem[]): void {
    for (const item of items) this.#added.set(item.id, item);
  }

  removeItems(ids: readonly string[]): void {
    for (const id of ids) {
      if (!this.#added.delete(id)) this.#removed.add(id);
      this.#updates.delete(id);
      this.#available.delete(id);
    }
  }

  async replay(link: WorkerLink): Promise<void> {
    // A removed id may be an added one's now.
    if (this.#removed.size) {
      await link.call((service) => service.removeItems([...this.#removed]));
    }
    if (this.#added.size) {
      await link.call((service) => service.addItems([...this.#added.values()]));
    }
    if (this.#updates.size) {
      await link.call((service) => service.updateItems([...this.#updates.values()]));
    }
    for (const available of [true, false]) {
      const ids = [...this.#available].filter(([, now]) => now === available).map(([id]) => id);
      if (ids.length) await link.call((service) => service.setAvailable(ids, available));
    }
  }
}
