/** The text of an item: what its shop says of it, by one template for every shop. Twin: trainer/musicrec/features/text.py. */

const TEMPLATE = ['title', 'category', 'type', 'brand', 'description'] as const;

/**
 * The columns an item has, joined by ". "; '' where it has none. A title that repeats the item's id stands in for a missing
 * one and says nothing.
 */
export function itemText(id: string, cell: (column: string) => unknown): string {
  return TEMPLATE.flatMap((column) => {
    const value = cell(column);
    const text = typeof value === 'string' ? value.trim() : '';
    return text === '' || (column === 'title' && text === id) ? [] : [text.replace(/\.+$/, '')];
  }).join('. ');
}
