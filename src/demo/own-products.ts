/**
 * Products that a visitor adds: told to the engine, dressed like the known product they resemble most, put into the catalogue.
 * They live as long as the tab. How they are shown is views/add.ts.
 */
import type { Recommender } from '../client';
import type { AddedItem } from '../contract/recommend';
import type { Catalogue, Product } from './catalogue';

export interface OwnProduct {
  readonly product: Product;
  /** What the engine made of it. */
  readonly added: AddedItem;
  /** Known products most like it, likest first. */
  readonly neighbours: readonly { readonly product: Product; readonly likeness: number }[];
}

export class OwnProducts {
  readonly #recommender: Recommender;
  readonly #catalogue: Catalogue;
  readonly #all: OwnProduct[] = [];
  #count = 0;

  constructor(recommender: Recommender, catalogue: Catalogue) {
    this.#recommender = recommender;
    this.#catalogue = catalogue;
  }

  /** Newest first. */
  get all(): readonly OwnProduct[] {
    return this.#all;
  }

  /** By its name, its looks, or both. Rejects with the engine's error, such as a title without a word. */
  async add(title: string, price: number | null, image: Blob | null = null): Promise<OwnProduct> {
    const id = `own-${String(++this.#count)}`;
    const given = { ...(title && { title }), ...(image && { image }) };
    const [added] = await this.#recommender.addItems([{ id, price, ...given }]);
    const neighbours = added.neighbours.flatMap(({ id: other, likeness }) => {
      const product = this.#catalogue.get(other);
      return product === undefined ? [] : [{ product, likeness }];
    });
    // A shop would know these; here the likest product lends them, picture included.
    const {
      type,
      category,
      aisle,
      icon,
      package: pack,
      content,
      size,
      maker,
      ownLabel,
    } = neighbours[0].product;
    const looks = { type, category, aisle, icon, package: pack, content, size };
    const name = title || `Like ${neighbours[0].product.title}`;
    await this.#recommender.updateItems([{ id, title: name, ...looks }]);
    const description = 'Added by you, in this tab.';
    const photo = image && { photo: URL.createObjectURL(image) };
    const product = {
      ...{ ...looks, id, title: name, description, price, maker, ownLabel },
      ...photo,
    };
    this.#catalogue.add(product);
    const own = { product, added, neighbours };
    this.#all.unshift(own);
    return own;
  }

  async remove(id: string): Promise<void> {
    await this.#recommender.removeItems([id]);
    URL.revokeObjectURL(this.#catalogue.get(id)?.photo ?? '');
    this.#catalogue.remove(id);
    this.#all.splice(
      this.#all.findIndex(({ product }) => product.id === id),
      1,
    );
  }
}
