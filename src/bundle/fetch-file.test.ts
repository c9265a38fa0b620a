import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fetchFile, MANIFEST_LIMIT_BYTES, type Expected } from './fetch-file';
import type { Source } from './sources';

const CONTENT = new TextEncoder().encode('twelve bytes');
const EXPECTED: Expected = {
  bytes: CONTENT.length,
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
};
const BASE = 'https://shop.example/b/';
const answering =
  (body: BodyInit | null, init: ResponseInit = {}): Source =>
  () =>
    Promise.resolve(new Response(body, init));
const get = (source: Source, expected: Expected | undefined = EXPECTED): Promise<Uint8Array> =>
  fetchFile(BASE, 'a.bin', expected, { source });

/** Sends its chunks one by one. */
const streaming = (...chunks: Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

test('gives the bytes and reports progress up to the end', async () => {
  const progress: number[][] = [];
  const urls: string[] = [];
  const bytes = await fetchFile(BASE, 'a.bin', EXPECTED, {
    source: (url) => {
      urls.push(url);
      return Promise.resolve(new Response(streaming(CONTENT.slice(0, 5), CONTENT.slice(5))));
    },
    onProgress: (_, loaded, total) => progress.push([loaded, total]),
  });
  expect(bytes).toEqual(CONTENT);
  expect(bytes.byteOffset % 4).toBe(0);
  expect(urls).toEqual([`${BASE}a.bin`]);
  expect(progress).toEqual([
    [0, 12],
    [5, 12],
    [12, 12],
  ]);
});

describe('says what went wrong', () => {
  const flipped = CONTENT.slice();
  flipped[3] ^= 1;
  test.each<[string, Source, string, RegExp]>([
    ['missing', answering('no', { status: 404 }), 'bundle/not-found', /a\.bin answered 404/],
    ['forbidden', answering('no', { status: 403 }), 'bundle/not-found', /answered 403/],
    [
      'server error',
      answering('no', { status: 503 }),
      'bundle/unreachable',
      /the server answered 503/,
    ],
    [
      'a page instead',
      answering('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      'bundle/not-found',
      /HTML page/,
    ],
    [
      'no network',
      () => Promise.reject(new TypeError('Failed to fetch')),
      'bundle/unreachable',
      /Failed to fetch/,
    ],
    ['cut off', answering(CONTENT.slice(0, 7)), 'bundle/integrity', /has 7 bytes, not 12/],
    ['no body', answering(null), 'bundle/integrity', /has 0 bytes/],
    ['too long', answering('thirteen bytes or more'), 'bundle/integrity', /more than 12 bytes/],
    ['changed', answering(flipped), 'bundle/integrity', /SHA-256/],
    [
      'a connection that breaks',
      () =>
        Promise.resolve(
          new Response(
            new ReadableStream({
              pull(controller) {
                controller.error(new Error('connection reset'));
              },
            }),
          ),
        ),
      'bundle/unreachable',
      /connection reset/,
    ],
  ])('%s', async (_, source, code, message) => {
    await expect(get(source)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});

test('a stale cached copy is asked for again, once, past all caches', async () => {
  const asked: (string | undefined)[] = [];
  const cached: Source = (_, { cache }) => {
    asked.push(cache);
    return Promise.resolve(new Response(cache === 'reload' ? CONTENT : 'eleven byte'));
  };
  expect(await get(cached)).toEqual(CONTENT);
  expect(asked).toEqual([undefined, 'reload']);
  const always: Source = (_, { cache }) => {
    asked.push(cache);
    return Promise.resolve(new Response('old'));
  };
  await expect(get(always)).rejects.toMatchObject({ code: 'bundle/integrity' });
  expect(asked.length).toBe(4);
  await fetchFile(BASE, 'manifest.json', undefined, { source: cached });
  expect(asked[4]).toBe('no-cache');
});

test('a manifest without end is refused early', async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1 << 20;
      controller.enqueue(new Uint8Array(1 << 20));
    },
  });
  await expect(
    fetchFile(BASE, 'manifest.json', undefined, { source: answering(endless) }),
  ).rejects.toMatchObject({
    code: 'bundle/integrity',
  });
  expect(sent).toBeLessThan(MANIFEST_LIMIT_BYTES + 4 * (1 << 20));
});

test('an abort stops before and during the transfer', async () => {
  const asked: string[] = [];
  const counting: Source = (url) => {
    asked.push(url);
    return Promise.resolve(new Response(CONTENT));
  };
  await expect(
    fetchFile(BASE, 'a.bin', EXPECTED, { source: counting, signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: 'call/aborted' });
  expect(asked).toEqual([]);
  const stop = new AbortController();
  const hanging: Source = (_, { signal }) =>
    new Promise((__, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  const promise = fetchFile(BASE, 'a.bin', EXPECTED, { source: hanging, signal: stop.signal });
  stop.abort();
  await expect(promise).rejects.toMatchObject({ code: 'call/aborted' });
});
