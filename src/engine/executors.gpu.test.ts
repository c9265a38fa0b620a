/** `auto` with a GPU: chosen by its time, replaced when it is lost, tried once more, then left alone. */
import { beforeEach, expect, it } from 'vitest';
import { loadBundle } from '../bundle/bundle';
import type { ExecutorName } from '../contract/recommend';
import type { Executor, RankRequest } from '../core/executor';
import { openDevice, type OpenedDevice } from '../gpu/device';
import { Executors, type ExecutorsParts } from './executors';
import { checkRequest } from './self-test';
import { SerialQueue } from './serial-queue';
import { readWinner } from './winner';

/** What the executors take on the device that is made believe. */
const MS: Record<ExecutorName, number> = { graph: 0.1, js: 12, wasm: 6, webgpu: 2 };

interface Opened {
  readonly executors: Executors;
  readonly request: RankRequest;
  /** Devices that were opened, in order. */
  readonly devices: GPUDevice[];
}

/** SwiftShader, taken for a GPU that is as fast as MS says. */
async function open(changes: Partial<ExecutorsParts> = {}): Promise<Opened> {
  const bundle = await loadBundle('/models/fixture/');
  const devices: GPUDevice[] = [];
  const openGpu = async (): Promise<OpenedDevice> => {
    const opened = await openDevice(navigator.gpu);
    devices.push(opened.device);
    return { ...opened, isSoftware: false };
  };
  const timeOf = (executor: Executor): Promise<number> => Promise.resolve(MS[executor.name]);
  const parts = { bundle, queue: new SerialQueue(), onChange: () => undefined, openGpu, timeOf };
  const executors = await Executors.open({ ...parts, ...changes }, 'auto');
  await executors.settled;
  const { cases } = await bundle.selftest();
  return { executors, request: checkRequest(cases[0], bundle.manifest), devices };
}

beforeEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
});

it('a fast GPU is chosen, and the runtime is not asked for', async () => {
  const { executors, request } = await open();
  expect(executors.reason).toBe('WebGPU: 2.0 ms a list here, Plain JavaScript 12.0 ms.');
  expect((await executors.rank(request)).executor).toBe('webgpu');
  await executors.dispose();
});

it('what won is remembered on the device, and no other bundle takes it for its own', async () => {
  const first = await open();
  await first.executors.dispose();
  const unmeasured = { timeOf: () => Promise.reject(new Error('measured again')) };
  const { executors, request } = await open(unmeasured);
  expect(executors.reason).toBe(
    'WebGPU: 2.0 ms a list here, Plain JavaScript 12.0 ms (measured on an earlier visit).',
  );
  expect((await executors.rank(request)).executor).toBe('webgpu');
  await executors.dispose();
  // The same device without its GPU: what won cannot run, so the others are measured.
  const without = await open({ openGpu: () => openDevice(undefined) });
  expect(without.executors.current).toBe('wasm');
  await without.executors.dispose();
  expect(await readWinner('http://127.0.0.1/another/fastest?items=96')).toBeUndefined();
});

it('a slow one is compared with the runtime', async () => {
  const slow = { ...MS, webgpu: 11 };
  const timeOf = (executor: Executor): Promise<number> => Promise.resolve(slow[executor.name]);
  const { executors } = await open({ timeOf });
  expect(executors.reason).toBe(
    'ONNX Runtime in WebAssembly: 6.0 ms a list here, WebGPU 11.0 ms, Plain JavaScript 12.0 ms.',
  );
  await executors.dispose();
});

it('one in software is not even compiled for', async () => {
  const { executors } = await open({ openGpu: () => openDevice(navigator.gpu) });
  expect(executors.reason).toMatch(/no WebGPU \(google swiftshader is software\)\.$/);
  expect(executors.failures).toEqual([]);
  await executors.dispose();
});

it('lost in a call it is replaced at once, tried once more, and then left alone', async () => {
  const { executors, request, devices } = await open();
  const lose = async (): Promise<void> => {
    const inFlight = executors.rank(request);
    devices.at(-1)?.destroy();
    const { executor, ranking } = await inFlight;
    expect(executor).toBe('js');
    expect(ranking.items).toHaveLength(request.count);
    await executors.settled;
  };
  await lose();
  expect(executors.failures).toMatchObject([{ executor: 'webgpu', code: 'runtime/unavailable' }]);
  expect((await executors.rank(request)).executor).toBe('webgpu');
  await lose();
  expect(executors.failures).toHaveLength(2);
  expect(devices).toHaveLength(2);
  expect(executors.reason).toBe(
    'ONNX Runtime in WebAssembly: 6.0 ms a list here, Plain JavaScript 12.0 ms; no WebGPU (it failed twice).',
  );
  expect((await executors.rank(request)).executor).toBe('wasm');
  await executors.dispose();
});
