/**
 * The shop's side of the catalogue: ids, what the page changed (stock, prices, new columns), and filters as masks.
 * The tables that rank are core/catalogue.ts; this one never ranks.
 */
import type { Cell, Column } from '../contract/bundle';
import type { Filter, ItemUpdate, RecommendedItem } from '../contract/recommend';
import type { ItemTable } from '../bundle/item-table';
import { appended } from '../core/appended';
import type { RankedItems } from '../core/catalogue';
import { mergedColumns } from './merged-columns';

/** Masks kept per filter; a page has a handful of shelves and filters. */
const MAX_MASKS = 32;

/** The column a shop's stock is in, where it has one; `setAvailable` and updates write it. */
const AVAILABLE = 'available';

export class ShopCatalogue {
  readonly #table: ItemTable;
  /** Type codes by item index as the rankers read them: kept in step with updates. */
  #types: Int32Array | undefined;
  readonly #typeCodes: Map<string, number>;
  /** Changed cells by item index, then column. */
  readonly #changes = new Map<number, Map<string, Cell>>();
  /** (N) 1 where the item is in stock. */
  #available: Uint8Array;
  /** Ids of items behind the table's, in order, and their indices. */
  readonly #addedIds: string[] = [];
  readonly #addedIndices = new Map<string, number>();
  /** Items that are gone for good: they keep their place and are in no list. */
  readonly #removed = new Set<number>();
  #allAvailable = true;
  /** By filter; the same array again for the same filter, because rankers cache by identity. */
  readonly #masks = new Map<string, Uint8Array | undefined>();

  constructor(table: ItemTable, types: Int32Array | undefined) {
    this.#table = table;
    this.#types = types;
    const column = table.column('type');
    const names = column?.kind === 'category' ? column.names : [];
    this.#typeCodes = new Map(names.map((name, code) => [name, code]));
    this.#available = new Uint8Array(table.size).fill(1);
    if (table.column(AVAILABLE)?.kind === 'boolean') {
      for (let index = 0; index < table.size; index++) {
        if (table.cell(AVAILABLE, index) === false) this.#setStock(index, false);
      }
    }
  }

  /** Items that were ever there, removed ones included. */
  get size(): number {
    return this.#table.size + this.#addedIds.length;
  }

  /** Items that are there. */
  get count(): number {
    return this.size - this.#removed.size;
  }

  id(index: number): string {
    const behind = index - this.#table.size;
    return behind < 0 ? this.#table.id(index) : this.#addedIds[behind];
  }

  indexOf(id: string): number | undefined {
    const index = this.#addedIndices.get(id) ?? this.#table.indexOf(id);
    return index === undefined || this.#removed.has(index) ? undefined : index;
  }

  /** What rankers know a type by; −1 for none. */
  typeCodeOf(name: Cell): number {
    return typeof name === 'string' ? this.#typeCode(name) : -1;
  }

  /** Items behind those that are there. `types`: of all, as the rankers read them. */
  add(
    items: readonly { readonly id: string; readonly cells: ReadonlyMap<string, Cell> }[],
    types: Int32Array | undefined,
  ): void {
    this.#available = appended(this.#available, new Uint8Array(items.length).fill(1));
    this.#types = types;
    for (const { id, cells } of items) {
      const index = this.size;
      this.#addedIds.push(id);
      this.#addedIndices.set(id, index);
      this.#changes.set(index, new Map(cells));
      if (cells.get(AVAILABLE) === false) this.#setStock(index, false);
    }
    this.#masks.clear();
  }

  /** For good; their ids are free again. */
  remove(indices: readonly number[]): void {
    for (const index of indices) {
      this.#removed.add(index);
      this.#setStock(index, false);
    }
    this.#masks.clear();
  }

  setAvailable(indices: readonly number[], available: boolean): void {
    for (const index of indices) this.#setStock(index, available);
    this.#masks.clear();
  }

  /** `update` was checked by request.ts; its `id` stays what it is. */
  update(index: number, update: ItemUpdate): void {
    let cells = this.#changes.get(index);
    if (cells === undefined) {
      cells = new Map();
      this.#changes.set(index, cells);
    }
    for (const [column, value] of Object.entries(update) as [string, Cell][]) {
      if (column === 'id') continue;
      if (column === AVAILABLE && typeof value === 'boolean') this.#setStock(index, value);
      if (column === 'type' && this.#types !== undefined) {
        this.#types[index] = this.typeCodeOf(value);
      }
      cells.set(column, value);
    }
    this.#masks.clear();
  }

  /** One cell as it is now; null where missing. */
  cell(column: string, index: number): Cell {
    const changed = this.#changes.get(index)?.get(column);
    return changed ?? (changed === null ? null : (this.#table.cell(column, index) ?? null));
  }

  /** 1 where an item may appear, by item index; undefined where all may. The array must not be changed. */
  allowed(filter: Filter | undefined, exclude: readonly number[]): Uint8Array | undefined {
    const base = this.#mask(filter);
    if (exclude.length === 0) return base;
    const own = base?.slice() ?? new Uint8Array(this.size).fill(1);
    for (const index of exclude) own[index] = 0;
    return own;
  }

  /** A ranked list as the page gets it: every column that has a value, and the score. */
  items(ranked: RankedItems): RecommendedItem[] {
    return Array.from(ranked.items, (index, place) => {
      const row = this.#table.row(index);
      for (const [column, value] of this.#changes.get(index) ?? []) row[column] = value;
      for (const column of Object.keys(row))
        if (row[column] === null) Reflect.deleteProperty(row, column);
      // Last, so that no column of the shop can pose as them.
      row.id = this.id(index);
      row.score = ranked.scores[place];
      return row as RecommendedItem;
    });
  }

  /** All columns with the changes in them. */
  columns(): Record<string, Column> {
    const indices = Array.from({ length: this.size }, (_, index) => index);
    const there = indices.filter((index) => !this.#removed.has(index));
    return mergedColumns(this.#table, this.#changes, there, (index) => this.id(index));
  }

  #mask(filter: Filter | undefined): Uint8Array | undefined {
    const key = JSON.stringify(filter ?? {});
    if (this.#masks.has(key)) return this.#masks.get(key);
    const mask = this.#buildMask(filter ?? {});
    if (this.#masks.size >= MAX_MASKS) this.#masks.delete(this.#masks.keys().next().value ?? '');
    this.#masks.set(key, mask);
    return mask;
  }

  #buildMask(filter: Filter): Uint8Array | undefined {
    const tests: ((index: number) => boolean)[] = [];
    for (const column of ['category', 'type'] as const) {
      const wanted = filter[column];
      if (wanted === undefined) continue;
      const names = new Set<Cell>(wanted);
      tests.push((index) => names.has(this.cell(column, index)));
    }
    const { minPrice, maxPrice, ids } = filter;
    if (minPrice !== undefined || maxPrice !== undefined) {
      const [low, high] = [minPrice ?? -Infinity, maxPrice ?? Infinity];
      tests.push((index) => {
        const price = this.cell('price', index);
        return typeof price === 'number' && price >= low && price <= high;
      });
    }
    if (ids !== undefined) {
      const wanted = new Set(ids.map((id) => this.indexOf(id)));
      tests.push((index) => wanted.has(index));
    }
    if (tests.length === 0 && this.#allAvailable) return undefined;
    const mask = this.#available.slice();
    if (tests.length === 0) return mask;
    for (let index = 0; index < mask.length; index++) {
      if (mask[index] === 1 && !tests.every((test) => test(index))) mask[index] = 0;
    }
    return mask;
  }

  #setStock(index: number, available: boolean): void {
    this.#available[index] = available ? 1 : 0;
    if (!available) this.#allAvailable = false;
  }

  #typeCode(name: string): number {
    let code = this.#typeCodes.get(name);
    if (code === undefined) {
      code = this.#typeCodes.size;
      this.#typeCodes.set(name, code);
    }
    return code;
  }
}
