/**
 * The fixture bundle in memory, for tests that need a broken one: files can be changed, with or without telling the
 * manifest. Served by a Source that counts what it was asked for.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Source } from '../sources';
import { changed } from './changed';

const FIXTURE = new URL('../../../models/fixture/', import.meta.url);

export class MemoryBundle {
  readonly url = 'https://shop.example/bundle/';
  readonly files = new Map<string, Buffer>();
  /** Names in the order they were asked for. */
  readonly asked: string[] = [];

  constructor() {
    for (const name of readdirSync(FIXTURE)) {
      this.files.set(name, readFileSync(new URL(name, FIXTURE)));
    }
  }

  /** A fresh copy of manifest.json. */
  get manifest(): unknown {
    return JSON.parse(this.read('manifest.json').toString()) as unknown;
  }

  read(name: string): Buffer {
    const bytes = this.files.get(name);
    if (bytes === undefined) throw new Error(`no ${name}`);
    return bytes;
  }

  /** Sets what lies at a path of the manifest (keys joined by slashes), or removes it. */
  changeManifest(path: string, to: unknown): void {
    this.files.set('manifest.json', Buffer.from(JSON.stringify(changed(this.manifest, path, to))));
  }

  /** Replaces a file and makes the manifest vouch for it, as a faulty exporter would. */
  replace(name: string, bytes: Buffer): void {
    this.files.set(name, bytes);
    this.changeManifest(`files/${name}/bytes`, bytes.length);
    this.changeManifest(`files/${name}/sha256`, createHash('sha256').update(bytes).digest('hex'));
  }

  readonly source: Source = (url) => {
    const name = url.slice(this.url.length);
    this.asked.push(name);
    const bytes = this.files.get(name);
    return Promise.resolve(
      bytes === undefined
        ? new Response('no', { status: 404 })
        : new Response(new Uint8Array(bytes)),
    );
  };
}
