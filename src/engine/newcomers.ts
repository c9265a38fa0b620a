/**
 * Items that a page adds to the shop: checked as a whole, admitted to the catalogue, told to shop and executors. What it needs
 * of the bundle is fetched when the first ones come. How an item is admitted is core/admission.
 */
import type { Bundle } from '../bundle/bundle';
import { RecommenderError } from '../contract/errors';
import type { AddedItem, ItemFeatures } from '../contract/recommend';
import { Admission, type AdmittedItem } from '../core/admission/admission';
import { itemText } from '../core/admission/item-text';
import { WordIndex } from '../core/admission/word-index';
import type { GrownCatalogue } from '../core/executor';
import type { FeatureMatrix, FeatureTable } from '../core/features';
import type { ShopCatalogue } from './catalogue';
import { show } from './checks';
import type { Cell } from './merged-columns';
import type { TextFeatures } from './text-features';

/** Kin that an answer names. */
const NEIGHBOURS = 8;
/** Of stored features: ± this many steps. */
const MOST_STEPS = 127;

/** An item whose every field was checked: new-items.ts. */
export interface CheckedItem {
  readonly id: string;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Absent: those of its text. */
  readonly features?: ItemFeatures;
}

/** With its features as the bundle stores them. */
export interface EncodedItem extends Omit<CheckedItem, 'features'> {
  readonly text?: Int8Array;
  readonly image?: Int8Array;
  /** Milliseconds that its text took. */
  readonly encodeMs: number;
}

export class Newcomers {
  readonly #bundle: Bundle;
  readonly #shop: ShopCatalogue;
  readonly #texts: TextFeatures;
  #admission: Promise<Admission> | undefined;
  #grown: GrownCatalogue | undefined;
  #features: FeatureTable | undefined;

  constructor(bundle: Bundle, shop: ShopCatalogue, texts: TextFeatures) {
    this.#bundle = bundle;
    this.#shop = shop;
    this.#texts = texts;
  }

  /** The catalogue with what was added; undefined where nothing was. */
  get grown(): GrownCatalogue | undefined {
    return this.#grown;
  }

  /** Features of all its items; undefined where nothing was added. */
  get features(): FeatureTable | undefined {
    return this.#features;
  }

  /** Fetches what admitting takes; `items/unsupported` where the bundle does not have it. */
  ready(): Promise<Admission> {
    this.#admission ??= this.#open().catch((error: unknown) => {
      this.#admission = undefined;
      throw error;
    });
    return this.#admission;
  }

  /** Features of an item, of its text where it brings none; `text/unknown` where no word says anything. */
  async encode({ id, cells, features }: CheckedItem, known: FeatureTable): Promise<EncodedItem> {
    const started = performance.now();
    if (features !== undefined) {
      return {
        ...{ id, cells, encodeMs: 0 },
        ...(features.text && { text: stored(features.text, known.text) }),
        ...(features.image && { image: stored(features.image, known.image) }),
      };
    }
    const text = await this.#texts.encode(textOf(id, cells));
    if (text === undefined) {
      throw new RecommenderError('text/unknown', { title: show(cells.get('title')) });
    }
    return { id, cells, text, encodeMs: performance.now() - started };
  }

  /** All or none, in their order. `admission`: of `ready`. One call at a time. */
  add(items: readonly EncodedItem[], admission: Admission): AddedItem[] {
    const started = performance.now();
    const admitted = admission.admit(
      items.map(({ id, cells, text, image }) => ({
        ...(text && { text }),
        ...(image && { image }),
        words: textOf(id, cells),
        type: this.#shop.typeCodeOf(cells.get('type') ?? null),
      })),
    );
    this.#grown = admission.current;
    this.#features = admission.features;
    this.#shop.add(items, admission.current.catalogue.types);
    const admitMs = (performance.now() - started) / items.length;
    return admitted.map((item, i) => this.#answer(items[i], item, admitMs));
  }

  async #open(): Promise<Admission> {
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
    return new Admission({
      ...{ catalogue, features, residuals: tower.residuals },
      words: new WordIndex(texts),
      ...(manifest.new_items && { settings: manifest.new_items }),
      fusion: new FusionNetwork(tensors, { ...manifest.fusion, levels, codebookSize }),
    });
  }

  #answer(
    { id, encodeMs }: EncodedItem,
    { codes, nearest, distances, kin }: AdmittedItem,
    admitMs: number,
  ): AddedItem {
    const neighbours = Array.from(kin.items.subarray(0, NEIGHBOURS), (item, k) => ({
      id: this.#shop.id(item),
      likeness: kin.likeness[k],
    }));
    return { id, codes, nearest, distances, neighbours, timings: { encodeMs, admitMs } };
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
