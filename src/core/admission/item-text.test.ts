import { expect, it } from 'vitest';
import { itemText } from './item-text';

const textOf = (id: string, row: Record<string, unknown>): string =>
  itemText(id, (column) => row[column]);

it('joins what an item has by one template', () => {
  const row = { description: 'For tacos.', title: ' Corn tortillas ', type: 'Tortillas', price: 3 };
  expect(textOf('7', row)).toBe('Corn tortillas. Tortillas. For tacos');
  expect(textOf('7', { title: 'Really?..', brand: null })).toBe('Really?');
  expect(textOf('7', {})).toBe('');
});

it('takes no id for a title', () => {
  expect(textOf('B0012', { title: 'B0012', brand: 'Oak' })).toBe('Oak');
});
