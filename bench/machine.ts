/** Where the numbers of a run come from. */
import { cpus, loadavg, totalmem } from 'node:os';
import type { OpenedBrowser } from './browser';

export function describeMachine({ browser, adapter }: OpenedBrowser): object {
  return {
    processor: cpus()[0].model,
    cores: cpus().length,
    memory_bytes: totalmem(),
    /** Processes that wanted a core in the last minute: much above 0 before a run, its times are worthless. */
    load: loadavg()[0],
    node: process.version,
    chromium: browser.version(),
    webgpu: adapter,
  };
}
