/** A page with the showcase's engine in it that is given items as if they were new: page/encoding.ts, as Node asks it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';
import type * as EncodingPage from './page/encoding';
import { openPage, scriptOf, type Opens } from './race-page';

export interface AskedPage {
  readonly page: Page;
  /** `id`: of the item, whose picture is in the folder of rasters. */
  readonly add: (
    item: number,
    id: string,
    given: EncodingPage.Given,
  ) => Promise<EncodingPage.Encoded>;
}

/** `pictures`: the folder of rasters that `npm run showcase` leaves (build/grocery/pictures). */
export async function openEncodingPage(
  browser: Opens,
  server: StaticServer,
  pictures: string,
): Promise<AskedPage> {
  const page = await openPage(browser, server);
  const script = scriptOf(server, 'encoding');
  await page.evaluate(
    async ({ script, url }) => {
      await ((await import(script)) as typeof EncodingPage).begin(url);
    },
    { script, url: `${server.url}models/grocery/` },
  );
  return {
    page,
    add: (item, id, given) => {
      const picture = readFileSync(join(pictures, `${id}.png`)).toString('base64');
      return page.evaluate(
        async ({ script, item, given, picture }) =>
          ((await import(script)) as typeof EncodingPage).add(item, given, picture),
        { script, item, given, picture },
      );
    },
  };
}
