/** A product of the visitor's own: typed, placed by the engine in the worker, listed, bought, taken away. */
import AxeBuilder from '@axe-core/playwright';
import { expect, openShop, ready, test } from './shop';

test('a typed product is placed, shown with its kin, and is sold like any other', async ({
  page,
  server,
}) => {
  await openShop(page, server);
  await page.getByRole('link', { name: 'Add a product' }).click();
  await expect(page.getByRole('heading', { name: 'Add a product of your own' })).toBeVisible();
  expect(server.requests.filter((path) => path.includes('/encoders/'))).toEqual([]);
  await page.getByLabel('What is it called?').fill('Corn tortillas with lime');
  await page.getByLabel('Price, if you like').fill('2.79');
  await page.getByRole('button', { name: 'Put it on the shelf' }).click();
  const placed = page.locator('.placed');
  await expect(placed.getByRole('heading', { name: 'Corn tortillas with lime' })).toBeVisible();
  await expect(placed.getByText('$2.79')).toBeVisible();
  await expect(placed.getByRole('img', { name: /^Codes \d+, \d+, \d+$/ })).toBeVisible();
  await expect(placed.locator('.likest .card').first()).toContainText(/tortilla/i);
  // Its encoder came from the shop's own host, once.
  const fetched = server.requests.filter((path) =>
    path.endsWith('/encoders/static/text-encoder.onnx'),
  );
  expect(fetched).toHaveLength(1);
  await expect(placed.locator('.shoppers li')).toHaveCount(5);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
  await placed.getByRole('button', { name: 'Add Corn tortillas with lime to the basket' }).click();
  await expect(page.locator('.basket')).toContainText('Corn tortillas with lime');
  await placed.getByRole('link', { name: 'See it in the shop' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: 'Corn tortillas with lime' }),
  ).toBeVisible();
  await expect(page.locator('rec-shelf').first()).toHaveAttribute('state', 'ready');
  await page.getByRole('searchbox', { name: 'Search products' }).fill('corn tortillas lime');
  await page.keyboard.press('Enter');
  await expect(page.locator('.search .card').first()).toContainText('Corn tortillas with lime');
});

test('a product without a word is refused in words, and one can be taken away again', async ({
  page,
  server,
}) => {
  await openShop(page, server, '#/add');
  await page.getByLabel('What is it called?').fill('– – –');
  await page.getByRole('button', { name: 'Put it on the shelf' }).click();
  await expect(page.getByRole('alert')).toContainText('has no letter and no digit');
  await page.getByRole('button', { name: 'Barista oat milk' }).click();
  await expect(page.locator('.placed h2').first()).toHaveText('Barista oat milk');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: 'Take it away again' }).click();
  await expect(page.locator('.placed')).toBeEmpty();
});

test('a product is there again after a reload, as it was, until it is taken away', async ({
  page,
  server,
}) => {
  await openShop(page, server, '#/add');
  await page.getByLabel('What is it called?').fill('Corn tortillas with lime');
  await page.getByLabel('Price, if you like').fill('2.79');
  await page.getByRole('button', { name: 'Put it on the shelf' }).click();
  const placed = page.locator('.placed');
  await expect(placed.locator('.shoppers li')).toHaveCount(5);
  const codes = await placed.getByRole('img', { name: /^Codes/ }).getAttribute('aria-label');
  const picture = await placed.locator('.detail .picture').innerHTML();
  const places = await placed.locator('.shoppers li').allTextContents();

  await page.reload();
  await ready(page);
  await expect(placed.getByRole('heading', { name: 'Corn tortillas with lime' })).toBeVisible();
  await expect(placed.getByText('$2.79')).toBeVisible();
  await expect(placed.getByRole('img', { name: /^Codes/ })).toHaveAttribute('aria-label', codes!);
  expect(await placed.locator('.detail .picture').innerHTML()).toBe(picture);
  await expect(placed.locator('.shoppers li')).toHaveText(places);
  // Nothing was read again: its ID and its kin were kept.
  const fetched = server.requests.filter((path) => path.endsWith('text-encoder.onnx'));
  expect(fetched).toHaveLength(1);
  await page.getByRole('button', { name: 'Take it away again' }).click();
  await expect(placed).toBeEmpty();

  await page.reload();
  await ready(page);
  await expect(page.getByLabel('What is it called?')).toBeVisible();
  await expect(placed).toBeEmpty();
});
