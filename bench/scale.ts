/**
 * Made-up catalogues of a thousand to a million items: time of a list and bytes of memory, by executor. `js` and `wasm`
 * run in Node, which can say what it holds after collecting garbage; WebGPU runs in Chromium, where its buffers are counted.
 */
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Browser } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';
import { loadBundle, type Bundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import { bigExecutor, timeLists } from './big-executor';
import type { Adapter } from './browser';
import type * as ScalePage from './page/scale';
import { openPage, scriptOf } from './race-page';
import { gpuRounds } from './recommend';
import { summary, type Timing } from './timing';

const ITEMS = [1_000, 10_000, 100_000, 1_000_000];
/** A WebGPU that is software would take minutes beyond. */
const MOST_ITEMS_IN_SOFTWARE = 10_000;
const NETWORK = new URL('../models/grocery/', import.meta.url).href;

export interface Scale extends Timing {
  readonly items: number;
  readonly executor: 'js' | 'wasm' | 'webgpu';
  /** Of the catalogue's tables and the executor; of WebGPU its buffers. ONNX Runtime itself is not in it. */
  readonly bytes: number;
}

export async function measureScale(
  browser: Browser,
  server: StaticServer,
  { adapter, rounds }: { readonly adapter: Adapter | null; readonly rounds: number },
): Promise<Scale[]> {
  const bundle = await loadBundle(NETWORK, { source: readDirectory });
  // The runtime starts once, for all sizes; a first list also loads what every list needs.
  for (const name of ['js', 'wasm'] as const) await inNode(name, ITEMS[0], { bundle, rounds: 1 });
  const rows: Scale[] = [];
  for (const items of ITEMS) {
    rows.push(await inNode('js', items, { bundle, rounds }));
    rows.push(await inNode('wasm', items, { bundle, rounds }));
    if (adapter === null || (adapter.software && items > MOST_ITEMS_IN_SOFTWARE)) continue;
    const page = await openPage(browser, server);
    const { times, bytes } = await page.evaluate(
      async ({ script, url, items, rounds }) => {
        const { scaleOnGpu } = (await import(script)) as typeof ScalePage;
        return scaleOnGpu(url, items, rounds);
      },
      {
        script: scriptOf(server, 'scale'),
        url: `${server.url}models/grocery/`,
        items,
        rounds: gpuRounds(rounds, adapter),
      },
    );
    await page.close();
    rows.push({ items, executor: 'webgpu', ...summary(times), bytes });
  }
  return rows;
}

async function inNode(
  name: 'js' | 'wasm',
  items: number,
  { bundle, rounds }: { readonly bundle: Bundle; readonly rounds: number },
): Promise<Scale> {
  const before = await bytesHeld();
  const executor = await bigExecutor(name, items, bundle);
  const times = await timeLists(executor, { items, rounds, bundle });
  const bytes = (await bytesHeld()) - before;
  await executor.dispose();
  return { items, executor: name, ...summary(times), bytes };
}

/** Heap and array buffers that something still refers to. */
async function bytesHeld(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Buffers are given back beside the collection that finds them: the last of three sees them gone.
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await setTimeout(100);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
