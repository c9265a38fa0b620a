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
import { OnDemand } from './on-demand';

/** Unused for this long, its four megabytes are let go. */
const IDLE_MS = 60_000;

interface Opened {
  readonly encoder: StaticText;
  readonly whitening: Whitening;
}

export class TextFeatures {
  readonly #bundle: Bundle;
  readonly #folder: string;
  readonly #fetching: FetchOptions;
  readonly #opened: OnDemand<Opened>;

  /** `encoders`: URL of the folder that holds encoders, with a slash at its end. */
  constructor(bundle: Bundle, encoders: string, fetching: FetchOptions) {
    this.#bundle = bundle;
    this.#folder = `${encoders}static/`;
    this.#fetching = fetching;
    this.#opened = new OnDemand({ open: () => this.#open(), idleMs: IDLE_MS });
  }

  /** Whether the bundle's texts came from an encoder that a page has. */
  get supported(): boolean {
    return this.#bundle.manifest.encoders?.text !== undefined;
  }

  /** As the bundle stores them; undefined where no word is known. `items/unsupported` where the bundle has no whitening. */
  encode(text: string): Promise<Int8Array | undefined> {
    return this.#opened.use(({ encoder, whitening }) => {
      const embedding = encoder.embed(text);
      return embedding && whitening.apply(encoder.lifted(embedding));
    });
  }

  async #open(): Promise<Opened> {
    if (!this.supported) {
      const reason = 'its features came from no encoder that a page has, so pass `features`';
      throw new RecommenderError('items/unsupported', { reason });
    }
    const [files, { mean, matrix }, { StaticText }, { Whitening }] = await Promise.all([
      fetchTextEncoder(this.#folder, this.#fetching),
      this.#bundle.whitening('text'),
      import('../encoders/static-text'),
      import('../encoders/whitening'),
    ]);
    return {
      encoder: new StaticText(files.tensors, files.vocabulary),
      whitening: new Whitening(mean, matrix),
    };
  }
}
