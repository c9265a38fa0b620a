/** A bundle that is not as it should be: plain words where nothing can be shown, another executor where something can. */
import type { Page } from '@playwright/test';
import { expect, openShop, ready, test } from './shop';
import type { Fault, StaticServer } from './static-server';

async function openWith(
  page: Page,
  server: StaticServer,
  path: string,
  fault: Fault,
): Promise<void> {
  server.faults.set(path, fault);
  await page.goto(`${server.url}#/?basket=ground-beef`);
}

const flip = (original: Buffer): Buffer => {
  const copy = Buffer.from(original);
  copy[copy.length >> 1] ^= 1;
  return copy;
};

const HOPELESS: readonly (readonly [what: string, path: string, fault: Fault, says: RegExp])[] = [
  ['a missing manifest', 'manifest.json', { status: 404 }, /manifest\.json answered 404/],
  [
    'a page in place of the manifest',
    'grocery/manifest.json',
    { body: () => '<!doctype html>' },
    /manifest\.json is not valid/,
  ],
  [
    'another format',
    'grocery/manifest.json',
    { body: (file) => String(file).replace(/"format":\s*\d+/, '"format":99') },
    /format 99 is not supported/,
  ],
  [
    'a truncated item table',
    'grocery/items.json',
    { body: (file) => file.subarray(0, 5000) },
    /items\.json does not match/,
  ],
  ['changed semantic IDs', 'semantic_ids.bin', { body: flip }, /semantic_ids\.bin does not match/],
];

for (const [what, path, fault, says] of HOPELESS) {
  test(`${what}: the shop says so and offers to try again`, async ({ page, server }) => {
    await openWith(page, server, path, fault);
    await expect(page.getByRole('alert')).toContainText(says);
    server.faults.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.locator('.for-basket rec-shelf')).toHaveAttribute('state', 'ready');
  });
}

const SURVIVED: readonly (readonly [what: string, path: string, fault: Fault])[] = [
  ['a missing encoder', 'encoder.onnx', { status: 404 }],
  ['a changed level', 'level_2.onnx', { body: flip }],
  ['an encoder cut short', 'encoder.onnx', { body: (file) => file.subarray(0, 1000) }],
];

for (const [what, path, fault] of SURVIVED) {
  test(`${what}: the item graph keeps the shelves full`, async ({ page, server }) => {
    await openWith(page, server, path, fault);
    await ready(page);
    const shelf = page.locator('.for-basket rec-shelf');
    await expect(shelf).toHaveAttribute('executor', 'graph');
    await expect(shelf.locator('[part="item"]')).toHaveCount(12);
  });
}

test('no WebAssembly: plain JavaScript answers', async ({ page, server }) => {
  server.headers = { 'content-security-policy': "script-src 'self'" };
  await openWith(page, server, 'none', {});
  await ready(page);
  await expect(page.locator('.for-basket rec-shelf')).toHaveAttribute('executor', 'js');
});

test('WebAssembly asked for and not allowed: the engine room says so', async ({ page, server }) => {
  server.headers = { 'content-security-policy': "script-src 'self'" };
  await openShop(page, server, '?executor=wasm#/?basket=ground-beef');
  await expect(page.locator('.for-basket rec-shelf')).toHaveAttribute('executor', 'js');
  await page.getByRole('button', { name: 'Engine room' }).click();
  await expect(page.getByRole('region', { name: 'Executor' })).toContainText(
    'WebAssembly cannot run on this page',
  );
});

test('an executor asked for that cannot run here is answered in plain words', async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}?executor=webgpu`);
  await expect(page.getByRole('alert').or(page.locator('.status'))).toContainText(
    /WebGPU|webgpu|engine/i,
  );
});
