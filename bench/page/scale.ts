/** WebGPU on made-up catalogues: milliseconds of lists, and the bytes of all its buffers. Node calls it (scale.ts). */
import { loadBundle } from '../../src/bundle/bundle';
import { openDevice } from '../../src/gpu/device';
import { GpuRanker } from '../../src/gpu/gpu-ranker';
import { SEED, timeLists } from '../big-executor';
import { bigShop } from '../big-shop';
import { countAtDevice } from '../device-counts';

/** `bundle`: URL of the folder whose network is used. */
export async function scaleOnGpu(
  url: string,
  items: number,
  rounds: number,
): Promise<{ times: number[]; bytes: number }> {
  const counts = countAtDevice();
  const bundle = await loadBundle(url);
  const { manifest } = bundle;
  const { tensors } = await bundle.generator();
  const { catalogue, residuals } = bigShop(items, SEED, manifest);
  const { device } = await openDevice(navigator.gpu);
  const executor = await GpuRanker.create({
    ...{ device, catalogue, tensors, residuals, fusion: manifest.fusion },
    loadFusion: async () => (await bundle.fusion()).tensors,
  });
  const times = await timeLists(executor, { items, rounds, bundle });
  const bytes = counts.buffer_bytes;
  await executor.dispose();
  return { times, bytes };
}
