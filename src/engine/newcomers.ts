/**
 * Items that a page adds to the shop: checked as a whole, admitted to the catalogue, told to shop and executors. What it needs
 * of the bundle is fetched when the first ones come. How an item is admitted is core/admission.
 */
import type { Bundle } from '../bundle/bundle';
import { RecommenderError } from '../contract/errors';
import type { AddedItem, CodebookMap } from '../contract/recommend';
import { Admission, type AdmittedItem } from '../core/admission/admission';
import { codebookMaps } from '../core/admission/codebook-map';
import { itemText } from '../core/admission/item-text';
import { WordIndex } from '../core/admission/word-index';
import { codebookRing } from '../core/codebook-ring';
import type { GrownCatalogue } from '../core/executor';
import type { FeatureMatrix, FeatureTable, StoredFeatures } from '../core/features';
import type { ShopCatalogue } from './catalogue';
import { show } from './checks';
import type { Cell } from './merged-columns';
import { checkNewItems, type CheckedItem } from './new-items';
import type { PictureFeatures } from './picture-features';
import type { TextFeatures } from './text-features';

/** Kin that an answer names. */
const NEIGHBOURS = 8;
/** Of stored features: ± this many steps. */
const MOST_STEPS = 127;

/** With its features as the bundle stores them. */
interface EncodedItem extends Omit<CheckedItem, 'features' | 'picture'> {
  readonly features: StoredFeatures;
  /** Milliseconds that text and picture took, and of these the picture. */
  readonly encodeMs: number;
  readonly imageMs: number;
}

/** What lets items in. */
interface Door {
  readonly admission: Admission;
  /** For each level: (V, F). */
  readonly codebooks: readonly Float32Array[];
}

/** Items on their way in. */
export interface EncodedItems {
  readonly admission: Admission;
  readonly items: readonly EncodedItem[];
}

export class Newcomers {
  readonly #bundle: Bundle;
  readonly #shop: ShopCatalogue;
  readonly #texts: TextFeatures;
  readonly #pictures: PictureFeatures;
  #door: Promise<Door> | undefined;
  /** For each level: what a map takes, and nothing else. */
  #rings: readonly Float32Array[] | undefined;
  /** The same, once it has let something in. */
  #admitted: Admission | undefined;

  constructor(
    bundle: Bundle,
    shop: ShopCatalogue,
    encoders: { readonly texts: TextFeatures; readonly pictures: PictureFeatures },
  ) {
    this.#bundle = bundle;
    this.#shop = shop;
    this.#texts = encoders.texts;
    this.#pictures = encoders.pictures;
  }

  /** The catalogue with what was added; undefined where nothing was. */
  get grown(): GrownCatalogue | undefined {
    return this.#admitted?.current;
  }

  /** Features of all its items; undefined where nothing was added. */
  get features(): FeatureTable | undefined {
    return this.#admitted?.features;
  }

  /** Every field of what a page wants to add; all or nothing. */
  check(items: unknown): CheckedItem[] {
    return checkNewItems(items, this.#shop, {
      widths: this.#bundle.manifest.fusion,
      pictures: this.#pictures.supported,
    });
  }

  /**
   * Features of the items, of their texts and pictures where they bring none. `items/unsupported` where the bundle has not what
   * this takes, `text/unknown` where neither word nor picture says anything, `picture/…` for what is no picture.
   */
  async encode(items: readonly CheckedItem[]): Promise<EncodedItems> {
    const { admission } = await this.#opened();
    const encoded: EncodedItem[] = [];
    // One after the other: no more than one picture is held as pixels.
    for (const item of items) encoded.push(await this.#encode(item, admission.features));
    return { admission, items: encoded };
  }

  /** All or none, in their order. One call at a time. */
  add({ admission, items }: EncodedItems): {
    readonly added: AddedItem[];
    readonly grown: GrownCatalogue;
  } {
    const started = performance.now();
    const admitted = admission.admit(
      items.map(({ id, cells, features }) => ({
        ...features,
        words: textOf(id, cells),
        type: this.#shop.typeCodeOf(cells.get('type') ?? null),
      })),
    );
    const grown = admission.current;
    this.#admitted = admission;
    this.#shop.add(items, grown.catalogue.types);
    const admitMs = (performance.now() - started) / items.length;
    return { added: admitted.map((item, i) => this.#answer(items[i], item, admitMs)), grown };
  }

  /** The codebooks as an item came by them. */
  async maps(item: number): Promise<CodebookMap[]> {
    const { admission, codebooks } = await this.#opened();
    const fused = admission.fused(item);
    this.#rings ??= codebooks.map((codebook) => codebookRing(codebook, fused.length));
    const { trie } = admission.current.catalogue;
    return codebookMaps(fused, trie.codes(trie.positionOf[item]), {
      ...{ trie, codebooks, rings: this.#rings },
      idOf: (index) => this.#shop.id(index),
    });
  }

  async #encode(
    { id, cells, features, picture }: CheckedItem,
    known: FeatureTable,
  ): Promise<EncodedItem> {
    if (features !== undefined) {
      const given = {
        ...(features.text && { text: stored(features.text, known.text) }),
        ...(features.image && { image: stored(features.image, known.image) }),
      };
      return { id, cells, features: given, encodeMs: 0, imageMs: 0 };
    }
    const started = performance.now();
    const image = picture === undefined ? undefined : await this.#pictures.encode(picture);
    const imageMs = performance.now() - started;
    const words = textOf(id, cells);
    // With a picture, a text is one of two things that say what it is.
    const isRead = image === undefined || (this.#texts.supported && words !== '');
    const text = isRead ? await this.#texts.encode(words) : undefined;
    if (text === undefined && image === undefined) {
      throw new RecommenderError('text/unknown', { title: show(cells.get('title')) });
    }
    const made = { ...(text && { text }), ...(image && { image }) };
    return { id, cells, features: made, imageMs, encodeMs: performance.now() - started };
  }

  #opened(): Promise<Door> {
    this.#door ??= this.#open().catch((error: unknown) => {
      this.#door = undefined;
      throw error;
    });
    return this.#door;
  }

  async #open(): Promise<Door> {
    const bundle = this.#bundle;
    for (const file of ['features.bin', 'fusion.onnx']) {
      if (bundle.has(file)) continue;
      throw new RecommenderError('items/unsupported', { reason: `it has no ${file}` });
    }
    const [{ tower }, features, { tensors }, { FusionNetwork }] = await Promise.all([
      bundle.generator(),
      bundle.features(),
      bundle.fusion(),
      import('../core/network/fusion-network'),
    ]);
    const { items, manifest, catalogue } = bundle;
    const { levels, codebook_size: codebookSize } = manifest.semantic_ids;
    const texts = Array.from({ length: items.size }, (_, i) =>
      itemText(items.id(i), (column) => items.cell(column, i)),
    );
    const fusion = new FusionNetwork(tensors, { ...manifest.fusion, levels, codebookSize });
    const admission = new Admission({
      ...{ catalogue, features, residuals: tower.residuals, fusion },
      words: new WordIndex(texts),
      ...(manifest.new_items && { settings: manifest.new_items }),
    });
    return { admission, codebooks: fusion.codebooks };
  }

  #answer(
    { id, encodeMs, imageMs }: EncodedItem,
    { codes, nearest, distances, kin, parts }: AdmittedItem,
    admitMs: number,
  ): AddedItem {
    const neighbours = Array.from(kin.items.subarray(0, NEIGHBOURS), (item, k) => ({
      id: this.#shop.id(item),
      likeness: kin.likeness[k],
    }));
    const timings = { encodeMs, imageMs, admitMs };
    return { id, codes, nearest, distances, parts, neighbours, timings };
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
