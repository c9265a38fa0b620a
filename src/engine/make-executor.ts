/**
 * One executor by name, made of a bundle and trusted: it has passed the bundle's self-test.
 * Which one answers, and what becomes of one that fails, is executors.ts.
 */
import type { Bundle, GeneratorWeights } from '../bundle/bundle';
import type { ExecutorName } from '../contract/recommend';
import type { Executor, GeneratorModel } from '../core/executor';
import { JsModel } from '../core/network/js-model';
import { PriorRanker } from '../core/prior-ranker';
import { ModelRanker } from '../core/ranker';
import { openDevice, type OpenedDevice } from '../gpu/device';
import { nearItemsOf } from './near-items-of';
import { selfTest } from './self-test';
import type { SerialQueue } from './serial-queue';

export interface MakerParts {
  readonly bundle: Bundle;
  /** The self-test goes through it. */
  readonly queue: SerialQueue;
}

/** `opened`: the device for `webgpu`, where the caller has one; it ends with the executor. */
export async function makeExecutor(
  name: ExecutorName,
  { bundle, queue }: MakerParts,
  signal: AbortSignal,
  opened?: OpenedDevice,
): Promise<Executor> {
  const { catalogue, manifest } = bundle;
  if (name === 'graph') return new PriorRanker(catalogue);
  let executor: Executor;
  if (name === 'webgpu') {
    executor = await onGpu(bundle, signal, opened ?? (await openGpu()));
  } else {
    const weights = await bundle.generator(signal);
    const { tower } = weights;
    const model = await modelOf(name, bundle, weights);
    const near = await nearItemsOf(catalogue.trie, tower);
    executor = new ModelRanker({ name, model, catalogue, tower, near });
  }
  try {
    if (bundle.has('selftest.json')) {
      const checks = await bundle.selftest();
      await queue.run('self-test', () => selfTest(executor, checks, manifest));
    }
  } catch (error) {
    await executor.dispose();
    throw error;
  }
  return executor;
}

/** A device of this browser's; `runtime/unavailable` where it has none, as in Node 20, which has no navigator either. */
export function openGpu(): Promise<OpenedDevice> {
  const { navigator: here } = globalThis as { readonly navigator?: { readonly gpu?: GPU } };
  return openDevice(here?.gpu);
}

async function modelOf(
  name: 'js' | 'wasm',
  bundle: Bundle,
  { files, tensors, tower }: GeneratorWeights,
): Promise<GeneratorModel> {
  const { manifest } = bundle;
  if (name === 'js') {
    const loadFusion = async (): Promise<typeof tensors> => (await bundle.fusion()).tensors;
    return new JsModel({ manifest, tensors, tower, loadFusion });
  }
  // A page whose device has a GPU does without.
  const { OrtModel } = await import('../runtime/ort-model');
  return OrtModel.create({
    encoder: fileOf(files, 'encoder.onnx'),
    levels: Array.from({ length: manifest.semantic_ids.levels }, (_, level) =>
      fileOf(files, `level_${level + 1}.onnx`),
    ),
    loadFusion: async () => (await bundle.fusion()).bytes,
    tower,
    features: manifest.fusion,
  });
}

async function onGpu(
  bundle: Bundle,
  signal: AbortSignal,
  { device }: OpenedDevice,
): Promise<Executor> {
  try {
    const { tensors, tower } = await bundle.generator(signal);
    // The kernels' text is no use to a page that has no device.
    const { GpuRanker } = await import('../gpu/gpu-ranker');
    return await GpuRanker.create({
      device,
      catalogue: bundle.catalogue,
      tensors,
      residuals: tower.residuals,
      fusion: bundle.manifest.fusion,
      loadFusion: async () => (await bundle.fusion()).tensors,
    });
  } catch (error) {
    device.destroy();
    throw error;
  }
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`${name} was not loaded with the generator`);
  return bytes;
}
