/**
 * Does anything pile up? Many calls of one engine on WebGPU, and many engines one after the other: buffers and their bytes on
 * the device, and the heap after collecting garbage, before and after.
 */
import type { Browser, Page } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';
import type * as EndurancePage from './page/endurance';
import { openPage, scriptOf } from './race-page';

const BUNDLE = 'bench/fixture';
/** Of 40 rounds: 10,000 calls, 100 restarts. */
const CALLS_A_ROUND = 250;
const RESTARTS_A_ROUND = 2.5;

export interface Held {
  readonly buffers: number;
  readonly buffer_bytes: number;
  readonly heap_bytes: number;
}

export interface Endurance {
  readonly calls: number;
  readonly restarts: number;
  readonly before: Held;
  readonly after_calls: Held;
  readonly after_restarts: Held;
  readonly after_all: Held;
}

export async function measureEndurance(
  browser: Browser,
  server: StaticServer,
  rounds: number,
): Promise<Endurance> {
  const calls = CALLS_A_ROUND * rounds;
  const restarts = Math.ceil(RESTARTS_A_ROUND * rounds);
  const page = await openPage(browser, server);
  const script = scriptOf(server, 'endurance');
  const run = (step: 'begin' | 'ask' | 'restart' | 'end', value: string | number): Promise<void> =>
    page.evaluate(
      async ({ script, step, value }) => {
        const steps = (await import(script)) as typeof EndurancePage;
        await (steps[step] as (value: string | number) => Promise<void>)(value);
      },
      { script, step, value },
    );
  await run('begin', `${server.url}${BUNDLE}/`);
  // What first calls make once is no leak, nor is the room a batch leaves for the next.
  const warm = (): Promise<void> => run('ask', 100);
  await run('restart', 1);
  await warm();
  const before = await held(page, script);
  await run('ask', calls);
  const after_calls = await held(page, script);
  await run('restart', restarts);
  await warm();
  const after_restarts = await held(page, script);
  await run('end', 0);
  const after_all = await held(page, script);
  await page.close();
  return { calls, restarts, before, after_calls, after_restarts, after_all };
}

async function held(page: Page, script: string): Promise<Held> {
  const alive = await page.evaluate(
    async (script) => ((await import(script)) as typeof EndurancePage).alive(),
    script,
  );
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { ...alive, heap_bytes: usedSize };
}
