import { expect, test } from 'vitest';
import { parseItemTable, type ItemTable } from './item-table';
import { changed } from './testing/changed';

const GOOD = {
  columns: {
    id: { kind: 'text', values: ['a', 'b', 'c'] },
    title: { kind: 'text', values: ['A', 'B', ''] },
    price: { kind: 'number', values: [1.5, null, 0] },
    organic: { kind: 'boolean', values: [true, false, false] },
    type: { kind: 'category', names: ['tea', 'milk'], codes: [1, -1, 0] },
  },
};
const parse = (table: unknown, items = 3): ItemTable =>
  parseItemTable(new TextEncoder().encode(JSON.stringify(table)), items);

test('rows, cells and ids', () => {
  const table = parse(GOOD);
  expect(table.size).toBe(3);
  expect({ ...table.row(0) }).toEqual({
    id: 'a',
    title: 'A',
    price: 1.5,
    organic: true,
    type: 'milk',
  });
  expect({ ...table.row(1) }).toEqual({
    id: 'b',
    title: 'B',
    price: null,
    organic: false,
    type: null,
  });
  expect(table.indexOf('c')).toBe(2);
  expect(table.indexOf('d')).toBeUndefined();
  expect(table.id(1)).toBe('b');
  expect(table.cell('price', 2)).toBe(0);
  expect(table.cell('colour', 2)).toBeUndefined();
  expect([...(table.categoryCodes('type') ?? [])]).toEqual([1, -1, 0]);
  expect(table.categoryCodes('title')).toBeUndefined();
  expect(table.columnNames).toContain('organic');
});

test('ids and columns with the names of object internals are just names', () => {
  const named = changed(GOOD, 'columns/id/values', ['__proto__', 'constructor', 'toString']);
  const column = { kind: 'text', values: ['x', 'y', 'z'] };
  const table = parse(changed(named, 'columns/__proto__', column));
  expect(table.indexOf('__proto__')).toBe(0);
  expect(table.indexOf('hasOwnProperty')).toBeUndefined();
  expect(table.columnNames).toContain('__proto__');
  expect(Object.entries(table.row(1))).toContainEqual(['__proto__', 'y']);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test.each<[string, string, unknown, RegExp]>([
  ['a missing id column', 'columns/id', undefined, /\$\.columns\.id is nothing/],
  ['an id column that is no text', 'columns/id', GOOD.columns.price, /\$\.columns\.id\.kind/],
  [
    'an id twice',
    'columns/id/values/2',
    'a',
    /values\[2\] is "a", expected an id no other item has/,
  ],
  ['a short column', 'columns/price/values/1', undefined, /3 elements, but it has 2/],
  [
    'a wrong value',
    'columns/title/values/1',
    7,
    /\$\.columns\.title\.values\[1\] is 7, expected a string/,
  ],
  ['a number that is none', 'columns/price/values/0', '1', /expected a number or null/],
  ['a boolean that is none', 'columns/organic/values/0', 1, /expected a boolean/],
  ['a code without a name', 'columns/type/codes/0', 2, /expected a whole number from -1 to 1/],
  ['names that are no strings', 'columns/type/names/0', null, /names\[0\]/],
  ['an unknown kind', 'columns/type/kind', 'enum', /kind is "enum"/],
  ['an unknown field', 'columns/price/unit', 'g', /unit is "g", expected no such field/],
  ['no columns', 'columns', undefined, /\$\.columns is nothing/],
])('refuses %s', (_, path, to, message) => {
  expect(() => parse(changed(GOOD, path, to))).toThrow(message);
});

test('refuses a price beyond all numbers', () => {
  const text = JSON.stringify(GOOD).replace('1.5', '1e999');
  expect(() => parseItemTable(new TextEncoder().encode(text), 3)).toThrow(/price\.values\[0\]/);
});
