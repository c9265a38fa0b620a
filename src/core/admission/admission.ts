/**
 * New items for a trained model, by content alone: an ID from the frozen tokenizer, a residual and a place in the prior from
 * their kin. Nothing that exists changes; who ranks gets the grown tables. No texts are encoded and no files read here.
 * Twin: trainer/musicrec/admission/admit.py, without its lift: a page lets the log P of its likest kin count for a new item instead, and adds a level to the dense head.
 */
import type { NewItemSettings } from '../../contract/bundle';
import { RecommenderError } from '../../contract/errors';
import type { FusedParts } from '../../contract/recommend';
import { appended } from '../appended';
import type { Catalogue } from '../catalogue';
import type { GrownCatalogue } from '../executor';
import type { FeatureMatrix, FeatureTable } from '../features';
import type { FusionNetwork } from '../network/fusion-network';
import { packCodes } from '../semantic-id';
import { Trie } from '../trie';
import { AdmittedPrior } from './admit-prior';
import { FreeIds, type FreeId } from './free-ids';
import { findKin, type Content, type Kin } from './kin';
import type { WordIndex } from './word-index';

export interface AdmissionParts {
  readonly catalogue: Catalogue;
  /** (N, R) */
  readonly residuals: Int8Array;
  readonly features: FeatureTable;
  readonly words: WordIndex;
  readonly fusion: FusionNetwork;
  readonly settings?: NewItemSettings;
}

/** Where the bundle does not say: taken for what their kin are, and no more. */
export const NEW_ITEMS: NewItemSettings = { level: 0, factor: 1, sharpness: 2 };

/** Content, and the type the shop gives it, −1 where none. */
export interface NewItem extends Content {
  readonly type: number;
}

export interface AdmittedItem extends FreeId {
  /** Item index. */
  readonly item: number;
  readonly kin: Kin;
  readonly parts: FusedParts;
}

export class Admission {
  private readonly parts: AdmissionParts;
  private readonly settings: NewItemSettings;
  private readonly prior: AdmittedPrior;
  /** R */
  private readonly residual: number;
  private grown: GrownCatalogue;
  private shown: FeatureTable;

  constructor(parts: AdmissionParts) {
    const { catalogue, residuals, features } = parts;
    this.parts = parts;
    this.settings = parts.settings ?? NEW_ITEMS;
    this.prior = new AdmittedPrior(catalogue.prior, this.settings.factor);
    this.residual = catalogue.settings.model.residual;
    this.grown = { catalogue, residuals };
    this.shown = features;
  }

  /** The catalogue with everything admitted so far. */
  get current(): GrownCatalogue {
    return this.grown;
  }

  /** Features of all items of `current`. */
  get features(): FeatureTable {
    return this.shown;
  }

  /** (F) what the ID of an item, old or new, was found for. */
  fused(item: number): Float32Array {
    const { text, image, present } = this.shown;
    const row = ({ values, width }: FeatureMatrix): Int8Array =>
      values.subarray(item * width, (item + 1) * width);
    return this.parts.fusion.fused({
      ...(present[2 * item] && { text: dequantised(row(text), text) }),
      ...(present[2 * item + 1] && { image: dequantised(row(image), image) }),
    });
  }

  /** All or none: `items/full` where there are more items than IDs, and then nothing has changed. */
  admit(items: readonly NewItem[]): AdmittedItem[] {
    const { features, words, fusion } = this.parts;
    const { trie } = this.grown.catalogue;
    const free = new FreeIds(trie, fusion.codebooks, fusion.dimension);
    const admitted = items.map((item, i): AdmittedItem => {
      const { fused, parts } = fusion.parted({
        ...(item.text && { text: dequantised(item.text, features.text) }),
        ...(item.image && { image: dequantised(item.image, features.image) }),
      });
      const id = free.take(fused);
      if (id === undefined) {
        const { levels, codebookSize } = trie;
        throw new RecommenderError('items/full', {
          ...{ items: items.length, held: trie.size, room: codebookSize ** levels },
        });
      }
      return {
        ...id,
        item: trie.size + i,
        kin: findKin(item, features, words, this.settings.sharpness),
        parts,
      };
    });
    this.grow(items, admitted);
    return admitted;
  }

  private grow(items: readonly NewItem[], admitted: readonly AdmittedItem[]): void {
    const { catalogue, residuals } = this.grown;
    const { trie, popularity, recent, types } = catalogue;
    const packed = Uint32Array.from(admitted, ({ codes }) => packCodes(codes));
    // Nobody has taken a new item yet.
    const nothing = new Float32Array(items.length);
    const ownTypes = Int32Array.from(items, ({ type }) => type);
    // An item that is like nothing stands for itself.
    const likest = Int32Array.from(admitted, ({ item, kin }) =>
      kin.weights[0] > 0 ? kin.items[0] : item,
    );
    const mixed = new Int8Array(items.length * this.residual);
    admitted.forEach(({ item, kin }, i) => {
      this.mixResidual(kin, mixed.subarray(i * this.residual, (i + 1) * this.residual));
      this.prior.add(item, kin);
    });
    this.grown = {
      catalogue: {
        ...catalogue,
        trie: new Trie(appended(trie.packed, packed), trie.levels, trie.codebookSize, trie),
        prior: this.prior.table,
        lift: {
          from: this.parts.catalogue.trie.size,
          level: this.settings.level,
          as: appended(catalogue.lift?.as ?? new Int32Array(0), likest),
        },
        popularity: appended(popularity, nothing),
        recent: appended(recent, nothing),
        ...(types && { types: appended(types, ownTypes) }),
      },
      residuals: appended(residuals, mixed),
    };
    const { text, image, present } = this.shown;
    const has = items.flatMap((item) => [item.text ? 1 : 0, item.image ? 1 : 0]);
    this.shown = {
      text: withRows(
        text,
        items.map((item) => item.text),
      ),
      image: withRows(
        image,
        items.map((item) => item.image),
      ),
      present: appended(present, Uint8Array.from(has)),
    };
  }

  /** out (R) = the kin's residuals, as they count. */
  private mixResidual({ items, weights }: Kin, out: Int8Array): void {
    const { residuals } = this.parts;
    const sums = new Float64Array(out.length);
    items.forEach((item, i) => {
      for (let r = 0; r < sums.length; r++)
        sums[r] += weights[i] * residuals[item * sums.length + r];
    });
    sums.forEach((sum, r) => (out[r] = Math.round(sum)));
  }
}

/** Whitened features as the networks see them: what is stored, times its scale. */
function dequantised(stored: Int8Array, { scale }: FeatureMatrix): Float32Array {
  return Float32Array.from(stored, (step) => step * scale);
}

function withRows(matrix: FeatureMatrix, rows: readonly (Int8Array | undefined)[]): FeatureMatrix {
  const more = new Int8Array(rows.length * matrix.width);
  rows.forEach((row, i) => {
    if (row !== undefined) more.set(row, i * matrix.width);
  });
  return { ...matrix, values: appended(matrix.values, more) };
}
