/**
 * Features of texts that the bundle does not have: encoder and whitening, fetched when the first text comes. How a text is
 * encoded is src/encoders.
 */
import type { Bundle } from '../bundle/bundle';
import { fetchTextEncoder } from '../bundle/encoder-files';
import type { FetchOptions } from '../bundle/fetch-file';
import { RecommenderError } from '../contract/errors';
import type { StaticText } from '../encoders/static-text';
import type { Whitening } from '../encoders/whitening';

interface Opened {
  readonly encoder: StaticText;
  readonly whitening: Whitening;
}

export class TextFeatures {
  readonly #bundle: Bundle;
  readonly #folder: string;
  readonly #fetching: FetchOptions;
  #opened: Promise<Opened> | undefined;

  /** `encoders`: URL of the folder that holds encoders, with a slash at its end. */
  constructor(bundle: Bundle, encoders: string, fetching: FetchOptions) {
    this.#bundle = bundle;
    this.#folder = `${encoders}static/`;
    this.#fetching = fetching;
  }

  /** As the bundle stores them; undefined where no word is known. `items/unsupported` where the bundle has no whitening. */
  async encode(text: string): Promise<Int8Array | undefined> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    const { encoder, whitening } = await this.#opened;
    const embedding = encoder.embed(text);
    return embedding && whitening.apply(encoder.lifted(embedding));
  }

  async #open(): Promise<Opened> {
    if (this.#bundle.manifest.encoders === undefined) {
      const reason = 'its features came from no encoder that a page has, so pass `features`';
      throw new RecommenderError('items/unsupported', { reason });
    }
    const [files, { mean, matrix }, { StaticText }, { Whitening }] = await Promise.all([
      fetchTextEncoder(this.#folder, this.#fetching),
      this.#bundle.textWhitening(),
      import('../encoders/static-text'),
      import('../encoders/whitening'),
    ]);
    return {
      encoder: new StaticText(files.tensors, files.vocabulary),
      whitening: new Whitening(mean, matrix),
    };
  }
}
