/**
 * Features of pictures that the bundle does not have: encoder, runtime and whitening, fetched when the first picture comes and
 * let go when none has come for a while. Who reads a picture is picture-reader.ts.
 */
import type { Bundle } from '../bundle/bundle';
import { fetchImageEncoder, fetchOwnImageEncoder } from '../bundle/encoder-files';
import type { FetchOptions } from '../bundle/fetch-file';
import { RecommenderError } from '../contract/errors';
import type { Picture } from '../contract/recommend';
import type { Whitening } from '../encoders/whitening';
import { isEncoderGone } from './encoder-gone';
import { OnDemand, openedWith } from './on-demand';
import type { PictureReader } from './picture-reader';
import { pictureFrom } from './picture-source';

/** Unused for this long, its worker is ended. */
const IDLE_MS = 60_000;

interface Opened {
  readonly reader: PictureReader;
  readonly whitening: Whitening;
}

export interface PictureFeaturesOptions {
  /** URL of the folder that holds encoders, with a slash at its end. */
  readonly folder: string;
  /** What addresses are relative to. */
  readonly page: string | undefined;
  readonly fetching: FetchOptions;
}

export class PictureFeatures {
  readonly #bundle: Bundle;
  readonly #options: PictureFeaturesOptions;
  readonly #opened: OnDemand<Opened>;

  constructor(bundle: Bundle, options: PictureFeaturesOptions) {
    this.#bundle = bundle;
    this.#options = options;
    this.#opened = new OnDemand({
      open: () => this.#open(),
      close: ({ reader }) => {
        reader.close();
      },
      isBroken: isEncoderGone,
      idleMs: IDLE_MS,
    });
  }

  /** Whether the bundle's pictures came from an encoder that a page has. */
  get supported(): boolean {
    return this.#bundle.manifest.encoders?.image !== undefined;
  }

  /** Starts the worker, to open while the caller has other things to do. Never rejects: `encode` says what went wrong. */
  async prepare(): Promise<void> {
    this.#opened.use(() => undefined).catch(() => undefined);
    // There at the same time as for the one who starts the worker with it, and after that one.
    await import('./picture-reader').catch(() => undefined);
  }

  /**
   * As the bundle stores them. `picture/…` for what is no picture or cannot be had, `encoder/unavailable` where no WebAssembly runs,
   * `items/unsupported` where the bundle has no whitening.
   */
  async encode(picture: Picture | string): Promise<Int8Array> {
    const fetched = await pictureFrom(picture, this.#options.page);
    return this.#opened.use(async ({ reader, whitening }) =>
      whitening.apply(await reader.embed(fetched)),
    );
  }

  release(): Promise<void> {
    return this.#opened.release();
  }

  async #open(): Promise<Opened> {
    const made = this.#bundle.manifest.encoders?.image;
    if (made === undefined) {
      const reason = 'its pictures came from no encoder that a page has, so pass `features`';
      throw new RecommenderError('items/unsupported', { reason });
    }
    const { folder, fetching } = this.#options;
    const own = typeof made === 'object' ? made : undefined;
    const fetchModel = (): Promise<Uint8Array<ArrayBuffer>> =>
      own === undefined
        ? fetchImageEncoder(`${folder}efficientnet-lite0/`, fetching)
        : fetchOwnImageEncoder(this.#bundle, fetching);
    const [reader, [{ mean, matrix }, { Whitening }]] = await openedWith(
      import('./picture-reader').then(({ PictureReader }) => PictureReader.open(fetchModel, own)),
      Promise.all([this.#bundle.whitening('image'), import('../encoders/whitening')]),
    );
    return { reader, whitening: new Whitening(mean, matrix) };
  }
}
