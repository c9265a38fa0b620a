/** The lists that dawn.ts times: the committed bundle, a made-up history of fifty items a round, the same for all executors. */
import { loadBundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import type { Executor, RankRequest } from '../src/core/executor';
import { Random } from '../src/core/testing/random';
import { makeExecutor } from '../src/engine/make-executor';
import { SerialQueue } from '../src/engine/serial-queue';
import { openDevice } from '../src/gpu/device';
import { madeUpQuestion } from './big-executor';

const BUNDLE = new URL('../models/grocery/', import.meta.url).href;
const WARM_UP_ROUNDS = 10;
/** Lists that are asked for at once. */
const BATCH = 32;

export interface Raced {
  readonly adapter: string;
  /** Milliseconds of each list; of a batch, of each of its lists. */
  readonly times: Readonly<Record<string, number[]>>;
  readonly setUpMs: number;
}

export async function race(gpu: GPU, rounds: number): Promise<Raced> {
  const bundle = await loadBundle(BUNDLE, { source: readDirectory });
  const opened = await openDevice(gpu);
  const parts = { bundle, queue: new SerialQueue() };
  const { signal } = new AbortController();
  const started = performance.now();
  // Trusted once its lists are those of the bundle's self-test.
  const onGpu = await makeExecutor('webgpu', parts, signal, opened);
  const setUpMs = performance.now() - started;
  const executors: readonly Executor[] = [
    onGpu,
    await makeExecutor('wasm', parts, signal),
    await makeExecutor('js', parts, signal),
  ];
  const random = new Random(1);
  const request = (): RankRequest => madeUpQuestion(random, bundle.items.size, bundle);
  const batch = `webgpu, ${BATCH} at once`;
  const times: Record<string, number[]> = {};
  for (const name of [...executors.map((executor) => executor.name), batch]) times[name] = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const one = request();
    for (const executor of executors) {
      const begun = performance.now();
      await executor.rank(one);
      if (round >= 0) times[executor.name].push(performance.now() - begun);
    }
    const many = Array.from({ length: BATCH }, request);
    const begun = performance.now();
    await Promise.all(many.map((each) => onGpu.rank(each)));
    if (round >= 0) times[batch].push((performance.now() - begun) / BATCH);
  }
  for (const executor of executors) await executor.dispose();
  return { adapter: opened.name, times, setUpMs };
}
