/** What the device holds of a catalogue, and what the host needs beside it to plan calls. Made anew when items come. */
import { popularityOrder } from '../core/candidates';
import type { Catalogue } from '../core/catalogue';
import type { Discount } from '../core/discount';
import { filledBuffer } from './filled-buffer';
import { packCatalogue } from './model-weights';
import { Planner } from './plan';
import type { GpuSizes } from './sizes';
import { TableCache } from './table-cache';

export interface Ranked {
  readonly catalogue: Catalogue;
  /** (N, R) by item index. */
  readonly residuals: Int8Array;
}

export class CatalogueTables {
  readonly catalogue: Catalogue;
  readonly sizes: GpuSizes;
  /** IDs, residuals, popularity by trie position. */
  readonly buffer: GPUBuffer;
  readonly rules: TableCache;
  readonly discounts: TableCache;
  readonly planner: Planner;
  readonly byPopularity: Int32Array;

  constructor(device: GPUDevice, { catalogue, residuals }: Ranked, sizes: GpuSizes) {
    const { trie, popularity } = catalogue;
    const words = packCatalogue(catalogue, residuals, sizes.residual);
    this.catalogue = catalogue;
    this.sizes = sizes;
    this.buffer = filledBuffer(device, 'catalogue', words);
    this.rules = new TableCache(device, 'rules', trie.size + 1);
    this.discounts = new TableCache(device, 'discounts', 4 * (trie.size + 1));
    this.planner = new Planner(catalogue);
    this.byPopularity = popularityOrder(popularity);
  }

  destroy(): void {
    this.buffer.destroy();
    this.rules.destroy();
    this.discounts.destroy();
  }
}

/** (N + 1, 4): high and low part of Σ w, of Σ w^(1−γ). */
export function prefixSums({ plain, damped }: Discount): Float32Array<ArrayBuffer> {
  const words = new Float32Array(4 * plain.length);
  for (let i = 0; i < plain.length; i++) {
    words[4 * i] = plain[i];
    words[4 * i + 1] = plain[i] - words[4 * i];
    words[4 * i + 2] = damped[i];
    words[4 * i + 3] = damped[i] - words[4 * i + 2];
  }
  return words;
}
