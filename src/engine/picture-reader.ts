/** The image encoder in a worker of its own, as whoever has a picture asks it. What it does is picture.worker.ts. */
import * as Comlink from 'comlink';
import type { Preparation } from '../contract/bundle';
import type { Picture } from '../contract/recommend';
import type { Reply } from '../contract/wire';
import { EncoderWorker } from './encoder-worker';

export interface PictureService {
  /** Bytes of the model, and how it wants its pictures: as the encoder of every shop where that is not said. */
  open(model: Uint8Array, preparation?: Preparation): Promise<Reply<void>>;
  embed(picture: Picture): Promise<Reply<Float32Array>>;
}

export class PictureReader {
  readonly #worker: EncoderWorker<PictureService>;

  private constructor(worker: EncoderWorker<PictureService>) {
    this.#worker = worker;
  }

  /**
   * `fetchModel`: bytes of the model, given away; the worker starts before they are there. `encoder/unavailable` where no worker or
   * no runtime starts; rejects as `fetchModel` does.
   */
  static async open(
    fetchModel: () => Promise<Uint8Array<ArrayBuffer>>,
    preparation?: Preparation,
  ): Promise<PictureReader> {
    const worker = await EncoderWorker.open<PictureService>(
      // The bundler must see this as one expression to emit the worker.
      () =>
        new Worker(new URL('./picture.worker.ts', import.meta.url), {
          type: 'module',
          name: 'musicrec pictures',
        }),
      async (worker) => {
        const bytes = await fetchModel();
        await worker.ask((service) =>
          service.open(Comlink.transfer(bytes, [bytes.buffer]), preparation),
        );
      },
    );
    return new PictureReader(worker);
  }

  /** (D). `picture/…` for what is no picture. */
  embed(picture: Picture): Promise<Float32Array> {
    return this.#worker.ask((service) => service.embed(picture));
  }

  close(): void {
    this.#worker.close();
  }
}
