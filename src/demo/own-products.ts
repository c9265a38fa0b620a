/**
 * Products that a visitor adds: told to the engine, dressed like the known product they resemble most, put into the catalogue.
 * The engine keeps them from visit to visit, looks and all. How they are shown is views/add.ts.
 */
import type { Recommender } from '../client';
import type { AddedItem } from '../contract/recommend';
import type { Catalogue, Product } from './catalogue';
import { thumbnail } from './photo/thumbnail';

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

  constructor(recommender: Recommender, catalogue: Catalogue) {
    this.#recommender = recommender;
    this.#catalogue = catalogue;
  }

  /** Newest first. */
  get all(): readonly OwnProduct[] {
    return this.#all;
  }

  /** Takes in those of earlier visits: the catalogue has them, since the engine does. */
  async restore(): Promise<void> {
    for (const added of await this.#recommender.added()) {
      const product = this.#catalogue.get(added.id);
      if (product === undefined) continue;
      this.#all.unshift({ product, added, neighbours: this.#neighboursOf(added) });
    }
  }

  /** By its name, its looks, or both. Rejects with the engine's error, such as a title without a word. */
  async add(title: string, price: number | null, image: Blob | null = null): Promise<OwnProduct> {
    // Another tab, or an earlier visit, has products of its own.
    const id = `own-${Date.now().toString(36)}-${String(this.#all.length)}`;
    const given = { ...(title && { title }), ...(image && { image }) };
    const [added] = await this.#recommender.addItems([{ id, price, ...given }]);
    const neighbours = this.#neighboursOf(added);
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
    const name = title || `Like ${neighbours[0].product.title}`;
    const description = 'Added by you, on this device.';
    const looks = {
      ...{ description, type, category, aisle, icon, package: pack, content, size, maker },
      ...(image && { photo: await thumbnail(image) }),
    };
    await this.#recommender.updateItems([{ id, title: name, ...looks, own_label: ownLabel }]);
    const product = { ...looks, id, title: name, price, ownLabel };
    this.#catalogue.add(product);
    const own = { product, added, neighbours };
    this.#all.unshift(own);
    return own;
  }

  async remove(id: string): Promise<void> {
    await this.#recommender.removeItems([id]);
    this.#catalogue.remove(id);
    this.#all.splice(
      this.#all.findIndex(({ product }) => product.id === id),
      1,
    );
  }

  #neighboursOf({ neighbours }: AddedItem): OwnProduct['neighbours'] {
    return neighbours.flatMap(({ id, likeness }) => {
      const product = this.#catalogue.get(id);
      return product === undefined ? [] : [{ product, likeness }];
    });
  }
}
