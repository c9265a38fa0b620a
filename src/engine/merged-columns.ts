/**
 * The item table with a page's changes written into it, items added and removed, column by column. A copy: the bundle's table
 * stays as it is.
 */
import type { Cell, Column } from '../contract/bundle';
import type { ItemTable } from '../bundle/item-table';

/** `changes`: changed cells by item index, then column; `indices`: the items that are there. */
export function mergedColumns(
  table: ItemTable,
  changes: ReadonlyMap<number, ReadonlyMap<string, Cell>>,
  indices: readonly number[],
  idOf: (index: number) => string,
): Record<string, Column> {
  const byColumn = new Map<string, Map<number, Cell>>();
  for (const [index, cells] of changes) {
    for (const [column, value] of cells) {
      const changed = byColumn.get(column) ?? new Map<number, Cell>();
      byColumn.set(column, changed.set(index, value));
    }
  }
  byColumn.delete('id');
  const names = new Set([...table.columnNames, ...byColumn.keys()]);
  const isWhole = indices.length === table.size && indices.at(-1) === table.size - 1;
  return Object.fromEntries(
    Array.from(names, (name) => {
      const column = table.column(name);
      const changed = byColumn.get(name);
      if (isWhole && changed === undefined && column !== undefined) return [name, column];
      const cells = indices.map((index) =>
        name === 'id' ? idOf(index) : (changed?.get(index) ?? was(table, name, index, changed)),
      );
      return [name, columnOf(column, cells)];
    }),
  );
}

/** A cell as the table has it, null where a change took it away or the item is none of the table's. */
function was(
  table: ItemTable,
  name: string,
  index: number,
  changed: ReadonlyMap<number, Cell> | undefined,
): Cell {
  return changed?.has(index) === true ? null : (table.cell(name, index) ?? null);
}

function columnOf(column: Column | undefined, cells: readonly Cell[]): Column {
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
