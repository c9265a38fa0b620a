/**
 * One file of a bundle: fetched with byte progress and an AbortSignal, checked against size and SHA-256, and nothing else.
 * Every failure is a RecommenderError that says which file and what to do.
 */
import { RecommenderError } from '../contract/errors';
import { checkIntegrity } from './integrity';
import type { OnProgress, Source } from './sources';

/** What a file must be; absent for the manifest itself, which nothing vouches for. */
export interface Expected {
  readonly bytes: number;
  readonly sha256: string;
}

/** A manifest larger than this is refused unread: it is an index, not data. */
export const MANIFEST_LIMIT_BYTES = 4 * 1024 * 1024;

export interface FetchOptions {
  readonly source: Source;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** The bytes of `name` below the bundle URL (which ends in a slash). */
export async function fetchFile(
  base: string,
  name: string,
  expected: Expected | undefined,
  options: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { source, signal } = options;
  const url = base + name;
  const stopped = (error: unknown): RecommenderError => {
    if (signal?.aborted === true) return new RecommenderError('call/aborted', { call: 'load' });
    if (error instanceof RecommenderError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new RecommenderError('bundle/unreachable', { file: name, reason, url });
  };
  if (signal?.aborted === true) throw stopped(undefined);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    const response = await source(url, signal === undefined ? {} : { signal });
    if (!response.ok) {
      throw response.status >= 500
        ? new RecommenderError('bundle/unreachable', {
            file: name,
            reason: `the server answered ${response.status}`,
            url,
          })
        : new RecommenderError('bundle/not-found', { file: name, status: response.status, url });
    }
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/html')) {
      // A single-page site answers every address with its page: the file is simply not there.
      await response.body?.cancel();
      throw new RecommenderError('bundle/not-found', {
        file: name,
        status: `${response.status} with an HTML page`,
        url,
      });
    }
    bytes = await readBody(response.body, name, expected?.bytes, options.onProgress);
  } catch (error) {
    throw stopped(error);
  }
  if (expected !== undefined) {
    if (bytes.length !== expected.bytes) {
      const reason = `it has ${bytes.length} bytes, not ${expected.bytes}`;
      throw new RecommenderError('bundle/integrity', { file: name, reason });
    }
    await checkIntegrity(name, bytes, expected.sha256);
  }
  return bytes;
}

/** Reads to the end, but never more than the file may have. */
async function readBody(
  body: ReadableStream<Uint8Array> | null,
  name: string,
  expectedBytes: number | undefined,
  onProgress: OnProgress | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const limit = expectedBytes ?? MANIFEST_LIMIT_BYTES;
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  onProgress?.(name, 0, expectedBytes ?? 0);
  if (body !== null) {
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      loaded += value.length;
      if (loaded > limit) {
        await reader.cancel();
        throw new RecommenderError('bundle/integrity', {
          file: name,
          reason: `it has more than ${limit} bytes`,
        });
      }
      chunks.push(value);
      onProgress?.(name, loaded, expectedBytes ?? 0);
    }
  }
  // A copy into fresh memory: arrays are viewed at offsets that must be aligned.
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
