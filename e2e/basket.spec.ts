/** The basket grows and the shelves follow; the address keeps it all. */
import { expect, openShop, shelfIds, test } from './shop';

const GOES_WITH = 'Goes with your basket';

test('each item added changes what goes with the basket', async ({ page, server }) => {
  await openShop(page, server);
  await page.getByRole('button', { name: 'Taco night' }).click();
  const first = await shelfIds(page, GOES_WITH);
  expect(first).not.toContain('ground-beef');
  const shelf = page.locator('.for-basket rec-shelf');
  const title = await shelf.locator('[part="title"]').first().textContent();
  await shelf.getByRole('button', { name: `Add ${title ?? ''} to the basket` }).click();
  await expect(page.locator('#basket').getByRole('link', { name: title ?? '' })).toBeVisible();
  await expect.poll(() => shelfIds(page, GOES_WITH)).not.toContain(first[0]);
  const second = await shelfIds(page, GOES_WITH);
  expect(second).not.toEqual(first);
  expect(second).toHaveLength(12);
});

test('different baskets get different shelves, and none of them is the list of bestsellers', async ({
  page,
  server,
}) => {
  await openShop(page, server);
  const popular = await shelfIds(page, 'Popular now');
  await page.getByRole('button', { name: 'Taco night' }).click();
  const tacos = await shelfIds(page, GOES_WITH);
  await page.getByRole('button', { name: 'A cat moves in' }).click();
  await expect.poll(() => shelfIds(page, GOES_WITH)).not.toEqual(tacos);
  const cat = await shelfIds(page, GOES_WITH);
  expect(cat.filter((id) => tacos.includes(id)).length).toBeLessThan(4);
  expect(cat.filter((id) => popular.includes(id)).length).toBeLessThan(4);
});

test('a reload and a shared address bring the same shop', async ({ page, server, context }) => {
  await openShop(page, server);
  await page.getByLabel('Who is shopping').selectOption('baker');
  await page.getByRole('button', { name: 'Birthday cake' }).click();
  const before = await shelfIds(page, GOES_WITH);
  await page.reload();
  expect(await shelfIds(page, GOES_WITH)).toHaveLength(before.length);
  await expect(page.getByLabel('Who is shopping')).toHaveValue('baker');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('#basket .lines li')).toHaveCount(2);
});

test('back and forth move through the shop and keep the basket', async ({ page, server }) => {
  await openShop(page, server);
  await page.getByRole('link', { name: 'Pets' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pets' })).toBeVisible();
  await page.locator('.grid button.add').first().click();
  await page.goBack();
  await expect(page.locator('.for-basket rec-shelf')).toBeVisible();
  await expect(page.locator('#basket .lines li')).toHaveCount(1);
});

test('checking out makes the visit part of the history', async ({ page, server }) => {
  await openShop(page, server);
  await page.getByLabel('Who is shopping').selectOption('student');
  const before = await shelfIds(page, 'Buy again');
  await page.getByRole('button', { name: 'A cat moves in' }).click();
  await page.getByRole('button', { name: 'Check out' }).click();
  await expect(page.locator('#basket .lines li')).toHaveCount(0);
  await expect.poll(() => shelfIds(page, 'Buy again')).toContain('canned-cat-food-5-5oz');
  expect(before).not.toContain('canned-cat-food-5-5oz');
});

test('a shelf that an item is added from stays where it is', async ({ page, server }) => {
  await openShop(page, server);
  const popular = page.locator('rec-shelf', {
    has: page.getByRole('heading', { name: 'Popular now' }),
  });
  const top = async (): Promise<number> => (await popular.boundingBox())?.y ?? NaN;
  for (const scrolled of [0, 100]) {
    await page.evaluate((y) => {
      scrollTo({ top: y, behavior: 'instant' });
    }, scrolled);
    const before = await top();
    await popular.getByRole('button', { name: /^Add / }).first().click();
    await shelfIds(page, GOES_WITH);
    expect(Math.abs((await top()) - before)).toBeLessThan(2);
    await page
      .locator('#basket')
      .getByRole('button', { name: /^Remove / })
      .click();
    await expect(page.locator('.for-basket rec-shelf')).toHaveCount(0);
  }
});

test('the first checkout of a new visitor brings the shelves that start from visits', async ({
  page,
  server,
}) => {
  await openShop(page, server);
  await page.getByRole('button', { name: 'Taco night' }).click();
  await page.getByRole('button', { name: 'Check out' }).click();
  await expect(page.locator('#basket')).toContainText('Thank you');
  expect(await shelfIds(page, 'Buy again')).toContain('ground-beef');
  await page.locator('rec-shelf').getByRole('button', { name: /^Add / }).first().click();
  await expect(page.locator('#basket .lines li')).toHaveCount(1);
});

test('on a phone the thanks stay in view, and are for who checked out', async ({
  page,
  server,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openShop(page, server);
  await page.getByRole('button', { name: 'Birthday cake' }).click();
  await page.getByRole('button', { name: 'Check out' }).click();
  await expect(page.getByText('Thank you')).toBeInViewport();
  await page.getByLabel('Who is shopping').selectOption('baker');
  await expect(page.locator('#basket')).toContainText('Still empty');
});

test('an address with what is no longer sold opens without it', async ({ page, server }) => {
  await openShop(page, server, '#/?basket=moon-cheese+flour-tortillas-10ct');
  const basket = page.locator('#basket');
  await expect(basket.getByRole('link')).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'To the basket, 1 item' })).toBeVisible();
  expect(await shelfIds(page, GOES_WITH)).toHaveLength(12);
});

test('an address of nothing says so, and is kept', async ({ page, server }) => {
  for (const [address, heading] of [
    ['#/product/nope', 'This product is not in the shop'],
    ['#/nirgends?basket=ground-beef', 'There is no such page'],
  ] as const) {
    await openShop(page, server, address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    expect(await shelfIds(page, 'Popular now')).toHaveLength(12);
    expect(page.url()).toContain(address.split('?')[0]);
    await page.goto('about:blank');
  }
});
