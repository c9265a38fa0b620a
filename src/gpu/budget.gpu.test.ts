/** What a recommendation may cost: dispatches, submits, bytes read back. Counted at the device. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { madeUpRequest } from '../core/testing/made-up-request';
import { openDevice } from './device';
import { pairOf, type Pair } from './testing/pair';

const BEAM = { beamWidth: 50, extraCandidates: 128, items: 500, types: 400, neighbours: 32 };

let device: GPUDevice;
let pair: Pair;
const counted = { dispatches: 0, submits: 0, readBytes: 0 };

beforeAll(async () => {
  ({ device } = await openDevice(navigator.gpu));
  pair = await pairOf(device, 5, { ...BEAM, codebookSize: 32 });
  const { queue } = device;
  const submit = queue.submit.bind(queue);
  queue.submit = (commands) => {
    counted.submits++;
    submit(commands);
  };
  const begin = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (...given) => {
    const encoder = begin(...given);
    const pass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (...args) => {
      const made = pass(...args);
      const dispatch = made.dispatchWorkgroups.bind(made);
      made.dispatchWorkgroups = (...groups) => {
        counted.dispatches++;
        dispatch(...groups);
      };
      return made;
    };
    const copy = encoder.copyBufferToBuffer.bind(encoder) as (...args: unknown[]) => void;
    encoder.copyBufferToBuffer = (...args: unknown[]) => {
      counted.readBytes += args.at(-1) as number;
      copy(...args);
    };
    return encoder;
  };
});

afterAll(async () => {
  await pair.gpu.dispose();
  device.destroy();
});

function reset(): void {
  Object.assign(counted, { dispatches: 0, submits: 0, readBytes: 0 });
}

test('a recommendation is at most 12 dispatches, one submit and 4 KB read', async () => {
  reset();
  const ranking = await pair.gpu.rank(madeUpRequest(pair.shop, 3, { novelty: 'any' }));
  expect(ranking.items).toHaveLength(10);
  expect(counted.dispatches).toBe(pair.gpu.dispatches);
  expect(counted.dispatches).toBeLessThanOrEqual(12);
  expect(counted.submits).toBe(1);
  expect(counted.readBytes).toBeGreaterThan(0);
  expect(counted.readBytes).toBeLessThanOrEqual(4096);
});

test('a batch is one submit of as many dispatches', async () => {
  reset();
  const requests = Array.from({ length: 6 }, (_, i) =>
    madeUpRequest(pair.shop, i, { novelty: 'any' }),
  );
  await Promise.all(requests.map((request) => pair.gpu.rank(request)));
  expect(counted).toMatchObject({ submits: 1, dispatches: pair.gpu.dispatches });
  expect(counted.readBytes).toBeLessThanOrEqual(6 * 4096);
});

test('what is asked while a batch runs shares the next', async () => {
  reset();
  const ask = (seed: number): Promise<unknown> => pair.gpu.rank(madeUpRequest(pair.shop, seed));
  const first = ask(1);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.all([first, ask(2), ask(3), ask(4)]);
  expect(counted.submits).toBe(2);
});

test('a trace is read only where it is asked for', async () => {
  reset();
  await pair.gpu.rank(madeUpRequest(pair.shop, 3, { trace: true }));
  expect(counted.readBytes).toBeGreaterThan(4096);
});
