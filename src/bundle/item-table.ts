/**
 * The catalogue's metadata as it is stored: one array per column, rows made on demand.
 * It does not change: stock, prices and new columns that a page sets live in the engine.
 */
import type { Column } from '../contract/bundle';
import { JsonValue } from './json-value';

const ITEMS_FILE = 'items.json';
const KINDS = ['text', 'number', 'boolean', 'category'] as const;

export class ItemTable {
  /** N */
  readonly size: number;
  private readonly columns: ReadonlyMap<string, Column>;
  private readonly ids: readonly string[];
  private readonly indices: ReadonlyMap<string, number>;

  /** `columns`: all of the same length, `id` and `title` (text) among them, ids all different. */
  constructor(columns: ReadonlyMap<string, Column>, ids: readonly string[]) {
    this.columns = columns;
    this.ids = ids;
    this.size = ids.length;
    this.indices = new Map(ids.map((id, index) => [id, index]));
  }

  id(index: number): string {
    return this.ids[index];
  }

  /** The item index of an id; undefined where the catalogue has no such item. */
  indexOf(id: string): number | undefined {
    return this.indices.get(id);
  }

  get columnNames(): string[] {
    return [...this.columns.keys()];
  }

  column(name: string): Column | undefined {
    return this.columns.get(name);
  }

  /** One cell: text, number, boolean, or null where missing; undefined where there is no such column. */
  cell(name: string, index: number): string | number | boolean | null | undefined {
    const column = this.columns.get(name);
    if (column === undefined) return undefined;
    if (column.kind !== 'category') return column.values[index];
    const code = column.codes[index];
    return code < 0 ? null : column.names[code];
  }

  /** One row without a prototype: a shop's column may be called anything, `__proto__` too. */
  row(index: number): Record<string, string | number | boolean | null> {
    const row = Object.create(null) as Record<string, string | number | boolean | null>;
    for (const name of this.columns.keys()) row[name] = this.cell(name, index) ?? null;
    return row;
  }

  /** (N) codes of a category column, −1 where missing; undefined where there is no such category column. */
  categoryCodes(name: string): Int32Array | undefined {
    const column = this.columns.get(name);
    return column?.kind === 'category' ? Int32Array.from(column.codes) : undefined;
  }
}

/** Bytes of items.json of a bundle of `items` items → table. */
export function parseItemTable(bytes: Uint8Array, items: number): ItemTable {
  const json = JsonValue.parse(bytes, ITEMS_FILE).keys(['columns']).at('columns');
  json.keys(['id', 'title'], [], true);
  const columns = new Map<string, Column>();
  for (const [name, column] of json.entries()) {
    checkColumn(column, items);
    columns.set(name, column.value as Column);
  }
  for (const name of ['id', 'title']) json.at(name).at('kind').oneOf(['text']);
  const ids = json.at('id').at('values').value as string[];
  const seen = new Set<string>();
  ids.forEach((id, index) => {
    if (seen.has(id)) {
      const at = `$.columns.id.values[${index}]`;
      throw new JsonValue(id, at, ITEMS_FILE).fail('an id no other item has');
    }
    seen.add(id);
  });
  return new ItemTable(columns, ids);
}

function checkColumn(column: JsonValue, items: number): void {
  const kind = column.keys(['kind'], [], true).at('kind').oneOf(KINDS);
  if (kind === 'category') {
    column.keys(['kind', 'names', 'codes']);
    const names = elementsOf(
      column.at('names'),
      undefined,
      (v) => typeof v === 'string',
      'a string',
    );
    const top = names.length - 1;
    const fits = (v: unknown): boolean =>
      typeof v === 'number' && Number.isInteger(v) && v >= -1 && v <= top;
    elementsOf(column.at('codes'), items, fits, `a whole number from -1 to ${top}`);
    return;
  }
  column.keys(['kind', 'values']);
  const values = column.at('values');
  if (kind === 'number') {
    elementsOf(values, items, (v) => v === null || Number.isFinite(v), 'a number or null');
  } else {
    const type = kind === 'text' ? 'string' : 'boolean';
    elementsOf(values, items, (v) => typeof v === type, `a ${type}`);
  }
}

/** Checks every element without making an object of each: these arrays are as long as the catalogue. */
function elementsOf(
  array: JsonValue,
  length: number | undefined,
  fits: (value: unknown) => boolean,
  expected: string,
): readonly unknown[] {
  const { value, path, file } = array;
  if (!Array.isArray(value)) throw array.fail('an array');
  if (length !== undefined && value.length !== length) {
    const reason = `${length} elements, but it has ${value.length}`;
    throw new JsonValue(undefined, path, file).fail(reason);
  }
  const wrong = value.findIndex((element) => !fits(element));
  if (wrong >= 0) throw new JsonValue(value[wrong], `${path}[${wrong}]`, file).fail(expected);
  return value;
}
