/**
 * A slow line in front of a server: every answer waits and trickles, all connections share one width. Throttling inside the
 * browser would miss what a worker fetches.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface Line {
  /** Of the way there and back, for every burst of an answer that follows a request. */
  readonly latencyMs: number;
  readonly bytesPerSecond: number;
}

/** Chromium's own "Slow 4G" (DevTools). */
export const SLOW_4G: Line = { latencyMs: 562.5, bytesPerSecond: 180_000 };

const PIECE = 8 * 1024;

export class SlowLine {
  readonly #server: Server;
  readonly #line: Line;
  /** When the line is free again, in milliseconds of performance.now(). */
  #freeAt = 0;

  constructor(target: URL, line: Line) {
    this.#line = line;
    this.#server = createServer((client) => {
      this.#join(client, connect(Number(target.port), target.hostname));
    });
  }

  /** The port it listens at. */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
  }

  #join(client: Socket, server: Socket): void {
    let askedAt = 0;
    const drop = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.setNoDelay(true).on('error', drop);
    client.on('data', (data) => {
      askedAt = performance.now();
      server.write(data);
    });
    client.on('close', drop);
    void (async () => {
      for await (const data of server as AsyncIterable<Buffer>) {
        for (let at = 0; at < data.length; at += PIECE) {
          const piece = data.subarray(at, at + PIECE);
          const start = Math.max(this.#freeAt, askedAt + this.#line.latencyMs, performance.now());
          this.#freeAt = start + (1000 * piece.length) / this.#line.bytesPerSecond;
          await setTimeout(this.#freeAt - performance.now());
          if (!client.destroyed) client.write(piece);
        }
      }
      client.end();
    })().catch(drop);
  }
}
