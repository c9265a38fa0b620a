/** The committed fixture bundle for tests: as it is, with files changed on the way, or changed and signed again. */
import { createHash } from 'node:crypto';
import type { Manifest } from '../contract/bundle';
import type { ChangedItem } from '../contract/delta';
import { readDirectory } from '../bundle/read-directory';
import type { Source } from '../bundle/sources';
import type { ExecutorChoice, Progress } from '../contract/recommend';
import { Engine } from './engine';

export const FIXTURE = new URL('../../models/fixture/', import.meta.url).href;

/** What becomes of a file's bytes; null: the file is gone. */
export type Changes = Readonly<Record<string, (bytes: Uint8Array) => Uint8Array | null>>;

/** The fixture with some files changed: what a careless upload does. */
export function changed(changes: Changes): Source {
  return async (url, options) => {
    const response = await readDirectory(url, options);
    const change = changes[url.slice(FIXTURE.length)] as Changes[string] | undefined;
    if (change === undefined) return response;
    const bytes = change(await bytesOf(response));
    return bytes === null ? new Response(null, { status: 404 }) : new Response(bytes.slice());
  };
}

/** The same with a manifest that vouches for the changed files: what a faulty exporter does. */
export async function signed(changes: Changes): Promise<Source> {
  const manifest = JSON.parse(
    new TextDecoder().decode(await bytesOf(await readDirectory(`${FIXTURE}manifest.json`, {}))),
  ) as Manifest;
  const files: Record<string, unknown> = { ...manifest.files };
  for (const [name, change] of Object.entries(changes)) {
    const bytes = change(await bytesOf(await readDirectory(FIXTURE + name, {})));
    if (bytes === null) Reflect.deleteProperty(files, name);
    else {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      files[name] = { ...manifest.files[name], bytes: bytes.length, sha256 };
    }
  }
  const text = JSON.stringify({ ...manifest, files });
  return changed({ ...changes, 'manifest.json': () => new TextEncoder().encode(text) });
}

/** The fixture with a delta beside it, as the trainer writes one: the manifest vouches for it. */
export function withDelta(delta: unknown, changes: Changes = {}): Source {
  const bytes = new TextEncoder().encode(JSON.stringify(delta));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const spec = { bytes: bytes.length, sha256, role: 'delta' };
  const vouched = changed({
    'manifest.json': json((value) => ({
      ...value,
      files: { ...(value['files'] as object), 'delta.json': spec },
    })),
    ...changes,
  });
  return (url, options) =>
    url === `${FIXTURE}delta.json` && !('delta.json' in changes)
      ? Promise.resolve(new Response(bytes))
      : vouched(url, options);
}

/** A change of a JSON file. */
export function json(edit: (value: Record<string, never>) => unknown): Changes[string] {
  return (bytes) => {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, never>;
    return new TextEncoder().encode(JSON.stringify(edit(value)));
  };
}

export function openFixture(
  executor: ExecutorChoice,
  options: {
    readonly source?: Source;
    readonly keep?: boolean;
    readonly own?: readonly ChangedItem[];
    readonly onProgress?: (progress: Progress) => void;
  } = {},
): Promise<Engine> {
  return Engine.open({ bundle: FIXTURE, executor, source: readDirectory, ...options });
}

async function bytesOf(response: Awaited<ReturnType<Source>>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(response.body).arrayBuffer());
}
