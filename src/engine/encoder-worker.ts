/**
 * A worker that an encoder has to itself: the work of one may take as long as many lists, which do not wait for it, and a
 * runtime's memory only grows, until the worker that holds it ends. What it is asked, and which script it runs, others know:
 * picture-reader.ts and sentence-reader.ts.
 */
import * as Comlink from 'comlink';
import { RecommenderError } from '../contract/errors';
import { valueOf } from '../contract/reply';
import type { Reply } from '../contract/wire';

export class EncoderWorker<Service> {
  readonly #worker: Worker;
  readonly #service: Comlink.Remote<Service>;
  /** Rejects once the worker cannot answer any more. */
  readonly #failed: Promise<never>;

  /** `encoder/unavailable` where no worker starts; one that dies later rejects what is asked of it alike. */
  private constructor(start: () => Worker) {
    if (!('Worker' in globalThis)) {
      throw new RecommenderError('encoder/unavailable', { reason: 'only a browser has workers' });
    }
    try {
      this.#worker = start();
    } catch (error) {
      throw new RecommenderError('encoder/unavailable', { reason: String(error) });
    }
    this.#service = Comlink.wrap<Service>(this.#worker);
    this.#failed = new Promise((_, reject) => {
      this.#worker.addEventListener('error', (event) => {
        event.preventDefault();
        const reason = event.message || 'the script of its worker could not be loaded';
        reject(new RecommenderError('encoder/unavailable', { reason }));
      });
    });
    // Whoever waits at the time is told.
    this.#failed.catch(() => undefined);
  }

  /** One that has begun, or none: it is ended where `begin` rejects, which this does alike. */
  static async open<Service>(
    start: () => Worker,
    begin: (worker: EncoderWorker<Service>) => Promise<void>,
  ): Promise<EncoderWorker<Service>> {
    const worker = new EncoderWorker<Service>(start);
    try {
      await begin(worker);
      return worker;
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  async ask<T>(question: (service: Comlink.Remote<Service>) => Promise<Reply<T>>): Promise<T> {
    return valueOf(await Promise.race([question(this.#service), this.#failed]));
  }

  close(): void {
    this.#worker.terminate();
  }
}
