/**
 * The files of an encoder's folder, fetched and checked: `encoder.json` vouches for the others. What is computed with them is
 * src/encoders.
 */
import type { OwnTextEncoder } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';
import type { SentenceFiles } from '../contract/wire';
import type { Tensors } from '../core/tensor';
import type { Bundle } from './bundle';
import { fetchFile, type FetchOptions } from './fetch-file';
import { JsonValue } from './json-value';
import { MANIFEST_FILE } from './manifest';
import { readInitialisers } from './onnx-reader';

const INDEX = 'encoder.json';
const TEXT_MODEL = 'text-encoder.onnx';
const VOCABULARY = 'vocabulary.txt';
const IMAGE_MODEL = 'image-encoder.onnx';
const SENTENCE_MODEL = 'onnx/model_quantized.onnx';
const OWN_TEXT_MODEL = 'text_encoder.onnx';
const OWN_IMAGE_MODEL = 'image_encoder.onnx';
const TOKENIZER = ['tokenizer.json', 'tokenizer_config.json'] as const;
/** Of MiniLM: as the trainer cuts its texts. */
const MOST_TOKENS = 128;

export interface TextEncoderFiles {
  readonly tensors: Tensors;
  /** A piece a line. */
  readonly vocabulary: string;
}

/** `folder`: URL with a slash at its end. */
export async function fetchTextEncoder(
  folder: string,
  options: FetchOptions,
): Promise<TextEncoderFiles> {
  const [model, vocabulary] = await fetchFiles(folder, [TEXT_MODEL, VOCABULARY], options);
  return {
    tensors: readInitialisers(model, TEXT_MODEL),
    vocabulary: new TextDecoder().decode(vocabulary),
  };
}

/** The bytes of the model. `folder`: URL with a slash at its end. */
export async function fetchImageEncoder(
  folder: string,
  options: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const [model] = await fetchFiles(folder, [IMAGE_MODEL], options);
  return model;
}

/** `folder`: URL with a slash at its end. */
export async function fetchSentenceEncoder(
  folder: string,
  options: FetchOptions,
): Promise<SentenceFiles> {
  const [model, ...texts] = await fetchFiles(folder, [SENTENCE_MODEL, ...TOKENIZER], options);
  return sentenceFiles(model, texts, MOST_TOKENS);
}

/** That of texts which a bundle carries; rejects as `fetchOwn` does. */
export async function fetchOwnTextEncoder(
  bundle: Bundle,
  { most_tokens: mostTokens }: OwnTextEncoder,
  options: FetchOptions,
): Promise<SentenceFiles> {
  const [model, ...texts] = await fetchOwn(bundle, [OWN_TEXT_MODEL, ...TOKENIZER], options);
  return sentenceFiles(model, texts, mostTokens);
}

/** The bytes of that of pictures which a bundle carries; rejects as `fetchOwn` does. */
export async function fetchOwnImageEncoder(
  bundle: Bundle,
  options: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const [model] = await fetchOwn(bundle, [OWN_IMAGE_MODEL], options);
  return model;
}

/**
 * Fetched anew each time: whoever reads with them is given their bytes. `bundle/malformed` where the manifest says that there is
 * an encoder, and lists no files of it.
 */
async function fetchOwn(
  { url, manifest }: Bundle,
  names: readonly string[],
  options: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>[]> {
  new JsonValue(manifest.files, '$.files', MANIFEST_FILE).keys(names, [], true);
  return Promise.all(names.map((name) => fetchFile(url, name, manifest.files[name], options)));
}

/** `texts`: tokenizer and its configuration. */
function sentenceFiles(
  model: Uint8Array<ArrayBuffer>,
  texts: readonly Uint8Array[],
  mostTokens: number,
): SentenceFiles {
  const [tokenizer, tokenizerConfig] = texts.map((bytes) => new TextDecoder().decode(bytes));
  return { model, tokenizer, tokenizerConfig, mostTokens };
}

/** `encoder/unavailable` where the folder has not what it should have: that is no fault of the bundle's. */
async function fetchFiles(
  folder: string,
  names: readonly string[],
  options: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const home = new URL(folder).href;
  try {
    const index = JsonValue.parse(await fetchFile(home, INDEX, undefined, options), INDEX);
    const files = index.keys(['files'], [], true).at('files').keys(names, [], true);
    return await Promise.all(
      names.map((name) => {
        const entry = files.at(name).keys(['bytes', 'sha256']);
        const expected = {
          bytes: entry.at('bytes').integer(0),
          sha256: entry.at('sha256').text(/^[0-9a-f]{64}$/),
        };
        return fetchFile(home, name, expected, options);
      }),
    );
  } catch (error) {
    throw notHosted(error, home);
  }
}

function notHosted(error: unknown, folder: string): unknown {
  if (!(error instanceof RecommenderError)) return error;
  const { code, details } = error;
  // A call that was given up is no missing file.
  if (!code.startsWith('bundle/')) return error;
  const { file, status, reason: why } = details;
  let what = `is not what it should be (${why})`;
  if (code === 'bundle/not-found') what = `answered ${status}`;
  else if (code === 'bundle/unreachable') what = `could not be fetched (${why})`;
  const reason = `${folder}${file} ${what}; host the encoder there, or say with \`encoders\` where it is`;
  return new RecommenderError('encoder/unavailable', { reason });
}
