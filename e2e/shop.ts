/** What every browser test starts from: the built site on a server of its own under a sub-path, every other origin blocked. */
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { StaticServer } from './static-server';

const DIST = join(import.meta.dirname, '..', 'dist');

export interface ShopFixtures {
  readonly server: StaticServer;
  /** Addresses of other origins that the page tried to reach; must stay empty. */
  readonly strangers: string[];
  /** Uncaught errors of the page; must stay empty. */
  readonly pageErrors: string[];
}

export const test = base.extend<ShopFixtures>({
  server: async ({}, use) => {
    const server = new StaticServer(DIST, '/some/shop/');
    await server.start();
    await use(server);
    await server.stop();
  },
  strangers: [
    async ({ context, server }, use) => {
      const strangers: string[] = [];
      await context.route(
        (url) => url.protocol.startsWith('http') && !server.url.startsWith(url.origin),
        async (route) => {
          strangers.push(route.request().url());
          await route.abort();
        },
      );
      await use(strangers);
      expect(strangers, 'requests to other origins').toEqual([]);
    },
    { auto: true },
  ],
  pageErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await use(errors);
      expect(errors, 'uncaught errors of the page').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** The page has all it wants: nothing more is fetched by itself. */
export async function ready(page: Page): Promise<void> {
  await page.locator('html[data-ready]').waitFor({ state: 'attached', timeout: 60_000 });
}

export async function openShop(page: Page, server: StaticServer, address = ''): Promise<void> {
  await page.goto(server.url + address);
  await ready(page);
}

/** Ids on a shelf, in order. */
export async function shelfIds(page: Page, title: string): Promise<string[]> {
  const shelf = page.locator('rec-shelf', { has: page.getByRole('heading', { name: title }) });
  await expect(shelf).toHaveAttribute('state', 'ready');
  return shelf.evaluate((element) =>
    (element as HTMLElement & { items: readonly { id: string }[] }).items.map(({ id }) => id),
  );
}
