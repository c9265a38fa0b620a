import { expect, test } from 'vitest';
import { fetchImageEncoder } from './encoder-files';
import type { Source } from './sources';

const FOLDER = 'https://shop.example/encoders/';
const nothing: Source = () => Promise.resolve(new Response('no', { status: 404 }));

test('a folder without its index is an encoder that is not there, and where it was looked for', async () => {
  await expect(fetchImageEncoder(FOLDER, { source: nothing })).rejects.toMatchObject({
    code: 'encoder/unavailable',
    details: { reason: expect.stringContaining(`${FOLDER}encoder.json answered 404`) as string },
  });
});

test('a call that was given up says that, not that the encoder is not there', async () => {
  const signal = AbortSignal.abort();
  await expect(fetchImageEncoder(FOLDER, { source: nothing, signal })).rejects.toMatchObject({
    code: 'call/aborted',
  });
});
