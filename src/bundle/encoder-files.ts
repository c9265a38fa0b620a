/**
 * The files of a text encoder's folder, fetched and checked: `encoder.json` vouches for the others. What is computed with them
 * is src/encoders.
 */
import type { Tensors } from '../core/tensor';
import { fetchFile, type FetchOptions } from './fetch-file';
import { JsonValue } from './json-value';
import { readInitialisers } from './onnx-reader';

const INDEX = 'encoder.json';
const MODEL = 'text-encoder.onnx';
const VOCABULARY = 'vocabulary.txt';

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
  const index = JsonValue.parse(await fetchFile(folder, INDEX, undefined, options), INDEX);
  const files = index.keys(['files'], [], true).at('files').keys([MODEL, VOCABULARY], [], true);
  const fetched = await Promise.all(
    [MODEL, VOCABULARY].map((name) => {
      const entry = files.at(name).keys(['bytes', 'sha256']);
      const expected = {
        bytes: entry.at('bytes').integer(0),
        sha256: entry.at('sha256').text(/^[0-9a-f]{64}$/),
      };
      return fetchFile(folder, name, expected, options);
    }),
  );
  return {
    tensors: readInitialisers(fetched[0], MODEL),
    vocabulary: new TextDecoder().decode(fetched[1]),
  };
}
