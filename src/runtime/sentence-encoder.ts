/**
 * MiniLM, or another network of sentences, on ONNX Runtime: a text → an embedding of all of it. Pooling is inside the model. It does
 * not fetch: its files are given to it. Twin: trainer/musicrec/features/sentence_encoder.py.
 */
import type { Tokenizer } from '@huggingface/tokenizers';
import type { InferenceSession } from 'onnxruntime-web/wasm';
import type { SentenceFiles } from '../contract/wire';
import { encoderUnavailable, loadOrt, SESSION_OPTIONS, type Ort } from './ort';

const SILENT = ['bos', 'cls', 'eos', 'pad', 'sep', 'unk'].map((name) => `${name}_token`);
/** What a network may take of each token. */
const GIVEN: Readonly<Record<string, (id: number) => number>> = {
  input_ids: (id) => id,
  attention_mask: () => 1,
  token_type_ids: () => 0,
};
const BLANK = '▁';

export class SentenceEncoder {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #tokenizer: Tokenizer;
  /** Tokens that say nothing: marks, what stands for unknown pieces, the blank that Unigram puts before them. */
  readonly #silent: ReadonlySet<unknown>;
  readonly #mostTokens: number;

  private constructor(
    ort: Ort,
    session: InferenceSession,
    tokenizer: Tokenizer,
    silent: ReadonlySet<unknown>,
    mostTokens: number,
  ) {
    this.#ort = ort;
    this.#session = session;
    this.#tokenizer = tokenizer;
    this.#silent = silent;
    this.#mostTokens = mostTokens;
  }

  /** `encoder/unavailable` where the runtime does not start or the files are not what they should be. */
  static async create({
    model,
    tokenizer,
    tokenizerConfig,
    mostTokens,
  }: SentenceFiles): Promise<SentenceEncoder> {
    try {
      const [ort, { Tokenizer }] = await Promise.all([
        loadOrt(),
        import('@huggingface/tokenizers'),
      ]);
      const config = JSON.parse(tokenizerConfig) as Readonly<Record<string, unknown>>;
      const session = await ort.InferenceSession.create(model, SESSION_OPTIONS);
      return new SentenceEncoder(
        ort,
        session,
        new Tokenizer(JSON.parse(tokenizer) as object, config),
        new Set([...SILENT.map((name) => spelled(config[name])), BLANK]),
        mostTokens,
      );
    } catch (error) {
      throw encoderUnavailable(error);
    }
  }

  /** Token IDs of a text, as the model gets them. */
  tokens(text: string): number[] {
    const { ids } = this.#tokenizer.encode(text);
    const most = this.#mostTokens;
    return ids.length <= most ? ids : [...ids.slice(0, most - 1), ids[ids.length - 1]];
  }

  /** (D) at unit length; undefined where no piece of the text is known. */
  async embed(text: string): Promise<Float32Array | undefined> {
    try {
      const ids = this.tokens(text);
      if (ids.every((id) => this.#silent.has(this.#tokenizer.id_to_token(id)))) return undefined;
      const given = this.#session.inputNames.map((name) => {
        const row = BigInt64Array.from(ids, (id) => BigInt(GIVEN[name](id)));
        return [name, new this.#ort.Tensor('int64', row, [1, ids.length])] as const;
      });
      const { sentence_embedding: embedding } = await this.#session.run(Object.fromEntries(given));
      return embedding.data as Float32Array;
    } catch (error) {
      throw encoderUnavailable(error);
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** A configuration has a token as it is, or as an object around it. */
function spelled(token: unknown): unknown {
  return (token as { readonly content?: unknown } | null | undefined)?.content ?? token;
}
