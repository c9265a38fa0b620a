/**
 * Items on their way into the shop: checked as a whole, their texts encoded, a place found for them. What it needs of the
 * bundle is fetched when the first ones come. How a place is found is core/admission.
 */
import type { Bundle } from '../bundle/bundle';
import { Once } from '../bundle/once';
import type { Cell } from '../contract/bundle';
import type { PlacedColumns } from '../contract/delta';
import { RecommenderError } from '../contract/errors';
import type { AddedItem, CodebookMap } from '../contract/recommend';
import { Admission } from '../core/admission/admission';
import { codebookMaps } from '../core/admission/codebook-map';
import { itemText } from '../core/admission/item-text';
import { WordIndex } from '../core/admission/word-index';
import { codebookRing } from '../core/codebook-ring';
import type { FeatureMatrix, StoredFeatures } from '../core/features';
import { base64Of, featuresOf } from './base64';
import type { ChangedShop } from './changed-shop';
import { show } from './checks';
import { basisOf, hasWidths } from './delta-file';
import type { Readers } from './encoders';
import { checkNewItems, type CheckedItem } from './new-items';

/** Kin that an answer names. */
const NEIGHBOURS = 8;
/** Of what an earlier call, or visit, has added. */
const NO_TIME = { encodeMs: 0, imageMs: 0, admitMs: 0 };
/** Of stored features: ± this many steps. */
const MOST_STEPS = 127;

/** With its features as the bundle stores them. */
export interface EncodedItem extends Omit<CheckedItem, 'features' | 'picture'> {
  readonly features: StoredFeatures;
  /** Milliseconds that text and picture took, and of these the picture. */
  readonly encodeMs: number;
  readonly imageMs: number;
}

type Found = NonNullable<PlacedColumns['found']>;

export class Newcomers {
  readonly #bundle: Bundle;
  readonly #readers: Readers;
  readonly #once = new Once();
  /** For each level: what a map takes, and nothing else. */
  #rings: readonly Float32Array[] | undefined;

  constructor(bundle: Bundle, readers: Readers) {
    this.#bundle = bundle;
    this.#readers = readers;
  }

  /** Every field of what a page wants to add; all or nothing. */
  check(items: unknown, { catalogue }: ChangedShop): CheckedItem[] {
    return checkNewItems(items, catalogue, {
      widths: this.#bundle.manifest.fusion,
      pictures: this.#readers.pictures.supported,
    });
  }

  /**
   * Features of the items, of their texts and pictures where they bring none. `items/unsupported` where the bundle has not what
   * this takes, `text/unknown` where neither word nor picture says anything, `picture/…` for what is no picture.
   */
  async encode(items: readonly CheckedItem[]): Promise<EncodedItem[]> {
    // First, and beside: reading the words of all items would keep this thread from starting a worker.
    const { pictures } = this.#readers;
    if (items.some(({ picture }) => picture !== undefined)) await pictures.prepare();
    await this.#admission();
    const encoded: EncodedItem[] = [];
    // One after the other: no more than one picture is held as pixels.
    for (const item of items) encoded.push(await this.#encode(item));
    return encoded;
  }

  /** Gives the items places behind those that are there: all or none, in their order. One call at a time. */
  async add(items: readonly EncodedItem[], shop: ChangedShop): Promise<AddedItem[]> {
    await this.#admission();
    const [started, entries] = [performance.now(), await this.admit(items, shop)];
    const admitMs = (performance.now() - started) / items.length;
    return items.map(({ id, encodeMs, imageMs }, i) => {
      const { removed } = shop.of(id);
      // Behind those that came before it.
      shop.note([id], [id, { id, ...(removed && { removed }), added: entries[i] }]);
      const { found, ...added } = entries[i];
      return this.#answer(id, added, found, shop, { encodeMs, imageMs, admitMs });
    });
  }

  /** The same without noting that a call said so. */
  async admit(
    items: readonly EncodedItem[],
    shop: ChangedShop,
  ): Promise<(PlacedColumns & { readonly found: Found })[]> {
    const admission = await this.#admission();
    const contents = items.map(({ id, cells, features }) => ({
      ...features,
      words: textOf(id, cells),
      type: shop.catalogue.typeCodeOf(cells.get('type') ?? null),
    }));
    const placed = admission.place(contents, shop.ranked.trie);
    await shop.take(items, placed);
    const basis = basisOf(this.#bundle.manifest);
    return items.map(({ cells, features: { text, image } }, i) => {
      const { codes, nearest, distances, parts, kin } = placed[i];
      return {
        ...{ basis, columns: Object.fromEntries(cells), codes },
        ...(text && { text: base64Of(text) }),
        ...(image && { image: base64Of(image) }),
        kin: { items: Array.from(kin.items), likeness: Array.from(kin.likeness) },
        found: { nearest, distances, parts },
      };
    });
  }

  /** Items that calls have added and that are there, in their order. */
  added(shop: ChangedShop): AddedItem[] {
    return shop.own.flatMap(({ id, added }) =>
      added?.found === undefined ? [] : [this.#answer(id, added, added.found, shop, NO_TIME)],
    );
  }

  /** The codebooks as an item came by them. */
  async maps(item: number, shop: ChangedShop): Promise<CodebookMap[]> {
    const admission = await this.#admission();
    const { codebooks } = admission;
    const fused = admission.fused(item, shop.featuresOf(admission.features));
    this.#rings ??= codebooks.map((codebook) => codebookRing(codebook, fused.length));
    const { trie } = shop.ranked;
    return codebookMaps(fused, trie.codes(trie.positionOf[item]), {
      ...{ trie, codebooks, rings: this.#rings },
      idOf: (index) => shop.catalogue.id(index),
    });
  }

  /**
   * An item that was placed in another bundle, ready for a place in this one. Its features are the same where the tokenizer is;
   * otherwise they are made of its text anew. Rejects like `encode`.
   */
  async again(id: string, placed: PlacedColumns): Promise<EncodedItem> {
    const cells = new Map(Object.entries(placed.columns));
    const [tokenizer, here] = [placed.basis, basisOf(this.#bundle.manifest)].map((basis) =>
      basis.slice(basis.lastIndexOf(' ')),
    );
    if (tokenizer === here && hasWidths(placed, this.#bundle.manifest)) {
      return { id, cells, features: featuresOf(placed), encodeMs: 0, imageMs: 0 };
    }
    return this.#encode({ id, cells });
  }

  #answer(
    id: string,
    { codes, kin }: PlacedColumns,
    found: Found,
    { catalogue }: ChangedShop,
    timings: AddedItem['timings'],
  ): AddedItem {
    const neighbours = kin.items
      .slice(0, NEIGHBOURS)
      .map((item, k) => ({ id: catalogue.id(item), likeness: kin.likeness[k] }));
    return { id, codes, ...found, neighbours, timings };
  }

  async #encode({ id, cells, features, picture }: CheckedItem): Promise<EncodedItem> {
    if (features !== undefined) {
      const { text, image } = (await this.#admission()).features;
      const given = {
        ...(features.text && { text: stored(features.text, text) }),
        ...(features.image && { image: stored(features.image, image) }),
      };
      return { id, cells, features: given, encodeMs: 0, imageMs: 0 };
    }
    const { texts, pictures } = this.#readers;
    const started = performance.now();
    const words = textOf(id, cells);
    // With a picture, a text is one of two things that say what it is.
    const isRead = picture === undefined || (texts.supported && words !== '');
    const reading = isRead ? texts.encode(words) : undefined;
    // Of two that fail the picture is told.
    reading?.catch(() => undefined);
    const image = picture === undefined ? undefined : await pictures.encode(picture);
    const imageMs = performance.now() - started;
    const text = await reading;
    if (text === undefined && image === undefined) {
      throw new RecommenderError('text/unknown', { title: show(cells.get('title')) });
    }
    const made = { ...(text && { text }), ...(image && { image }) };
    return { id, cells, features: made, imageMs, encodeMs: performance.now() - started };
  }

  /** What finds places. */
  #admission(): Promise<Admission> {
    return this.#once.get('admission', () => this.#open());
  }

  async #open(): Promise<Admission> {
    const bundle = this.#bundle;
    for (const file of ['features.bin', 'fusion.onnx']) {
      if (bundle.has(file)) continue;
      throw new RecommenderError('items/unsupported', { reason: `it has no ${file}` });
    }
    const [features, { tensors }, { FusionNetwork }] = await Promise.all([
      bundle.features(),
      bundle.fusion(),
      import('../core/network/fusion-network'),
    ]);
    const { items, manifest } = bundle;
    const { levels, codebook_size: codebookSize } = manifest.semantic_ids;
    const texts = Array.from({ length: items.size }, (_, i) =>
      itemText(items.id(i), (column) => items.cell(column, i)),
    );
    const fusion = new FusionNetwork(tensors, { ...manifest.fusion, levels, codebookSize });
    return new Admission({ features, fusion, words: new WordIndex(texts) });
  }
}

function textOf(id: string, cells: ReadonlyMap<string, Cell>): string {
  return itemText(id, (column) => cells.get(column));
}

/** Whitened features as a bundle stores them. */
function stored(values: Float32Array, { scale }: FeatureMatrix): Int8Array {
  return Int8Array.from(values, (value) =>
    Math.max(-MOST_STEPS, Math.min(MOST_STEPS, Math.round(value / scale))),
  );
}
