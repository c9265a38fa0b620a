/** The element on somebody else's page: the README's lines, a hostile catalogue, properties set early, failure. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './shop';

/** The shelf's recommender will not change its executor, and so its list, any more by itself. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const element = document.querySelector('rec-shelf') as unknown as {
      recommender: { settled(): Promise<unknown> };
    };
    await element.recommender.settled();
  });
}

const ROOT = join(import.meta.dirname, '..');

test("the plain page holds the README's lines to the letter", () => {
  const snippet =
    /```html\n([\s\S]+?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '';
  expect(snippet.trimEnd().split('\n')).toHaveLength(10);
  expect(readFileSync(join(ROOT, 'examples/plain.html'), 'utf8')).toContain(snippet);
});

test('the plain page shows a full shelf from the built files', async ({ page, server }) => {
  await page.goto(`${server.url}examples/plain.html`);
  const shelf = page.locator('rec-shelf');
  await expect(shelf).toHaveAttribute('state', 'ready');
  await expect(shelf.locator('[part="item"]')).toHaveCount(8);
  await expect(shelf.locator('[part="item"]').first()).toHaveAttribute('data-item-id', /.+/);
  await expect(page.getByRole('link', { name: 'All products' })).toBeHidden();
  const chosen = page.waitForEvent('console');
  await shelf.locator('[part="link"]').first().click();
  expect((await chosen).text()).not.toBe('');
});

test('the fallback links stay when the bundle is missing', async ({ page, server }) => {
  server.faults.set('manifest.json', { status: 404 });
  const said = page.waitForEvent('console', (message) => message.type() === 'warning');
  await page.goto(`${server.url}examples/plain.html`);
  await expect(page.locator('rec-shelf')).toHaveAttribute('state', 'error');
  await expect(page.getByRole('link', { name: 'All products' })).toBeVisible();
  expect((await said).text()).toContain('rec-shelf: Bundle file manifest.json answered 404');
});

test('a kind that is none is an error, and told', async ({ page, server }) => {
  await page.goto(`${server.url}examples/plain.html`);
  const shelf = page.locator('rec-shelf');
  await expect(shelf).toHaveAttribute('state', 'ready');
  const code = await shelf.evaluate(
    (element) =>
      new Promise((resolve) => {
        document.addEventListener('rec-error', (event) => {
          resolve((event as CustomEvent<{ error: { code: string } }>).detail.error.code);
        });
        element.setAttribute('kind', 'komplement');
      }),
  );
  expect(code).toBe('input/kind');
  await expect(shelf).toHaveAttribute('state', 'error');
  await shelf.evaluate((element) => {
    element.setAttribute('kind', 'trending');
  });
  await expect(shelf).toHaveAttribute('state', 'ready');
});

test('a bundle without an address is an error, and told', async ({ page, server }) => {
  await page.goto(`${server.url}examples/plain.html`);
  const shelf = page.locator('rec-shelf');
  await expect(shelf).toHaveAttribute('state', 'ready');
  const said = page.waitForEvent('console', (message) => message.type() === 'warning');
  await shelf.evaluate((element) => {
    element.setAttribute('bundle', 'http://');
  });
  expect((await said).text()).toContain('bundle is "http://": pass the URL of a folder');
  await expect(shelf).toHaveAttribute('state', 'error');
});

test('a hostile title or link of a catalogue never executes', async ({ page, server }) => {
  await page.goto(`${server.url}examples/plain.html`);
  const shelf = page.locator('rec-shelf');
  await expect(shelf).toHaveAttribute('executor', /js|wasm/);
  await settled(page);
  await page.evaluate(async () => {
    const element = document.querySelector('rec-shelf') as unknown as {
      items: readonly { id: string }[];
      recommender: { updateItems(updates: readonly object[]): Promise<void> };
    };
    await element.recommender.updateItems(
      element.items.map(({ id }, index) => ({
        id,
        title: `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`,
        link: [
          'javascript:document.title="owned"',
          'data:text/html,x',
          'https://shop.example/item',
        ][index % 3],
        image: 'javascript:document.title="owned"',
      })),
    );
  });
  await expect(shelf.locator('[part="title"]').first()).toContainText('<img src=x');
  expect(await shelf.locator('img, script').count()).toBe(0);
  const links = await shelf
    .locator('[part="link"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  expect(
    links.filter((link) => link !== null && !link.startsWith('https://shop.example/')),
  ).toEqual([]);
  await shelf.locator('[part="link"]').first().click();
  expect(await page.title()).toBe('A plain page with a shelf');
});

test('what is sold out disappears, what changes its price shows it', async ({ page, server }) => {
  await page.goto(`${server.url}examples/plain.html`);
  const shelf = page.locator('rec-shelf');
  await expect(shelf).toHaveAttribute('executor', /js|wasm/);
  await settled(page);
  const [gone, kept] = await page.evaluate(async () => {
    const element = document.querySelector('rec-shelf') as unknown as {
      items: readonly { id: string }[];
      recommender: {
        setAvailable(ids: readonly string[], available: boolean): Promise<void>;
        updateItems(updates: readonly object[]): Promise<void>;
      };
    };
    const [first, second] = element.items;
    await element.recommender.setAvailable([first.id], false);
    await element.recommender.updateItems([{ id: second.id, price: 1234.5 }]);
    return [first.id, second.id];
  });
  await expect(shelf.locator(`[data-item-id="${gone}"]`)).toHaveCount(0);
  await expect(shelf.locator(`[data-item-id="${kept}"] [part="price"]`)).toHaveText('$1,234.50');
  await expect(shelf.locator('[part="item"]')).toHaveCount(8);
});

test('the cards come without a layout shift', async ({ page, server }) => {
  await page.addInitScript(() => {
    Object.assign(globalThis, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        (globalThis as unknown as { shift: number }).shift += (
          entry as unknown as { value: number }
        ).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(`${server.url}#/?basket=ground-beef`);
  await expect(page.locator('.for-basket rec-shelf')).not.toHaveAttribute('executor', 'graph');
  const before = await page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
  expect(before).toBeLessThan(0.1);
});
