/**
 * One file of a bundle: fetched with byte progress and an AbortSignal, checked against size and SHA-256, and nothing else.
 * Every failure is a RecommenderError that says which file and what to do.
 */
import { RecommenderError } from '../contract/errors';
import { checkIntegrity } from './integrity';
import type { OnProgress, Source, SourceResponse } from './sources';

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
  // Nothing vouches for the manifest: a cached one is used only if the server says it is current.
  if (expected === undefined) return fetchOnce(base, name, expected, options, 'no-cache');
  try {
    return await fetchOnce(base, name, expected, options);
  } catch (error) {
    if (!(error instanceof RecommenderError) || error.code !== 'bundle/integrity') throw error;
    // Most likely a cached file of the bundle that was here before.
    return fetchOnce(base, name, expected, options, 'reload');
  }
}

async function fetchOnce(
  base: string,
  name: string,
  expected: Expected | undefined,
  options: FetchOptions,
  cache?: 'no-cache' | 'reload',
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
    const response = await source(url, {
      ...(signal === undefined ? {} : { signal }),
      ...(cache === undefined ? {} : { cache }),
    });
    await checkAnswer(response, name, url);
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

async function checkAnswer(response: SourceResponse, file: string, url: string): Promise<void> {
  const { ok, status } = response;
  const type = response.headers.get('content-type')?.toLowerCase() ?? '';
  const page = type.startsWith('text/html');
  if (ok && !page) return;
  await response.body?.cancel();
  if (ok) {
    // A single-page site answers every address with its page: the file is simply not there.
    const found = `${status} with an HTML page`;
    throw new RecommenderError('bundle/not-found', { file, status: found, url });
  }
  if (status < 500) throw new RecommenderError('bundle/not-found', { file, status, url });
  const reason = `the server answered ${status}`;
  throw new RecommenderError('bundle/unreachable', { file, reason, url });
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
