/** The shop's products by id, read from the bundle's item table, and the search over their names. */
import MiniSearch from 'minisearch';
import type { Column, ItemTable } from '../contract/bundle';
import type { PictureFields } from './pictures/product';

export interface Product extends PictureFields {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly type: string;
  readonly category: string;
  readonly aisle: string;
  readonly price: number | null;
  /** Address of a photo, shown in place of a drawing; empty or not there where there is none. */
  readonly photo?: string;
}

function text(column: Column | undefined, row: number): string {
  if (column?.kind === 'text') return column.values[row] ?? '';
  if (column?.kind === 'category') return column.names[column.codes[row]] ?? '';
  if (column?.kind === 'number') return String(column.values[row] ?? '');
  return '';
}

function number(column: Column | undefined, row: number): number | null {
  return column?.kind === 'number' ? (column.values[row] ?? null) : null;
}

export class Catalogue {
  readonly products: Product[];
  readonly #byId: Map<string, Product>;
  #search: MiniSearch<Product> | null = null;

  constructor({ columns }: ItemTable) {
    const ids = columns['id'];
    const ownLabel = columns['own_label'];
    this.products = (ids.kind === 'text' ? ids.values : []).map((id, row) => ({
      id,
      title: text(columns['title'], row),
      description: text(columns['description'], row),
      type: text(columns['type'], row),
      category: text(columns['category'], row),
      aisle: text(columns['aisle'], row),
      size: text(columns['size'], row),
      price: number(columns['price'], row),
      icon: text(columns['icon'], row),
      package: text(columns['package'], row),
      content: text(columns['content'], row),
      photo: text(columns['photo'], row),
      maker: number(columns['maker'], row) ?? 0,
      ownLabel:
        ownLabel?.kind === 'boolean' ? ownLabel.values[row] : text(ownLabel, row) === 'true',
    }));
    this.#byId = new Map(this.products.map((product) => [product.id, product]));
  }

  get(id: string): Product | undefined {
    return this.#byId.get(id);
  }

  /** One that was not there when the shop opened. */
  add(product: Product): void {
    this.products.push(product);
    this.#byId.set(product.id, product);
    this.#search?.add(product);
  }

  remove(id: string): void {
    const product = this.#byId.get(id);
    if (product === undefined) return;
    this.products.splice(this.products.indexOf(product), 1);
    this.#byId.delete(id);
    this.#search?.remove(product);
  }

  /** The categories of an aisle, those with most products first. */
  categoriesOf(aisle: string): string[] {
    const counts = new Map<string, number>();
    for (const product of this.products) {
      if (product.aisle === aisle)
        counts.set(product.category, (counts.get(product.category) ?? 0) + 1);
    }
    return [...counts]
      .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
      .map(([name]) => name);
  }

  /** Products whose name, kind or category match, forgiving a slip of the finger. */
  search(query: string, count: number): Product[] {
    if (this.#search === null) {
      this.#search = new MiniSearch<Product>({
        fields: ['title', 'type', 'category'],
        searchOptions: {
          boost: { title: 3, type: 2 },
          prefix: true,
          fuzzy: 0.2,
          combineWith: 'AND',
        },
      });
      this.#search.addAll(this.products);
    }
    return this.#search
      .search(query)
      .slice(0, count)
      .flatMap(({ id }) => this.get(String(id)) ?? []);
  }
}
