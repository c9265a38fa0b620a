/** Without a network: the server is stopped, the worker is killed, the shop goes on. */
import { expect, openShop, ready, shelfIds, test } from './shop';

test('the shop opens again with the server stopped', async ({ page, server }) => {
  await openShop(page, server);
  await server.stop();
  await page.reload();
  await ready(page);
  await page.getByRole('button', { name: 'Cookout' }).click();
  expect(await shelfIds(page, 'Goes with your basket')).toHaveLength(12);
  await server.start();
});

// Named, for left to itself a slow machine fetches the runtime that it did without before.
for (const executor of ['js', 'wasm']) {
  test(`a killed worker is replaced, and asks nobody: ${executor}`, async ({ page, server }) => {
    await openShop(page, server, `?executor=${executor}`);
    // Only a page that the service worker controls from its start has its workers answered from the cache.
    await page.reload();
    await ready(page);
    const before = server.requests.length;
    const [worker] = page.workers();
    const closed = page.waitForEvent('worker');
    await worker.evaluate(() => {
      self.close();
    });
    await page.getByRole('button', { name: 'Taco night' }).click();
    expect(await shelfIds(page, 'Goes with your basket')).toHaveLength(12);
    await closed;
    expect(server.requests.slice(before)).toEqual([]);
  });
}

test('the offline switch of the engine room keeps everything working', async ({ page, server }) => {
  await openShop(page, server);
  await page.reload();
  await ready(page);
  await page.getByRole('button', { name: 'Engine room' }).click();
  const room = page.getByRole('dialog', { name: 'Engine room' });
  await room.getByRole('switch', { name: 'Take the network away' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sunday pancakes' }).click();
  expect(await shelfIds(page, 'Goes with your basket')).toHaveLength(12);
});
