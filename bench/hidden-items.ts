/**
 * A bundle on disk of which some items say nothing: no text, no features. With such items removed, adding them again under
 * other ids is adding items that the shop never had, but for what training saw of them.
 */
import { digestHex } from '../src/bundle/integrity';
import { readDirectory } from '../src/bundle/read-directory';
import type { Source } from '../src/bundle/sources';
import type { Column, Manifest } from '../src/contract/bundle';

const TEXT_COLUMNS = ['category', 'type', 'brand', 'description'];

/** `items`: item indices. */
export function withHidden(bundle: string, items: ReadonlySet<number>): Source {
  return async (url, options) => {
    const response = await readDirectory(url, options);
    const name = url.slice(bundle.length);
    if (name === 'items.json') return new Response(await withoutText(response, items));
    if (name === 'features.bin') {
      return new Response(await withoutFeatures(response, items, await manifestOf(bundle)));
    }
    if (name !== 'manifest.json') return response;
    const manifest = (await new Response(response.body).json()) as Manifest;
    const hidden = withHidden(bundle, items);
    const files: Record<string, Manifest['files'][string]> = { ...manifest.files };
    for (const file of ['items.json', 'features.bin']) {
      const changed = await hidden(bundle + file, options);
      const bytes = new Uint8Array(await new Response(changed.body).arrayBuffer());
      files[file] = { ...files[file], bytes: bytes.length, sha256: await digestHex(bytes) };
    }
    return new Response(JSON.stringify({ ...manifest, files }));
  };
}

async function manifestOf(bundle: string): Promise<Manifest> {
  const { body } = await readDirectory(`${bundle}manifest.json`, {});
  return (await new Response(body).json()) as Manifest;
}

/** A title that repeats the id says nothing. */
async function withoutText(
  response: Awaited<ReturnType<Source>>,
  items: ReadonlySet<number>,
): Promise<string> {
  const { columns } = (await new Response(response.body).json()) as {
    readonly columns: Record<string, Column>;
  };
  const blank = <T>(values: readonly T[], nothing: (item: number) => T): T[] =>
    values.map((value, item) => (items.has(item) ? nothing(item) : value));
  const { id } = columns;
  const changed = Object.entries(columns).map(([name, column]): [string, Column] => {
    if (name === 'title' && column.kind === 'text' && id.kind === 'text') {
      return [name, { ...column, values: blank(column.values, (item) => id.values[item]) }];
    }
    if (!TEXT_COLUMNS.includes(name)) return [name, column];
    if (column.kind === 'category') {
      return [name, { ...column, codes: blank(column.codes, () => -1) }];
    }
    return column.kind === 'text'
      ? [name, { ...column, values: blank(column.values, () => '') }]
      : [name, column];
  });
  return JSON.stringify({ columns: Object.fromEntries(changed) });
}

async function withoutFeatures(
  response: Awaited<ReturnType<Source>>,
  items: ReadonlySet<number>,
  manifest: Manifest,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await new Response(response.body).arrayBuffer());
  const { offset } = manifest.files['features.bin'].arrays!.present;
  for (const item of items) bytes.fill(0, offset + 2 * item, offset + 2 * item + 2);
  return bytes;
}
