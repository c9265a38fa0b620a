/** A delta beside the bundle, as `musicrec add` writes it: a page that is open picks it up, one that opens has it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './shop';
import type { StaticServer } from './static-server';

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'contract/golden/delta.json'), 'utf8'),
) as {
  readonly grocery: { readonly delta: { readonly items: readonly { readonly id: string }[] } };
};
const { delta } = golden.grocery;
const NEW = ['oat-barista', 'corn-lime', 'crackers', 'chips'];

/** What uploading the command's two files does. */
function upload(server: StaticServer, value: unknown): void {
  const text = JSON.stringify(value);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const spec = { bytes: Buffer.byteLength(text), sha256, role: 'delta' };
  server.added.set('grocery/delta.json', text);
  server.faults.set('grocery/manifest.json', {
    body: (original) => {
      const manifest = JSON.parse(String(original)) as { readonly files: object };
      return JSON.stringify({ ...manifest, files: { ...manifest.files, 'delta.json': spec } });
    },
  });
}

interface Seen {
  readonly refreshed?: unknown;
  readonly delta?: unknown;
  /** Of the new items, those that a list may hold. */
  readonly listed: readonly string[];
}

async function seen(page: Page, refresh: boolean): Promise<Seen> {
  await expect(page.locator('rec-shelf')).toHaveAttribute('state', 'ready');
  return page.evaluate(
    async ({ ids, refresh }) => {
      const { recommender } = document.querySelector('rec-shelf') as unknown as {
        recommender: {
          refresh(): Promise<unknown>;
          info(): Promise<{ delta?: unknown }>;
          recommend(call: object): Promise<{ items: { id: string }[] }>;
        };
      };
      const refreshed = refresh ? await recommender.refresh() : undefined;
      const { delta } = await recommender.info();
      const filter = { ids: [...ids, 'ground-beef'] };
      const { items } = await recommender.recommend({ kind: 'next', count: 9, perType: 0, filter });
      return { refreshed, delta, listed: items.map(({ id }) => id).sort() };
    },
    { ids: NEW, refresh },
  );
}

test('an open page picks it up, and one that opens has it from the start', async ({
  page,
  server,
}) => {
  const address = `${server.url}examples/plain.html`;
  const asked = (file: string): number =>
    server.requests.filter((path) => path.endsWith(file)).length;
  await page.goto(address);
  const nothing = { added: [], removed: [], changed: [], outdated: false };
  expect(await seen(page, true)).toEqual({ refreshed: nothing, listed: ['ground-beef'] });
  expect(asked('delta.json')).toBe(0);

  upload(server, delta);
  const listed = NEW.filter((id) => id !== 'corn-lime').sort();
  expect(await seen(page, true)).toEqual({
    refreshed: { added: NEW, removed: ['ground-beef'], changed: [], outdated: false },
    delta: { items: delta.items.length },
    listed,
  });
  expect(asked('delta.json')).toBe(1);

  server.requests.length = 0;
  await page.goto(address);
  expect(await seen(page, false)).toEqual({ delta: { items: delta.items.length }, listed });
  expect(asked('delta.json')).toBe(1);
  // Its items came with their places.
  for (const file of ['features.bin', 'fusion.onnx', 'encoder.json']) expect(asked(file)).toBe(0);
});

test('one that is damaged leaves the shop open without it', async ({ page, server }) => {
  upload(server, delta);
  server.added.set('grocery/delta.json', '{}');
  await page.goto(`${server.url}examples/plain.html`);
  const { delta: said, listed } = await seen(page, false);
  expect(said).toMatchObject({ items: 0, failure: { code: 'bundle/integrity' } });
  expect(listed).toEqual(['ground-beef']);
});
