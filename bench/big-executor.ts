/**
 * A bundle's network in plain TypeScript or ONNX Runtime on a made-up catalogue, and what executors are asked of one.
 * The one on WebGPU is page/scale.ts.
 */
import type { Bundle } from '../src/bundle/bundle';
import type { Executor, RankRequest } from '../src/core/executor';
import { ItemTower } from '../src/core/item-tower';
import { JsModel } from '../src/core/network/js-model';
import { ModelRanker } from '../src/core/ranker';
import { madeUpVisits } from '../src/core/testing/made-up-shop';
import { Random } from '../src/core/testing/random';
import { blendOf } from '../src/engine/blend';
import { nearItemsOf } from '../src/engine/near-items-of';
import { OrtModel } from '../src/runtime/ort-model';
import { bigShop } from './big-shop';

export const SEED = 11;
const WARM_UP_ROUNDS = 2;
/** About 50 items, as many as the network reads. */
const VISITS = 20;

export async function bigExecutor(
  name: 'js' | 'wasm',
  items: number,
  bundle: Bundle,
): Promise<Executor> {
  const { manifest } = bundle;
  const { files, tensors } = await bundle.generator();
  const { packed, residuals, catalogue } = bigShop(items, SEED, manifest);
  const { levels, codebook_size: codebookSize } = manifest.semantic_ids;
  const { dimension, residual } = manifest.model;
  const sizes = { levels, codebookSize, dimension, residual };
  const tower = new ItemTower(tensors, packed, residuals, sizes);
  const model =
    name === 'js'
      ? new JsModel({ manifest, tensors, tower })
      : await OrtModel.create({
          encoder: files.get('encoder.onnx')!,
          levels: Array.from({ length: levels }, (_, i) => files.get(`level_${i + 1}.onnx`)!),
          loadFusion: async () => (await bundle.fusion()).bytes,
          tower,
          features: manifest.fusion,
        });
  const near = await nearItemsOf(catalogue.trie, tower);
  return new ModelRanker({ name, model, catalogue, tower, near });
}

/** A list of ten for somebody who had some of the first `items` items. */
export function madeUpQuestion(random: Random, items: number, bundle: Bundle): RankRequest {
  return {
    visits: madeUpVisits(random, items, VISITS),
    basket: [],
    novelty: 'any',
    blend: blendOf(bundle.manifest, 'next', 'any'),
    count: 10,
    perType: 0,
    trace: false,
  };
}

/** Milliseconds of `rounds` lists of ten. */
export async function timeLists(
  executor: Executor,
  { items, rounds, bundle }: { items: number; rounds: number; bundle: Bundle },
): Promise<number[]> {
  const random = new Random(SEED);
  const times: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const request = madeUpQuestion(random, items, bundle);
    const started = performance.now();
    const { length } = (await executor.rank(request)).items;
    if (length !== 10) throw new Error(`${executor.name} gave ${length} of 10 items`);
    if (round >= 0) times.push(performance.now() - started);
  }
  return times;
}
