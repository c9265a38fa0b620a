/** MiniLM in a worker of its own, as whoever has a text asks it. What it does is sentence.worker.ts. */
import * as Comlink from 'comlink';
import type { Reply, SentenceFiles } from '../contract/wire';
import { EncoderWorker } from './encoder-worker';

export interface SentenceService {
  open(files: SentenceFiles): Promise<Reply<void>>;
  embed(text: string): Promise<Reply<Float32Array | undefined>>;
}

export class SentenceReader {
  readonly #worker: EncoderWorker<SentenceService>;

  private constructor(worker: EncoderWorker<SentenceService>) {
    this.#worker = worker;
  }

  /**
   * `fetchFiles`: files, given away; the worker starts before they are there. `encoder/unavailable` where no worker or no runtime
   * starts; rejects as `fetchFiles` does.
   */
  static async open(fetchFiles: () => Promise<SentenceFiles>): Promise<SentenceReader> {
    const worker = await EncoderWorker.open<SentenceService>(
      // The bundler must see this as one expression to emit the worker.
      () =>
        new Worker(new URL('./sentence.worker.ts', import.meta.url), {
          type: 'module',
          name: 'musicrec sentences',
        }),
      async (worker) => {
        const given = await fetchFiles();
        await worker.ask((service) => service.open(Comlink.transfer(given, [given.model.buffer])));
      },
    );
    return new SentenceReader(worker);
  }

  /** (384) at unit length; undefined where no piece of the text is known. */
  embed(text: string): Promise<Float32Array | undefined> {
    return this.#worker.ask((service) => service.embed(text));
  }

  close(): void {
    this.#worker.close();
  }
}
