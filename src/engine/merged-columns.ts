/** The item table with a page's changes written into it, column by column. A copy: the bundle's table stays as it is. */
import type { Column } from '../contract/bundle';
import type { ItemTable } from '../bundle/item-table';

/** One value of an item; null where missing. */
export type Cell = string | number | boolean | null;

/** `changes`: changed cells by item index, then column. */
export function mergedColumns(
  table: ItemTable,
  changes: ReadonlyMap<number, ReadonlyMap<string, Cell>>,
): Record<string, Column> {
  const byColumn = new Map<string, Map<number, Cell>>();
  for (const [index, cells] of changes) {
    for (const [column, value] of cells) {
      const changed = byColumn.get(column) ?? new Map<number, Cell>();
      byColumn.set(column, changed.set(index, value));
    }
  }
  const names = new Set([...table.columnNames, ...byColumn.keys()]);
  return Object.fromEntries(
    Array.from(names, (name) => [name, merged(table, name, byColumn.get(name))]),
  );
}

function merged(
  table: ItemTable,
  name: string,
  changed: ReadonlyMap<number, Cell> | undefined,
): Column {
  const column = table.column(name);
  if (changed === undefined && column !== undefined) return column;
  const cells = Array.from(
    { length: table.size },
    (_, index) => changed?.get(index) ?? (changed?.has(index) ? null : table.cell(name, index)),
  ).map((cell) => cell ?? null);
  switch (column?.kind ?? kindOf(cells)) {
    case 'number':
      return { kind: 'number', values: cells.map((v) => (typeof v === 'number' ? v : null)) };
    case 'boolean':
      return { kind: 'boolean', values: cells.map((v) => v === true) };
    case 'text':
      return { kind: 'text', values: cells.map((v) => (v === null ? '' : String(v))) };
    case 'category': {
      const codes = new Map<string, number>();
      if (column?.kind === 'category')
        column.names.forEach((known, code) => codes.set(known, code));
      const coded = cells.map((cell) => {
        if (cell === null) return -1;
        const code = codes.get(String(cell)) ?? codes.size;
        codes.set(String(cell), code);
        return code;
      });
      return { kind: 'category', names: [...codes.keys()], codes: coded };
    }
  }
}

/** A new column is what its values are; mixed values are text. */
function kindOf(cells: readonly Cell[]): 'number' | 'boolean' | 'text' {
  const types = new Set(cells.filter((cell) => cell !== null).map((cell) => typeof cell));
  if (types.size !== 1) return 'text';
  const [only] = types;
  return only === 'number' || only === 'boolean' ? only : 'text';
}
