/**
 * A place for new items of a trained model, by content alone: an ID from the frozen tokenizer, and the known items they are
 * like. Nothing that exists changes, and nothing is added here: that is growth.ts. No texts are encoded and no files read.
 * Twin: trainer/musicrec/admission/admit.py, without its lift: what a page counts for a new item instead is growth.ts's.
 */
import { RecommenderError } from '../../contract/errors';
import type { FusedParts } from '../../contract/recommend';
import { dequantised, itemFeatures, type FeatureTable } from '../features';
import type { FusionNetwork } from '../network/fusion-network';
import type { Trie } from '../trie';
import { FreeIds, type FreeId } from './free-ids';
import type { PlacedItem } from './growth';
import { findKin, type Content } from './kin';
import type { WordIndex } from './word-index';

export interface AdmissionParts {
  /** Of the known items, at least. */
  readonly features: FeatureTable;
  /** Of the known items. */
  readonly words: WordIndex;
  readonly fusion: FusionNetwork;
}

/** Content, and the type the shop gives it, −1 where none. */
export interface NewItem extends Content {
  readonly type: number;
}

export interface AdmittedItem extends PlacedItem, FreeId {
  readonly codes: number[];
  readonly parts: FusedParts;
}

export class Admission {
  private readonly parts: AdmissionParts;

  constructor(parts: AdmissionParts) {
    this.parts = parts;
  }

  /** What the known items are stored as. */
  get features(): FeatureTable {
    return this.parts.features;
  }

  /** For each level: (V, F). */
  get codebooks(): readonly Float32Array[] {
    return this.parts.fusion.codebooks;
  }

  /** (F) what the ID of an item was found for. `features`: of all items, old and new. */
  fused(item: number, features: FeatureTable): Float32Array {
    return this.parts.fusion.fused(itemFeatures(features, item));
  }

  /** All or none, in their order: `items/full` where there are more items than IDs. `trie`: who has an ID already. */
  place(items: readonly NewItem[], trie: Trie): AdmittedItem[] {
    const { features, words, fusion } = this.parts;
    const free = new FreeIds(trie, fusion.codebooks, fusion.dimension);
    return items.map((item): AdmittedItem => {
      const { text, image, type } = item;
      const { fused, parts } = fusion.parted({
        ...(text && { text: dequantised(text, features.text) }),
        ...(image && { image: dequantised(image, features.image) }),
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
        ...{ type, parts, kin: findKin(item, features, words) },
        ...(text && { text }),
        ...(image && { image }),
      };
    });
  }
}
