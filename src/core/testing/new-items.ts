/** Items that a made-up shop does not have yet, and how they get in. For tests. */
import type { NewItemSettings } from '../../contract/bundle';
import { Admission, type AdmittedItem, type NewItem } from '../admission/admission';
import { Growth, NEW_ITEMS } from '../admission/growth';
import { WordIndex } from '../admission/word-index';
import { FusionNetwork } from '../network/fusion-network';
import type { MadeUpShop } from './made-up-shop';
import { Random } from './random';

/** As wide as the made-up shop's features. */
const WIDTH = 6;

/** Every third item has no text, every other third no image. */
export function newItems(seed: number, count: number): NewItem[] {
  const random = new Random(seed);
  const steps = (): Int8Array => Int8Array.from({ length: WIDTH }, () => random.below(255) - 127);
  return Array.from({ length: count }, (_, i) => ({
    ...(i % 3 !== 0 && { text: steps() }),
    ...(i % 3 !== 1 && { image: steps() }),
    words: `another thing number ${i % 5}`,
    type: random.below(8) - 1,
  }));
}

/** A made-up shop that takes items in. */
export class GrowingShop {
  readonly growth: Growth;
  private readonly admission: Admission;

  constructor(
    { catalogue, features, fusionTensors, settings }: MadeUpShop,
    changes: Partial<NewItemSettings> = {},
  ) {
    const { levels, codebook_size: codebookSize } = settings.semantic_ids;
    const texts = Array.from({ length: catalogue.trie.size }, (_, i) => `thing number ${i % 7}`);
    this.growth = new Growth(catalogue, { ...NEW_ITEMS, ...changes });
    this.admission = new Admission({
      ...{ features, words: new WordIndex(texts) },
      fusion: new FusionNetwork(fusionTensors, { ...settings.fusion, levels, codebookSize }),
    });
  }

  admit(items: readonly NewItem[]): AdmittedItem[] {
    const placed = this.admission.place(items, this.growth.catalogue.trie);
    this.growth.add(placed);
    return placed;
  }
}
