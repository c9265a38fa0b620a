import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchFile } from '../bundle/fetch-file';
import { patientFetch } from './patient-fetch';

let server: Server | undefined;

async function serve(listener: RequestListener): Promise<string> {
  const opened = createServer(listener);
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(opened.address() as AddressInfo).port}/`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const load = (url: string, stallMs: number): Promise<Uint8Array> =>
  fetchFile(url, 'manifest.json', undefined, { source: patientFetch(stallMs) });

describe('patientFetch', () => {
  it('waits for a slow server', async () => {
    const url = await serve((_, response) => {
      let left = 6;
      const timer = setInterval(() => {
        response.write('x');
        if (--left > 0) return;
        clearInterval(timer);
        response.end();
      }, 400);
    });
    expect(await load(url, 1500)).toHaveLength(6);
  });

  it.each([
    ['never answers', () => undefined],
    [
      'stops in the middle',
      (_: unknown, response: { write(text: string): void }) => {
        response.write('x');
      },
    ],
  ] as [string, RequestListener][])('gives up on a server that %s', async (_, listener) => {
    const url = await serve(listener);
    await expect(load(url, 100)).rejects.toMatchObject({
      code: 'bundle/unreachable',
      message: expect.stringContaining('nothing arrived for 100 ms') as string,
    });
  });

  it('says when nobody is there', async () => {
    const url = await serve(() => undefined);
    server?.close();
    await expect(load(url, 1000)).rejects.toMatchObject({ code: 'bundle/unreachable' });
  });
});
