/** A new visitor opens the shop: something at once, the model soon after, nothing from the network from then on. */
import { expect, openShop, ready, shelfIds, test } from './shop';

test('the shop opens with full shelves computed on the device', async ({ page, server }) => {
  await openShop(page, server);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await shelfIds(page, 'Popular now')).toHaveLength(12);
});

test('nothing is asked of the server once the page is ready', async ({ page, server }) => {
  await openShop(page, server);
  const before = server.requests.length;
  await page.getByRole('button', { name: 'Taco night' }).click();
  expect(await shelfIds(page, 'Goes with your basket')).toHaveLength(12);
  await page.getByRole('link', { name: 'Bakery' }).first().click();
  await expect(page.locator('.grid li').first()).toBeVisible();
  await page.locator('.grid a').first().click();
  expect(await shelfIds(page, 'Similar')).toHaveLength(12);
  await page.getByLabel('Who is shopping').selectOption({ index: 1 });
  await page.getByRole('link', { name: 'Larder', exact: true }).click();
  expect(await shelfIds(page, 'Buy again')).not.toHaveLength(0);
  expect(server.requests.slice(before)).toEqual([]);
});

test('the first search fetches what reads words, and no search says what was searched', async ({
  page,
  server,
}) => {
  await openShop(page, server);
  // What is kept for a visit offline is fetched by itself, some time after the page is ready.
  await page.evaluate(() => navigator.serviceWorker.ready);
  const before = server.requests.length;
  const search = async (query: string): Promise<void> => {
    await page.getByRole('searchbox').fill(query);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(query);
    await expect(page.locator('.grid li').first()).toBeVisible();
  };
  await page.getByRole('searchbox').fill('xqzwvk');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing found for “xqzwvk”');
  await search('chese');
  await expect(page.locator('.search .count')).toContainText('by words and meaning');
  const fetched = server.requests.slice(before);
  for (const path of fetched) {
    expect(path).toMatch(
      /\/models\/encoders\/static\/(encoder\.json|text-encoder\.onnx|vocabulary\.txt)$|\/models\/grocery\/(whitening_text|features)\.bin$|\/assets\/[\w-]+\.js$/,
    );
  }
  await search('something for taco night');
  expect(server.requests.slice(before + fetched.length)).toEqual([]);
});

test('the first list does not wait for the model', async ({ page, server }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.onnx', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${server.url}#/?basket=flour-tortillas-10ct`);
  const shelf = page.locator('.for-basket rec-shelf');
  await expect(shelf).toHaveAttribute('executor', 'graph');
  const top = await shelf.boundingBox();
  release();
  await expect(shelf).not.toHaveAttribute('executor', 'graph');
  expect(await shelf.boundingBox()).toEqual(top);
  await ready(page);
});

test('saving data fetches no model', async ({ page, server }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
  });
  await page.goto(server.url);
  await expect(page.locator('rec-shelf').first()).toHaveAttribute('state', 'ready');
  await expect(page.locator('rec-shelf').first()).toHaveAttribute('executor', 'graph');
});
