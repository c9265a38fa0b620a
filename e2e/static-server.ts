/**
 * A plain static host for the built site: serves a folder from a sub-path, counts what it was asked, and can be stopped or made to misbehave.
 * Not a development server: it knows nothing of the project.
 */
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** A changed answer for a path: a status, or other bytes in place of the file's. */
export interface Fault {
  readonly status?: number;
  readonly body?: (original: Buffer) => Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class StaticServer {
  /** Paths that were asked for, in order; but no service worker's script, whose newer version the browser looks for when it likes. */
  readonly requests: string[] = [];
  readonly faults = new Map<string, Fault>();
  /** Files that the folder does not have, by the end of their path. */
  readonly added = new Map<string, string | Buffer>();
  /** Sent with every answer, such as a content security policy. */
  headers: Readonly<Record<string, string>> = {};
  /** Sends the brotli file beside a file, where there is one, as a host would to who takes it. */
  compressed = false;
  #server: Server;
  #port = 0;

  constructor(
    private readonly folder: string,
    private readonly base: string,
  ) {
    this.#server = createServer((request, response) => {
      const packed = this.compressed && /\bbr\b/.test(String(request.headers['accept-encoding']));
      const path = new URL(request.url ?? '/', 'http://host').pathname;
      if (request.headers['service-worker'] !== 'script') this.requests.push(path);
      void this.#answer(path, response, packed);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}${this.base}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(path: string, response: ServerResponse, packed: boolean): Promise<void> {
    const inside = path.startsWith(this.base) ? path.slice(this.base.length) : null;
    const extra = [...this.added].find(([suffix]) => path.endsWith(suffix))?.[1];
    if (extra !== undefined) {
      response.writeHead(200, { 'cache-control': 'no-cache' }).end(extra);
      return;
    }
    const file = inside === null ? null : await this.#find(normalize(decodeURIComponent(inside)));
    if (file === null) {
      response
        .writeHead(404, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Not found</title>');
      return;
    }
    const fault = [...this.faults].find(([suffix]) => path.endsWith(suffix))?.[1];
    const brotli = packed && fault === undefined && (await isFile(`${file}.br`));
    const original = await readFile(brotli ? `${file}.br` : file);
    const body = fault?.body === undefined ? original : fault.body(original);
    response
      .writeHead(fault?.status ?? 200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
        ...(brotli && { 'content-encoding': 'br' }),
        ...this.headers,
        ...fault?.headers,
      })
      .end(body);
  }

  async #find(inside: string): Promise<string | null> {
    if (inside.startsWith('..')) return null;
    const path = join(this.folder, inside);
    try {
      return (await stat(path)).isDirectory() ? join(path, 'index.html') : path;
    } catch {
      return null;
    }
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
