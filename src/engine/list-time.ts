/**
 * How long one executor takes for a list on this device: what `auto` chooses by.
 * Not a benchmark: a few lists of the bundle's self-test, between the calls of the page.
 */
import type { Bundle } from '../bundle/bundle';
import type { Executor } from '../core/executor';
import { checkRequest } from './self-test';
import type { SerialQueue } from './serial-queue';

/** Lists timed, after some that only warm compilers and caches up. */
const MEASURED_RUNS = 8;
const WARM_UP_RUNS = 4;

/**
 * Milliseconds of a list on the self-test's histories, each measured while no call waits; NaN without a self-test.
 * The lower quartile: whatever else the device does only ever adds.
 */
export async function listTime(
  executor: Executor,
  { bundle, queue }: { readonly bundle: Bundle; readonly queue: SerialQueue },
): Promise<number> {
  if (!bundle.has('selftest.json')) return NaN;
  const { cases } = await bundle.selftest();
  const times: number[] = [];
  for (let run = 0; run < WARM_UP_RUNS + MEASURED_RUNS && cases.length > 0; run++) {
    const request = checkRequest(cases[run % cases.length], bundle.manifest);
    const ms = await queue.whenIdle(async () => {
      const started = performance.now();
      await executor.rank(request);
      return performance.now() - started;
    });
    times.push(ms);
  }
  const measured = times.slice(WARM_UP_RUNS).sort((a, b) => a - b);
  return measured.length === 0 ? NaN : measured[measured.length >> 2];
}
