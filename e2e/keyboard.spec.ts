/** The whole way through the shop without a pointer, and what an accessibility checker says of each place. */
import AxeBuilder from '@axe-core/playwright';
import { expect, openShop, shelfIds, test } from './shop';

test('a shopper with a keyboard finds, adds and checks out', async ({ page, server }) => {
  await openShop(page, server);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the shelves' })).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('pancake mix');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.locator('.grid li').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('.product h1')).toBeFocused();
  await page.getByRole('button', { name: 'Add to basket' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#basket .lines li')).toHaveCount(1);
  await shelfIds(page, 'Goes with it');
  const checkOut = page.getByRole('button', { name: 'Check out' });
  await checkOut.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#basket .lines li')).toHaveCount(0);
});

test('the focus stays where the shopper works', async ({ page, server }) => {
  await openShop(page, server, '#/?basket=ground-beef');
  const focused = page.locator(':focus');
  const shelf = page.locator('.for-basket rec-shelf');
  const add = shelf.getByRole('button', { name: /^Add / });
  await expect(shelf).toHaveAttribute('state', 'ready');
  const label = await add.nth(1).getAttribute('aria-label');
  await add.nth(1).focus();
  await page.keyboard.press('Enter');
  await expect(shelf.getByRole('button', { name: label ?? '', exact: true })).toHaveCount(0);
  await expect(add.nth(1)).toBeFocused();
  const basket = page.locator('#basket');
  await basket.getByRole('button', { name: 'One Ground beef more' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(basket.locator('.stepper span').first()).toHaveText('3');
  await basket.getByRole('button', { name: 'One Ground beef less' }).focus();
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Enter');
  await expect(basket.locator('.lines li')).toHaveCount(1);
  await expect(focused).toHaveText('Basket');
  await openShop(page, server, '#/product/ground-beef');
  await page.getByRole('button', { name: 'Add to basket' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.locator('.buy .stepper span')).toHaveText('2');
});

test('the engine room opens, keeps the focus, and gives it back', async ({ page, server }) => {
  await openShop(page, server);
  const opener = page.getByRole('button', { name: 'Engine room' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const room = page.getByRole('dialog', { name: 'Engine room' });
  await expect(room).toBeVisible();
  await expect(room.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(room).toBeHidden();
  await expect(opener).toBeFocused();
});

const PLACES: readonly (readonly [name: string, hash: string])[] = [
  ['home', '#/?visitor=baker&basket=ground-beef'],
  ['department', '#/aisle/Bakery'],
  ['product', '#/product/ground-beef'],
  ['search', '#/search/cheese'],
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, hash] of PLACES) {
    test(`no accessibility violation: ${name}, ${colorScheme}`, async ({ page, server }) => {
      await page.emulateMedia({ colorScheme });
      await openShop(page, server, hash);
      await expect(page.locator('.grid li, rec-shelf[state="ready"]').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
        ),
      ).toEqual([]);
    });
  }
}

test('no accessibility violation: engine room', async ({ page, server }) => {
  await openShop(page, server, '#/?basket=ground-beef');
  await page.getByRole('button', { name: 'Engine room' }).click();
  await expect(page.getByRole('dialog', { name: 'Engine room' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page })
    .include('[role="dialog"], dialog')
    .analyze();
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    ),
  ).toEqual([]);
});

test('nothing of the page is wider than a phone', async ({ page, server }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [, hash] of PLACES) {
    await openShop(page, server, hash);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, hash).toBeLessThanOrEqual(0);
  }
});
