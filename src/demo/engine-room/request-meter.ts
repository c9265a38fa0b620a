/**
 * Counts what went over the network since the shop opened (`data-ready` on <html>): requests of the page itself as the browser lists them,
 * and what page and workers sent through the service worker. It only listens; nothing is intercepted here.
 */
import type { Offline } from '../offline';

export interface Reading {
  /** null while the shop is still opening. */
  readonly requests: number | null;
  /** Addresses of the page's own requests, for whoever finds more than none. */
  readonly addresses: readonly string[];
  /** null without a service worker. */
  readonly offline: boolean | null;
}

/** What a counter that starts over with its service worker has counted in all since the first reading. */
export class RestartingCounter {
  #last: number | null = null;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  read(value: number): number {
    if (this.#last !== null) this.#total += value < this.#last ? value : value - this.#last;
    this.#last = value;
    return this.#total;
  }
}

export class RequestMeter {
  readonly #addresses: string[] = [];
  readonly #throughWorker = new RestartingCounter();
  #ready: Promise<void> | null = null;
  #started = false;

  constructor(private readonly offline: Offline) {
    const root = document.documentElement;
    if ('ready' in root.dataset) this.#start();
    else {
      const watch = new MutationObserver(() => {
        if (!('ready' in root.dataset)) return;
        watch.disconnect();
        this.#start();
      });
      watch.observe(root, { attributeFilter: ['data-ready'] });
    }
  }

  #start(): void {
    this.#started = true;
    const since = performance.now();
    new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByType('resource') as PerformanceResourceTiming[]) {
        // What the service worker handled is in its own count, where it went on to the network.
        if (entry.startTime >= since && entry.workerStart === 0) this.#addresses.push(entry.name);
      }
    }).observe({ type: 'resource' });
    this.#ready = this.#readWorker().then(() => {});
  }

  async #readWorker(): Promise<boolean | null> {
    const state = await this.offline.state();
    if (state !== null) this.#throughWorker.read(state.requests);
    return state?.offline ?? null;
  }

  async read(): Promise<Reading> {
    await this.#ready;
    const offline = await this.#readWorker();
    const requests = this.#started ? this.#addresses.length + this.#throughWorker.total : null;
    return { requests, addresses: [...this.#addresses], offline };
  }
}
