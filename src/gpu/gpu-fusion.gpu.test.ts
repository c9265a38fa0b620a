/** The fusion encoder and codebook look-up on a real WebGPU device against their plain-TypeScript twin. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ItemFeatures } from '../contract/recommend';
import { FusionNetwork } from '../core/network/fusion-network';
import { madeUpShop } from '../core/testing/made-up-shop';
import { Random } from '../core/testing/random';
import { openDevice } from './device';
import { GpuFusion } from './gpu-fusion';

const shop = madeUpShop(4);
const { levels, codebookSize } = shop.sizes;
const { fusion } = shop.settings;
const sizes = { ...fusion, levels, codebookSize };
const twin = new FusionNetwork(shop.fusionTensors, sizes);

let opened: GPUDevice[];
let each: GpuFusion[];

/** One on a device as the page opens it, one on a device without subgroups. */
beforeAll(async () => {
  const { device } = await openDevice(navigator.gpu);
  const adapter = (await navigator.gpu.requestAdapter())!;
  opened = [device, await adapter.requestDevice()];
  const make = (on: GPUDevice): Promise<GpuFusion> =>
    GpuFusion.create(on, shop.fusionTensors, { fusion, levels, codes: codebookSize });
  each = await Promise.all(opened.map(make));
});

afterAll(() => {
  each.forEach((gpu) => {
    gpu.destroy();
  });
  opened.forEach((device) => {
    device.destroy();
  });
});

function featuresOf(seed: number): ItemFeatures {
  const random = new Random(seed);
  const make = (): Float32Array =>
    Float32Array.from({ length: fusion.text }, () => random.normal());
  // Every third item has no text, every other third no image.
  return { ...(seed % 3 !== 0 && { text: make() }), ...(seed % 3 !== 1 && { image: make() }) };
}

test('items of one call get the codes and distances of the twin', async () => {
  const items = Array.from({ length: 40 }, (_, i) => featuresOf(i));
  for (const gpu of each) {
    const found = await gpu.fuse([...items, {}]);
    [...items, {}].forEach((item, i) => {
      const expected = twin.fuse(item);
      expect(found[i].codes).toEqual(expected.codes);
      found[i].distances.forEach((distance, code) => {
        expect(distance).toBeCloseTo(expected.distances[code], 4);
      });
    });
  }
});

test('features of another width are refused as the twin refuses them', async () => {
  const call = each[0].fuse([{ text: new Float32Array(3) }]);
  await expect(call).rejects.toMatchObject({ code: 'input/invalid' });
});
