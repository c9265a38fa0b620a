/** The slow line against a server on this machine: what it delays, and that it changes nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { SlowLine } from './slow-line';

it('delivers every byte, no sooner than latency and width allow, whoever shares the line', async () => {
  const body = Buffer.from(Array.from({ length: 60_000 }, (_, i) => i % 251));
  const server = createServer((_, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const line = new SlowLine(new URL(`http://127.0.0.1:${port}`), {
    ...{ latencyMs: 50, bytesPerSecond: 600_000 },
  });
  const url = `http://127.0.0.1:${await line.start()}/`;
  const began = performance.now();
  const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(url)).arrayBuffer()));
  const took = performance.now() - began;
  for (const answer of answers) expect(Buffer.from(answer).equals(body)).toBe(true);
  // 180,000 bytes at 600,000 a second, behind one latency.
  expect(took).toBeGreaterThan(340);
  line.stop();
  server.closeAllConnections();
  server.close();
});
