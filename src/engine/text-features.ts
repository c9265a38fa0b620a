/**
 * Features of texts that the bundle does not have: encoder and whitening, fetched when the first text comes. How a text is
 * encoded is src/encoders and, for MiniLM and a network that the bundle carries, src/runtime.
 */
import type { Bundle } from '../bundle/bundle';
import {
  fetchOwnTextEncoder,
  fetchSentenceEncoder,
  fetchTextEncoder,
} from '../bundle/encoder-files';
import type { FetchOptions } from '../bundle/fetch-file';
import type { TextEncoderName } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';
import type { SentenceFiles } from '../contract/wire';
import { isEncoderGone } from './encoder-gone';
import { OnDemand, openedWith } from './on-demand';

/** Unused for this long, its megabytes are let go. */
const IDLE_MS = 60_000;

/** A text as the bundle stores it; undefined where no word is known, or of the words but letters. */
type Read = (text: string) => Int8Array | undefined | Promise<Int8Array | undefined>;

interface Opened {
  readonly read: Read;
  /** Whether a text is more than letters in a row; absent: whatever is read is. */
  readonly understands?: (text: string) => boolean;
  readonly close?: () => void;
}

export interface TextFeaturesOptions {
  /** URL of the folder that holds encoders, with a slash at its end. */
  readonly folder: string;
  /** What the page asked for. */
  readonly encoder: TextEncoderName | undefined;
  readonly fetching: FetchOptions;
}

export class TextFeatures {
  readonly #bundle: Bundle;
  readonly #options: TextFeaturesOptions;
  readonly #opened: OnDemand<Opened>;

  constructor(bundle: Bundle, options: TextFeaturesOptions) {
    this.#bundle = bundle;
    this.#options = options;
    this.#opened = new OnDemand({
      open: () => this.#open(),
      close: ({ close }) => close?.(),
      isBroken: isEncoderGone,
      idleMs: IDLE_MS,
    });
  }

  /** Whether the bundle's texts came from an encoder that a page has. */
  get supported(): boolean {
    return this.#bundle.manifest.encoders?.text !== undefined;
  }

  /**
   * As the bundle stores them; undefined where no word is known. `items/unsupported` where the bundle has no whitening for this
   * encoder, `encoder/unavailable` where it needs a runtime and none starts.
   */
  encode(text: string): Promise<Int8Array | undefined> {
    return this.#opened.use(({ read }) => read(text));
  }

  /** Whether a text that no item has a word of may be gone by. */
  understands(text: string): Promise<boolean> {
    return this.#opened.use(({ understands }) => understands?.(text) ?? true);
  }

  release(): Promise<void> {
    return this.#opened.release();
  }

  async #open(): Promise<Opened> {
    const made = this.#bundle.manifest.encoders?.text;
    const { encoder } = this.#options;
    if (made === undefined) {
      const reason = 'its features came from no encoder that a page has, so pass `features`';
      throw new RecommenderError('items/unsupported', { reason });
    }
    const { folder, fetching } = this.#options;
    // The bundle's own reads in a space of its own, where nothing else does.
    if (typeof made === 'object' && encoder === undefined)
      return this.#openSentences(() => fetchOwnTextEncoder(this.#bundle, made, fetching));
    if (typeof made === 'string' && (encoder ?? 'static') === 'static') return this.#openStatic();
    if (made === 'minilm')
      return this.#openSentences(() =>
        fetchSentenceEncoder(`${folder}all-MiniLM-L6-v2/`, fetching),
      );
    const name = typeof made === 'string' ? made : made.model;
    const reason = `its texts were read by the encoder ${name}, which reads a page's too: leave out textEncoder`;
    throw new RecommenderError('items/unsupported', { reason });
  }

  async #openStatic(): Promise<Opened> {
    const { folder, fetching } = this.#options;
    const [files, { mean, matrix }, { StaticText }, { Whitening }] = await Promise.all([
      fetchTextEncoder(`${folder}static/`, fetching),
      this.#bundle.whitening('text'),
      import('../encoders/static-text'),
      import('../encoders/whitening'),
    ]);
    const encoder = new StaticText(files.tensors, files.vocabulary);
    const whitening = new Whitening(mean, matrix);
    return {
      read: (text) => {
        const embedding = encoder.knows(text) ? encoder.embed(text) : undefined;
        return embedding && whitening.apply(encoder.lifted(embedding));
      },
      understands: (text) => encoder.understands(text),
    };
  }

  async #openSentences(fetchFiles: () => Promise<SentenceFiles>): Promise<Opened> {
    const [reader, [{ mean, matrix, modelMean }, { Whitening }]] = await openedWith(
      import('./sentence-reader').then(({ SentenceReader }) => SentenceReader.open(fetchFiles)),
      Promise.all([this.#bundle.whitening('text'), import('../encoders/whitening')]),
    );
    const whitening = new Whitening(modelMean ?? mean, matrix);
    return {
      read: async (text) => {
        const embedding = await reader.embed(text);
        return embedding && whitening.apply(embedding);
      },
      close: () => {
        reader.close();
      },
    };
  }
}
