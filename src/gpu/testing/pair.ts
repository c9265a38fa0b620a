/** A made-up shop with both executors of it: the kernels and their plain-TypeScript twin. For tests. */
import type { Ranking } from '../../core/executor';
import { JsModel } from '../../core/network/js-model';
import { ModelRanker } from '../../core/ranker';
import { madeUpShop, type MadeUpShop, type ShopSizes } from '../../core/testing/made-up-shop';
import { GpuRanker } from '../gpu-ranker';

/** Of a score in float32 against one in float64. */
export const TOLERANCE = 1e-3;

export interface Pair {
  readonly shop: MadeUpShop;
  readonly js: ModelRanker;
  readonly gpu: GpuRanker;
}

export async function pairOf(
  device: GPUDevice,
  seed: number,
  changes: Partial<ShopSizes> = {},
  edit: (shop: MadeUpShop) => void = () => undefined,
): Promise<Pair> {
  const shop = madeUpShop(seed, changes);
  edit(shop);
  const { catalogue, settings, tensors, tower, residuals, fusionTensors } = shop;
  const model = new JsModel({ manifest: settings, tensors, tower });
  const js = new ModelRanker({ name: 'js', model, catalogue, tower });
  const gpu = await GpuRanker.create({
    ...{ device, catalogue, tensors, residuals, fusion: settings.fusion },
    loadFusion: () => Promise.resolve(fusionTensors),
  });
  return { shop, js, gpu };
}

/**
 * What differs and is not explained by a tie, or undefined. A tie: two scores closer than twice the tolerance, of two
 * items of the list (they may change places) or at the beam's cut, where another prefix may survive: `cut`, the smallest
 * gap between the last kept and the first pruned prefix of a level. Explained differences are counted by `onTie`.
 */
export function unexplained(
  found: Ranking,
  expected: Ranking,
  onTie: () => void,
): string | undefined {
  if (found.items.length !== expected.items.length) {
    return `${found.items.length} items, not ${expected.items.length}`;
  }
  for (let place = 0; place < expected.items.length; place++) {
    if (!(Math.abs(found.scores[place] - expected.scores[place]) <= TOLERANCE)) {
      if (cutOf(expected) <= 2 * TOLERANCE) return (onTie(), undefined);
      return `score ${found.scores[place]} at place ${place}, not ${expected.scores[place]}`;
    }
    if (found.items[place] === expected.items[place]) continue;
    const neighbours = expected.scores.filter(
      (score) => Math.abs(score - expected.scores[place]) <= 2 * TOLERANCE,
    );
    const isLast = place === expected.items.length - 1;
    if (neighbours.length < 2 && !isLast) {
      return `item ${found.items[place]} at place ${place}, not ${expected.items[place]}`;
    }
    onTie();
  }
  return undefined;
}

/** The smallest gap at a cut of the beam, over the levels of a traced ranking. */
function cutOf({ trace }: Ranking): number {
  const gaps = (trace?.levels ?? []).map((level) => {
    const pruned = level.findIndex((beam) => !beam.kept);
    return pruned < 1 ? Infinity : level[pruned - 1].logProb - level[pruned].logProb;
  });
  return Math.min(Infinity, ...gaps.map(Math.abs));
}
