/** When the GPU misbehaves: a lost device ends every call in a typed error, at once; and no buffer is left behind. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSoftware } from '../contract/adapter';
import { madeUpRequest } from '../core/testing/made-up-request';
import { openDevice } from './device';
import { pairOf } from './testing/pair';

let device: GPUDevice;

beforeEach(async () => {
  ({ device } = await openDevice(navigator.gpu));
});

afterEach(() => {
  device.destroy();
});

const UNAVAILABLE = { code: 'runtime/unavailable', details: { executor: 'webgpu' } };

describe('a device lost', () => {
  test('while kernels compile', async () => {
    const made = pairOf(device, 1);
    device.destroy();
    await expect(made).rejects.toMatchObject(UNAVAILABLE);
  });

  test('before a call, during one, and after one', async () => {
    const { gpu, shop } = await pairOf(device, 1);
    expect((await gpu.rank(madeUpRequest(shop, 1))).items).toHaveLength(10);
    const inFlight = gpu.rank(madeUpRequest(shop, 2));
    device.destroy();
    await expect(inFlight).rejects.toMatchObject(UNAVAILABLE);
    await expect(gpu.rank(madeUpRequest(shop, 3))).rejects.toMatchObject(UNAVAILABLE);
    await expect(gpu.fuse({})).rejects.toMatchObject(UNAVAILABLE);
    await gpu.dispose();
    await gpu.dispose();
  });
});

describe('buffers', () => {
  test('do not grow with 500 calls, and go with the executor', async () => {
    const live = new Set<GPUBuffer>();
    const create = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = create(descriptor);
      live.add(buffer);
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        live.delete(buffer);
        destroy();
      };
      return buffer;
    };
    const bytes = (): number => [...live].reduce((sum, buffer) => sum + buffer.size, 0);
    const { gpu, shop } = await pairOf(device, 1, { items: 40, beamWidth: 4, extraCandidates: 3 });
    const ask = (call: number): Promise<unknown> => gpu.rank(madeUpRequest(shop, call % 20));
    for (let call = 0; call < 20; call++) await ask(call);
    await gpu.fuse({});
    const [buffers, size] = [live.size, bytes()];
    for (let call = 0; call < 480; call++) await ask(call);
    for (let call = 0; call < 20; call++) await gpu.fuse({});
    expect(live.size).toBe(buffers);
    expect(bytes()).toBe(size);
    await gpu.dispose();
    expect(live.size).toBe(0);
  }, 300_000);
});

test('a device that refuses memory says so, and takes the next call', async () => {
  const { gpu, shop } = await pairOf(device, 1);
  const create = device.createBuffer.bind(device);
  // As much as no device has; a buffer like this is refused when it is made, without a throw.
  device.createBuffer = (descriptor) => create({ ...descriptor, size: 2 ** 52 });
  const big = madeUpRequest(shop, 1, {
    visits: [{ items: [...Array(60).keys()] }],
    novelty: 'any',
  });
  const calls = Promise.all(Array.from({ length: 64 }, () => gpu.rank(big)));
  await expect(calls).rejects.toMatchObject(UNAVAILABLE);
  device.createBuffer = create;
  expect((await gpu.rank(big)).items).toHaveLength(10);
  await gpu.dispose();
});

test('no WebGPU, no adapter and no device are said in plain words', async () => {
  await expect(openDevice(undefined)).rejects.toMatchObject({
    ...UNAVAILABLE,
    message: expect.stringContaining('no WebGPU') as string,
  });
  const without = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
  await expect(openDevice(without)).rejects.toMatchObject({
    ...UNAVAILABLE,
    message: expect.stringContaining('no adapter') as string,
  });
  // An adapter gives one device; asked for a second one it refuses.
  const used = (await navigator.gpu.requestAdapter())!;
  (await used.requestDevice()).destroy();
  const refusing = { requestAdapter: () => Promise.resolve(used) } as unknown as GPU;
  await expect(openDevice(refusing)).rejects.toMatchObject({
    ...UNAVAILABLE,
    details: { reason: expect.stringMatching(/^the adapter gives no device \(.+\)$/) as string },
  });
  const { vendor, architecture } = used.info;
  const opened = await openDevice(navigator.gpu);
  expect(opened).toMatchObject({
    name: `${vendor} ${architecture}`,
    isSoftware: isSoftware(used.info),
  });
  opened.device.destroy();
});
