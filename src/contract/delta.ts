/**
 * How a shop differs from its bundle, an entry an item: what delta.json says for everyone, what calls of a page have said,
 * what is kept of them. The words are in docs/bundle-format.md, the rules in contract/delta.schema.json. Types, and how newer
 * entries are noted: parsing and applying live in src/engine.
 */
import type { Cell } from './bundle';
import type { AddedItem } from './recommend';

export const DELTA_FORMAT = 1;

/** Whatever is absent is as the bundle has it. */
export interface ChangedItem {
  readonly id: string;
  /** What had this id is gone. */
  readonly removed?: true;
  /** An item of this id is there, with these columns. */
  readonly added?: PlacedColumns;
  /** Columns that changed, of an added item since then. */
  readonly changed?: Readonly<Record<string, Cell>>;
  /** In stock or not: said after all the others. */
  readonly available?: boolean;
}

export interface PlacedColumns {
  /** What `codes` and `kin` were made for: eight digits each of the SHA-256 of items.json, semantic_ids.bin and fusion.onnx. */
  readonly basis: string;
  /** `title` among them, `id` not. */
  readonly columns: Readonly<Record<string, Cell>>;
  /** Stored features (int8, base64), of what it has. */
  readonly text?: string;
  readonly image?: string;
  /** Its semantic ID. */
  readonly codes: readonly number[];
  /** Item indices of the bundle, likest first, and how like they are. */
  readonly kin: { readonly items: readonly number[]; readonly likeness: readonly number[] };
  /** How a page came by the ID, for who asks: not what lists need. */
  readonly found?: Pick<AddedItem, 'nearest' | 'distances' | 'parts'>;
}

export interface Delta {
  readonly format: typeof DELTA_FORMAT;
  /** In the order in which added items came. */
  readonly items: readonly ChangedItem[];
}

/** An item as it differs now; nothing: it no longer does. */
export type Difference = readonly [id: string, item?: ChangedItem];

/** The differences there were, with newer ones written over them. */
export function noted(into: Map<string, ChangedItem>, news: readonly Difference[]): void {
  for (const [id, item] of news) {
    if (item) into.set(id, item);
    else into.delete(id);
  }
}
