/** The engine room shows what the shopper just saw, not what it asks for itself; what it asks on request is another's and leaves nothing. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, openShop, shelfIds, test } from './shop';

const ASSETS = join(import.meta.dirname, '..', 'dist', 'assets');

test('the last call is the last shelf', async ({ page, server }) => {
  await openShop(page, server, '#/?visitor=baker&basket=ground-beef');
  await page.getByRole('button', { name: 'Engine room' }).click();
  const room = page.getByRole('dialog', { name: 'Engine room' });
  const call = room.getByRole('region', { name: 'Last call' });
  const calls = call.locator('dd').last();
  await expect(call).toContainText('What may come next');
  await page
    .locator('.for-basket rec-shelf')
    .getByRole('button', { name: /^Add / })
    .first()
    .click();
  await expect(call).toContainText('What goes with the basket');
  // A row a stage and the total below them, as wide as the section.
  const rows = await call.getByRole('row').all();
  const boxes = await Promise.all(rows.map((row) => row.boundingBox()));
  const total = boxes.at(-1)!;
  for (const box of boxes.slice(0, -1))
    expect(box!.y + box!.height).toBeLessThanOrEqual(total.y + 1);
  expect(total.width).toBeGreaterThan(0.95 * (await call.boundingBox())!.width);
  const shown = await calls.textContent();
  // The beam is traced and the proof without a network is made by questions of the room's own.
  await expect(room.getByRole('region', { name: 'The beam' })).toContainText('one first code');
  await room.getByRole('switch', { name: 'Take the network away' }).click();
  await expect(room.getByRole('region', { name: 'Network' })).toContainText('filled again');
  await expect(calls).toHaveText(shown ?? '');
  // At the end of the room two sections meet where one reads: the later is it.
  await room.getByRole('button', { name: 'About' }).click();
  await expect(room.locator('[data-reading]')).toHaveText(['About']);
});

test('the switch has every executor, and goes to the page with it', async ({ page, server }) => {
  await openShop(page, server, '#/?basket=ground-beef');
  await page.getByRole('button', { name: 'Engine room' }).click();
  const choices = page.getByRole('navigation', { name: 'Executor' }).getByRole('link');
  await expect(choices).toHaveText([
    'Automatic',
    'Item graph',
    'JavaScript',
    'WebAssembly',
    'WebGPU',
  ]);
  await expect(choices.first()).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('region', { name: 'Executor' })).toContainText('in software only');
  await choices.getByText('JavaScript').click();
  await expect(page).toHaveURL(/\?executor=js#\/\?basket=ground-beef$/);
  await expect(page.locator('.for-basket rec-shelf')).toHaveAttribute('executor', 'js');
});

test('the race: nothing before it is asked for, then every executor beside the others', async ({
  page,
  server,
}) => {
  // A software adapter takes its time, the self-test before it too.
  test.setTimeout(240_000);
  await openShop(page, server, '?executor=js#/?visitor=baker&basket=ground-beef');
  const opened = server.requests.length;
  await page.getByRole('button', { name: 'Engine room' }).click();
  const section = page.getByRole('region', { name: 'The race' });
  const runtime = readdirSync(ASSETS).find((file) => file.endsWith('.wasm'))!;
  const megabytes = (statSync(join(ASSETS, runtime)).size / 1e6).toFixed(1);
  await expect(section).toContainText(`Fetches up to ${megabytes} MB`);
  expect(server.requests.slice(opened)).toEqual([]);
  expect(page.workers()).toHaveLength(1);
  const shelf = await shelfIds(page, 'Goes with your basket');

  await section.getByRole('button', { name: 'Race them' }).click();
  await expect(section.getByRole('button', { name: 'Race again' })).toBeVisible({
    timeout: 200_000,
  });
  await expect(section.getByRole('status')).toContainText(/the fastest here: .+ ms/);
  const lane = (executor: string): Locator => section.locator(`[data-executor="${executor}"]`);
  for (const executor of ['graph', 'js', 'wasm', 'webgpu']) {
    await expect(lane(executor)).toHaveAttribute('data-state', 'done');
    await expect(lane(executor).locator('b')).toHaveText(/ ms$/);
  }
  await expect(lane('graph')).toContainText(/\d+ of 12 places differ from JavaScript/);
  await expect(lane('js')).toContainText('Same list as WebAssembly and WebGPU.');
  await expect(lane('js')).toContainText('all here already');
  await expect(lane('wasm')).toContainText(/\d files? fetched now/);
  expect(server.requests.slice(opened).some((path) => path.endsWith(runtime))).toBe(true);
  const { violations } = await new AxeBuilder({ page }).include('.race').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  // The page's own recommender is the only one left, and has not changed.
  await expect.poll(() => page.workers().length).toBe(1);
  expect(await shelfIds(page, 'Goes with your basket')).toEqual(shelf);
  await expect(page.locator('.for-basket rec-shelf')).toHaveAttribute('executor', 'js');
});

test('a race can be stopped, and ends with the room', async ({ page, server }) => {
  await openShop(page, server, '?executor=graph#/?basket=ground-beef');
  await page.getByRole('button', { name: 'Engine room' }).click();
  const section = page.getByRole('region', { name: 'The race' });
  const button = section.getByRole('button');
  await button.click();
  await expect(section.getByRole('status')).toContainText('Starting WebGPU');
  await button.press('Enter');
  await expect(section.getByRole('status')).toHaveText('Stopped.');
  await expect(button).toHaveText('Race again');
  await expect(button).toBeFocused();
  await expect.poll(() => page.workers().length).toBe(1);
  await button.press('Enter');
  await expect(section.getByRole('status')).toContainText('Starting WebGPU');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.workers().length).toBe(1);
});
