/**
 * The image encoder in a worker of its own: decoding and resizing a photo of a camera takes as long as many lists, which do not
 * wait for it, and a runtime's memory only grows, until the worker that holds it ends.
 */
import * as Comlink from 'comlink';
import { RecommenderError } from '../contract/errors';
import type { Picture } from '../contract/recommend';
import { valueOf } from '../contract/reply';
import type { Reply } from '../contract/wire';

export interface PictureService {
  /** Bytes of image-encoder.onnx. */
  open(model: Uint8Array): Promise<Reply<void>>;
  embed(picture: Picture): Promise<Reply<Float32Array>>;
}

export class PictureReader {
  readonly #worker: Worker;
  readonly #service: Comlink.Remote<PictureService>;
  /** Rejects once the worker cannot answer any more. */
  readonly #failed: Promise<never>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#service = Comlink.wrap<PictureService>(worker);
    this.#failed = new Promise((_, reject) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        const reason = event.message || 'the script of its worker could not be loaded';
        reject(new RecommenderError('encoder/unavailable', { reason }));
      });
    });
    // Whoever waits at the time is told.
    this.#failed.catch(() => undefined);
  }

  /**
   * `model`: bytes of image-encoder.onnx, given away; the worker starts before they are there. `encoder/unavailable` where no worker
   * or no runtime starts; rejects as `model` does.
   */
  static async open(model: Promise<Uint8Array<ArrayBuffer>>): Promise<PictureReader> {
    if (!('Worker' in globalThis)) {
      const reason = 'only a browser decodes them';
      throw new RecommenderError('encoder/unavailable', { reason });
    }
    // The bundler must see this as one expression to emit the worker.
    const worker = new Worker(new URL('./picture.worker.ts', import.meta.url), {
      type: 'module',
      name: 'musicrec pictures',
    });
    const reader = new PictureReader(worker);
    try {
      const bytes = await model;
      await reader.#answer(reader.#service.open(Comlink.transfer(bytes, [bytes.buffer])));
      return reader;
    } catch (error) {
      reader.close();
      throw error;
    }
  }

  /** (D). `picture/…` for what is no picture. */
  embed(picture: Picture): Promise<Float32Array> {
    return this.#answer(this.#service.embed(picture));
  }

  close(): void {
    this.#worker.terminate();
  }

  async #answer<T>(asked: Promise<Reply<T>>): Promise<T> {
    return valueOf(await Promise.race([asked, this.#failed]));
  }
}
