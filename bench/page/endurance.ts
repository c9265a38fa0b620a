/**
 * The engine with its WebGPU executor in the page itself, called and restarted until something would pile up. What lives on
 * the device is counted here; Node counts the heap (endurance.ts).
 */
import { Engine } from '../../src/engine/engine';
import { countAtDevice, type DeviceCounts } from '../device-counts';

/** As many calls wait at a time as a page with several shelves has. */
const AT_ONCE = 8;

let counts: DeviceCounts;
let engine: Engine;
let bundle: string;
let ids: readonly string[];
let asked = 0;

/** `url`: of the bundle's folder. */
export async function begin(url: string): Promise<void> {
  counts = countAtDevice();
  bundle = url;
  engine = await openEngine();
  const { items } = await engine.recommend({ kind: 'trending', count: 50 });
  ids = items.map(({ id }) => id);
}

export async function ask(calls: number): Promise<void> {
  for (let call = 0; call < calls; call += AT_ONCE) {
    const together = Array.from({ length: Math.min(AT_ONCE, calls - call) }, () => askOnce());
    await Promise.all(together);
  }
}

export async function restart(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await engine.dispose();
    engine = await openEngine();
    await askOnce();
  }
}

export function alive(): Pick<DeviceCounts, 'buffers' | 'buffer_bytes'> {
  const { buffers, buffer_bytes } = counts;
  return { buffers, buffer_bytes };
}

export async function end(): Promise<void> {
  await engine.dispose();
}

async function openEngine(): Promise<Engine> {
  const opened = await Engine.open({ bundle, executor: 'webgpu' });
  await opened.settled();
  return opened;
}

/** A basket of one: another item each time. */
async function askOnce(): Promise<void> {
  asked++;
  const basket = [ids[asked % ids.length]];
  const { executor } = await engine.recommend({ kind: 'next', count: 10, basket });
  if (executor !== 'webgpu') throw new Error(`webgpu was answered by ${executor}`);
}
