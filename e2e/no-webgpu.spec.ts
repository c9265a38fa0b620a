/** A browser without WebGPU: who asks for it gets the shop all the same, and is told in plain words. */
import { CHROMIUM_ARGS } from '../scripts/setup/chromium-args.mjs';
import { expect, openShop, test } from './shop';

test.use({
  launchOptions: {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGS.filter((flag) => !/webgpu|vulkan/i.test(flag)),
  },
});

test('WebGPU asked for in the address: the shelves are there, the room says why', async ({
  page,
  server,
}) => {
  await openShop(page, server, '?executor=webgpu#/?basket=ground-beef');
  const shelf = page.locator('.for-basket rec-shelf');
  await expect(shelf).toHaveAttribute('executor', /js|wasm/);
  await expect(shelf.locator('[part="item"]')).toHaveCount(12);
  await page.getByRole('button', { name: 'Engine room' }).click();
  const section = page.getByRole('region', { name: 'Executor', exact: true });
  await expect(section).toContainText('This browser has no WebGPU here.');
  const choice = section.getByText('WebGPU', { exact: true });
  await expect(choice).toHaveAttribute('aria-disabled', 'true');
  await expect(choice).not.toHaveAttribute('href');
  await expect(section.getByText('Automatic')).toHaveAttribute('aria-current', 'true');
});

test('the race goes on without it', async ({ page, server }) => {
  await openShop(page, server, '?executor=graph#/?basket=ground-beef');
  await page.getByRole('button', { name: 'Engine room' }).click();
  const section = page.getByRole('region', { name: 'The race' });
  await section.getByRole('button', { name: 'Race them' }).click();
  await expect(section.getByRole('button', { name: 'Race again' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(section.locator('[data-executor="webgpu"]')).toContainText(
    'Not here. This browser has no WebGPU',
  );
  await expect(section.locator('[data-executor="js"]')).toContainText('Same list as WebAssembly.');
});
