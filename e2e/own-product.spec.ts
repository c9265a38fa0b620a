/** A product of the visitor's own: typed, placed by the engine in the worker, listed, bought, taken away. */
import AxeBuilder from '@axe-core/playwright';
import { expect, openShop, ready, test } from './shop';

test('a typed product is placed, shown with its kin, and is sold like any other', async ({
  page,
  server,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
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
  const called = placed.locator('.way').getByRole('img', { name: /^Codes \d+, \d+, \d+$/ });
  await expect(called).toBeVisible();
  await expect(placed.locator('.likest .card').first()).toContainText(/tortilla/i);
  // Its encoder came from the shop's own host, once.
  const fetched = server.requests.filter((path) =>
    path.endsWith('/encoders/static/text-encoder.onnx'),
  );
  expect(fetched).toHaveLength(1);
  await expect(placed.locator('.shoppers li')).toHaveCount(5);
  await expect(placed.locator('.stage')).toHaveCount(4);
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

test('who would see it is told, and one may shop as them', async ({ page, server }) => {
  await openShop(page, server, '#/add');
  await page.getByRole('button', { name: 'Brioche hot dog buns' }).click();
  const shoppers = page.locator('.shoppers li');
  await expect(shoppers).toHaveCount(5);
  const texts = await shoppers.allInnerTexts();
  const shares = texts.map((text) => {
    const [at, of] = /place (\d+) of (\d+)/.exec(text)!.slice(1).map(Number);
    expect(at).toBeLessThanOrEqual(of);
    return at / of;
  });
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  // Not the same for all: that is what it is for.
  expect(shares[4]).toBeGreaterThan(2 * shares[0]);
  const name = (await shoppers.first().locator('span').last().innerText()).trim();
  await shoppers.first().getByRole('button', { name: 'Shop as them' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Bread and buns' })).toBeVisible();
  await expect(page.locator('select option:checked')).toHaveText(name);
  const shelf = page.getByRole('region', { name: 'New for you here' });
  await expect(shelf).toHaveAttribute('state', 'ready');
  await expect(shelf.getByText('Brioche hot dog buns')).toHaveCount(1);
});

test('how it found its place is shown: its parts, and level by level the codes around it', async ({
  page,
  server,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openShop(page, server, '#/add');
  await page.getByRole('button', { name: 'Chicken ramen noodles' }).click();
  const stages = page.locator('.stage');
  // No motion: all of it is there at once.
  await expect(page.locator('.stage.reached')).toHaveCount(4);
  const shares = (await stages.first().locator('.note').innerText()).match(/[\d.]+(?=\s%)/g);
  expect(shares).toHaveLength(2);
  const sum = shares!.reduce((all, share) => all + Number(share), 0);
  expect(Math.abs(sum - 100)).toBeLessThanOrEqual(1);
  await expect(stages.first().locator('.group.text .lamps i').first()).toHaveCSS('opacity', '1');
  await expect(stages.first().locator('.group.image')).toHaveClass(/dark/);

  const id = await page
    .locator('.way')
    .getByRole('img', { name: /^Codes/ })
    .getAttribute('aria-label');
  const codes = id!.match(/\d+/g)!;
  const faces = page.getByRole('slider');
  await expect(faces).toHaveCount(3);
  for (const [level, code] of codes.entries()) {
    const stage = stages.nth(level + 1);
    await expect(stage.locator('.word')).toHaveCount(256);
    await expect(faces.nth(level)).toHaveAttribute('aria-valuenow', code);
    await expect(stage.locator('.note')).toContainText(`${code}: `);
    await expect(stage.locator('.unseen')).toContainText(`of 256 codes`);
    await expect(stage.locator('.unseen')).toContainText(`${code} is the nearest`);
  }
  await expect(stages.nth(1).locator('.note')).toContainText('other products, such as');
  await expect(stages.nth(3).locator('.note')).toContainText('a door of its own');
  // Departments stand around the first.
  expect(await stages.nth(1).locator('.sign').count()).toBeGreaterThan(5);

  // By keyboard: one stop, the arrows go around, Home comes back.
  const face = faces.first();
  await face.focus();
  await page.keyboard.press('ArrowRight');
  await expect(face).not.toHaveAttribute('aria-valuenow', codes[0]);
  await expect(face).toHaveAttribute('aria-valuetext', /^Code \d+: .+\.$/);
  await page.keyboard.press('Home');
  await expect(face).toHaveAttribute('aria-valuenow', codes[0]);
  // By pointer: what lies below it is told, and its own when it leaves.
  const dots = stages.nth(1).locator('.word');
  const other = codes[0] === '7' ? 8 : 7;
  await dots.nth(other).scrollIntoViewIfNeeded();
  const box = (await dots.nth(other).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(face).not.toHaveAttribute('aria-valuenow', codes[0]);
  await expect(stages.nth(1).locator('.note')).toContainText(/^\d+: \d+ products?, such as/);
  await page.mouse.move(0, 0);
  await expect(face).toHaveAttribute('aria-valuenow', codes[0]);
});

test('the way to its place plays once by itself and can be walked', async ({ page, server }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openShop(page, server, '#/add');
  await page.getByRole('button', { name: 'Barista oat milk' }).click();
  const now = page.locator('.stage.now h3');
  await expect(now).toHaveText('What it is made of');
  await page.locator('.journey').scrollIntoViewIfNeeded();
  await expect(now).toHaveText('Neighbourhood');
  await expect(now).toHaveText('Door');
  await expect(page.getByRole('slider', { name: /^Door/ })).toBeInViewport();
  const back = page.getByRole('button', { name: 'Step back' });
  await back.click();
  await back.click();
  await expect(now).toHaveText('Neighbourhood');
  await expect(page.locator('.stage.reached')).toHaveCount(2);
  await page.getByRole('button', { name: 'Step on' }).click();
  await expect(now).toHaveText('Street');
  // Wider than the screen is the row of steps, never the page.
  const wide = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  expect(wide).toBe(true);
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
  const codes = await placed
    .locator('.way')
    .getByRole('img', { name: /^Codes/ })
    .getAttribute('aria-label');
  const picture = await placed.locator('.detail .picture').innerHTML();
  const places = await placed.locator('.shoppers li').allTextContents();

  await page.reload();
  await ready(page);
  await expect(placed.getByRole('heading', { name: 'Corn tortillas with lime' })).toBeVisible();
  await expect(placed.getByText('$2.79')).toBeVisible();
  await expect(placed.locator('.way').getByRole('img', { name: /^Codes/ })).toHaveAttribute(
    'aria-label',
    codes!,
  );
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
