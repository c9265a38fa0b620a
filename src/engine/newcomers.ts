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
import type { Cell } from './merged-columns';

/** Kin that an answer names. */
const NEIGHBOURS = 8;
/** Of stored features: ± this many steps. */
const MOST_STEPS = 127;

/** An item whose every field was checked: new-items.ts. */
export interface CheckedItem {
  readonly id: string;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly features: ItemFeatures;
}

export class Newcomers {
  readonly #bundle: Bundle;
  readonly #shop: ShopCatalogue;
  #admission: Promise<Admission> | undefined;
  #grown: GrownCatalogue | undefined;
  #features: FeatureTable | undefined;

  constructor(bundle: Bundle, shop: ShopCatalogue) {
    this.#bundle = bundle;
    this.#shop = shop;
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

  /** All or none, in their order. `admission`: of `ready`. One call at a time. */
  add(items: readonly CheckedItem[], admission: Admission): AddedItem[] {
    const started = performance.now();
    const { text, image } = admission.features;
    const admitted = admission.admit(
      items.map(({ id, cells, features }) => ({
        ...(features.text && { text: stored(features.text, text) }),
        ...(features.image && { image: stored(features.image, image) }),
        words: itemText(id, (column) => cells.get(column)),
        type: this.#shop.typeCodeOf(cells.get('type') ?? null),
      })),
    );
    this.#grown = admission.current;
    this.#features = admission.features;
    this.#shop.add(items, admission.current.catalogue.types);
    const admitMs = (performance.now() - started) / items.length;
    return admitted.map((item, i) => this.#answer(items[i].id, item, admitMs));
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
      fusion: new FusionNetwork(tensors, { ...manifest.fusion, levels, codebookSize }),
    });
  }

  #answer(
    id: string,
    { codes, nearest, distances, kin }: AdmittedItem,
    admitMs: number,
  ): AddedItem {
    const neighbours = Array.from(kin.items.subarray(0, NEIGHBOURS), (item, k) => ({
      id: this.#shop.id(item),
      likeness: kin.likeness[k],
    }));
    return { id, codes, nearest, distances, neighbours, timings: { admitMs } };
  }
}

/** Whitened features as a bundle stores them. */
function stored(values: Float32Array, { scale }: FeatureMatrix): Int8Array {
  return Int8Array.from(values, (value) =>
    Math.max(-MOST_STEPS, Math.min(MOST_STEPS, Math.round(value / scale))),
  );
}
