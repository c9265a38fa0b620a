/**
 * A made-up shop for tests: random semantic IDs, prior, popularity, types, features, and random weights of a whole model
 * under the names of docs/bundle-format.md. Small, seeded, real in every other way.
 */
import type { Manifest } from '../../contract/bundle';
import type { Catalogue } from '../catalogue';
import type { FeatureTable } from '../features';
import { ItemTower } from '../item-tower';
import { packCodes } from '../semantic-id';
import type { Tensor } from '../tensor';
import { Trie } from '../trie';
import { Random } from './random';

export interface ShopSizes {
  readonly items: number;
  readonly levels: number;
  readonly codebookSize: number;
  readonly dimension: number;
  readonly hidden: number;
  readonly residual: number;
  readonly wide: number;
  readonly maxHistory: number;
  readonly neighbours: number;
  readonly types: number;
  readonly beamWidth: number;
  readonly extraCandidates: number;
}

export const SMALL: ShopSizes = {
  items: 60,
  levels: 3,
  codebookSize: 8,
  dimension: 16,
  hidden: 12,
  residual: 4,
  wide: 20,
  maxHistory: 10,
  neighbours: 4,
  types: 12,
  beamWidth: 8,
  extraCandidates: 6,
};

export interface MadeUpShop {
  readonly sizes: ShopSizes;
  readonly settings: Pick<
    Manifest,
    'semantic_ids' | 'model' | 'fusion' | 'prior' | 'frequency' | 'decoding'
  >;
  /** (N) by item index. */
  readonly packed: Uint32Array;
  readonly residuals: Int8Array;
  readonly catalogue: Catalogue;
  readonly types: Int32Array;
  readonly tensors: Map<string, Tensor>;
  readonly fusionTensors: Map<string, Tensor>;
  readonly tower: ItemTower;
  readonly features: FeatureTable;
}

const FEATURES = 6;
const FUSED = 5;

export function madeUpShop(seed: number, changes: Partial<ShopSizes> = {}): MadeUpShop {
  const sizes = { ...SMALL, ...changes };
  const random = new Random(seed);
  const { items, levels, codebookSize, neighbours } = sizes;
  const settings: MadeUpShop['settings'] = {
    semantic_ids: { levels, codebook_size: codebookSize },
    model: {
      dimension: sizes.dimension,
      layers: 2,
      heads: 4,
      hidden: sizes.hidden,
      residual: sizes.residual,
      max_history: sizes.maxHistory,
      objectives: ['any', 'new'],
    },
    fusion: { text: FEATURES, image: FEATURES, dimension: FUSED },
    prior: { neighbours, epsilon: 0.01, visit_decay: 0.9, max_sources: 20, min_households: 5 },
    frequency: { half_life_days: 56, days_per_visit: 7 },
    decoding: { beam_width: sizes.beamWidth, extra_candidates: sizes.extraCandidates },
  };
  const packed = randomIds(random, sizes);
  const residuals = Int8Array.from(
    { length: items * sizes.residual },
    () => random.below(255) - 127,
  );
  const types = Int32Array.from({ length: items }, () => random.below(sizes.types + 1) - 1);
  const tensors = modelTensors(random, sizes);
  const catalogue: Catalogue = {
    trie: new Trie(packed, levels, codebookSize),
    prior: randomPrior(random, sizes),
    popularity: Float32Array.from({ length: items }, () => Math.floor(1000 * random.next() ** 4)),
    recent: Float32Array.from({ length: items }, () => random.below(20)),
    types,
    settings,
  };
  const features = (): Int8Array =>
    Int8Array.from({ length: items * FEATURES }, () => random.below(255) - 127);
  return {
    sizes,
    settings,
    packed,
    residuals,
    catalogue,
    types,
    tensors,
    fusionTensors: fusionTensors(random, sizes),
    tower: new ItemTower(tensors, packed, residuals, sizes),
    features: {
      text: { values: features(), width: FEATURES, scale: 0.03 },
      image: { values: features(), width: FEATURES, scale: 0.02 },
      present: Uint8Array.from({ length: 2 * items }, () => (random.next() < 0.8 ? 1 : 0)),
    },
  };
}

function randomIds(random: Random, sizes: ShopSizes): Uint32Array {
  const { items, levels, codebookSize } = sizes;
  const taken = new Set<number>();
  while (taken.size < items) {
    // Skewed codes, so that some prefixes are crowded and some codes unused.
    const codes = Array.from({ length: levels }, () =>
      Math.floor(codebookSize * random.next() ** 2),
    );
    taken.add(packCodes(codes));
  }
  return Uint32Array.from(taken);
}

function randomPrior(random: Random, sizes: ShopSizes): Catalogue['prior'] {
  const { items, neighbours } = sizes;
  const table = {
    neighbours,
    items: new Uint16Array(items * neighbours).fill(0xffff),
    weights: new Uint8Array(items * neighbours),
    scales: Float32Array.from({ length: items }, () => random.next() / 255),
  };
  for (let item = 0; item < items; item++) {
    const others = random.distinct(random.below(neighbours + 1), items);
    const weights = others.map(() => 1 + random.below(255)).sort((a, b) => b - a);
    table.items.set(others, item * neighbours);
    table.weights.set(weights, item * neighbours);
  }
  return table;
}

/** Writes random tensors under the bundle's names. */
class TensorWriter {
  readonly tensors = new Map<string, Tensor>();
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  floats(name: string, dims: number[], around = 0, spread = 0.2): void {
    const length = dims.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length }, () => around + spread * this.random.normal());
    this.tensors.set(name, { dims, data: values });
  }

  /** int8 with `scales` scales of such a size that a product of unit inputs has variance about `gain`². */
  matrix(name: string, rows: number, columns: number, scales: number, gain = 1): void {
    const { random } = this;
    const steps = Int8Array.from({ length: rows * columns }, () => random.below(255) - 127);
    this.tensors.set(name, { dims: [rows, columns], data: steps });
    const unit = gain / 73 / Math.sqrt(scales === columns ? rows : 1);
    const scale = Float32Array.from({ length: scales }, () => unit * (0.7 + 0.6 * random.next()));
    this.tensors.set(`${name}.scale`, { dims: [scales], data: scale });
  }

  linear(name: string, inputs: number, outputs: number, gain = 1): void {
    this.matrix(`${name}.weight`, inputs, outputs, outputs, gain);
    this.floats(`${name}.bias`, [outputs]);
  }

  norm(name: string, width: number): void {
    this.floats(`${name}.weight`, [width], 1);
    this.floats(`${name}.bias`, [width]);
  }
}

function modelTensors(random: Random, sizes: ShopSizes): Map<string, Tensor> {
  const { levels, codebookSize, dimension, hidden, wide, residual, maxHistory } = sizes;
  const writer = new TensorWriter(random);
  for (let level = 1; level <= levels; level++) {
    writer.matrix(`items.code.${level}.weight`, codebookSize, dimension, codebookSize);
  }
  writer.matrix('items.residual.weight', residual, dimension, dimension, 0.01);
  writer.floats('encoder.role.weight', [maxHistory + 3, dimension]);
  for (let layer = 1; layer <= 2; layer++) {
    const name = `encoder.${layer}`;
    writer.norm(`${name}.norm1`, dimension);
    for (const part of ['query', 'key', 'value', 'output']) {
      writer.linear(`${name}.${part}`, dimension, dimension);
    }
    writer.norm(`${name}.norm2`, dimension);
    writer.linear(`${name}.up`, dimension, wide);
    writer.linear(`${name}.down`, wide, dimension);
  }
  writer.norm('encoder.norm', dimension);
  writer.linear('dense', dimension, dimension);
  for (let level = 1; level <= levels; level++) {
    const name = `level.${level}`;
    writer.linear(`${name}.state`, dimension, hidden);
    for (let earlier = 1; earlier < level; earlier++) {
      writer.matrix(`${name}.prefix.${earlier}.weight`, codebookSize, hidden, codebookSize);
    }
    writer.linear(`${name}.code`, hidden, codebookSize, 2);
  }
  return writer.tensors;
}

function fusionTensors(random: Random, sizes: ShopSizes): Map<string, Tensor> {
  const writer = new TensorWriter(random);
  writer.floats('fusion.missing', [2, FEATURES], 0, 1);
  const groups = { shared: 2 * FEATURES + 2, text: FEATURES, image: FEATURES };
  for (const [group, inputs] of Object.entries(groups)) {
    writer.linear(`fusion.${group}.gate`, inputs, 2);
    for (let expert = 1; expert <= 2; expert++) {
      writer.linear(`fusion.${group}.expert.${expert}.up`, inputs, 7);
      writer.linear(`fusion.${group}.expert.${expert}.down`, 7, FUSED);
    }
  }
  for (let level = 1; level <= sizes.levels; level++) {
    writer.floats(`codebook.${level}`, [sizes.codebookSize, FUSED], 0, 1);
  }
  return writer.tensors;
}

/** Visits of a made-up shopper, oldest first, of different items each. */
export function madeUpVisits(
  random: Random,
  items: number,
  visits: number,
): { at: number; items: number[] }[] {
  return Array.from({ length: visits }, (_, i) => ({
    at: 1_700_000_000_000 + i * 6 * 86_400_000,
    items: random.distinct(1 + random.below(4), items),
  }));
}
