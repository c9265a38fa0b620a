/**
 * From opening the shop to its first list and to its first personal list: on a first visit and on a second one, as it is and
 * on a slow phone far from a mast.
 */
import type { Browser, Page } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';
import { allowNamedFunctions } from './named-functions';
import { SLOW_4G, SlowLine } from './slow-line';
import { summary, type Timing } from './timing';

interface Start {
  readonly firstList: number;
  readonly firstPersonalList: number;
}

/** The page is ready when all its files are kept for later, which takes a slow line most of a minute. */
const READY_MS = 180_000;

/** Times of the first shelf that is ready, and of the first computed by a network, in milliseconds since navigation. */
async function time(page: Page, url: string): Promise<Start> {
  await allowNamedFunctions(page);
  await page.addInitScript(() => {
    const times: Partial<Record<'firstList' | 'firstPersonalList', number>> = {};
    Object.assign(globalThis, { startTimes: times });
    const look = (): void => {
      for (const shelf of document.querySelectorAll('.for-basket rec-shelf[state="ready"]')) {
        times.firstList ??= performance.now();
        if (shelf.getAttribute('executor') !== 'graph')
          times.firstPersonalList ??= performance.now();
      }
      if (times.firstPersonalList === undefined) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(url);
  await page.locator('html[data-ready]').waitFor({ state: 'attached', timeout: READY_MS });
  return page.evaluate(() => (globalThis as unknown as { startTimes: Start }).startTimes);
}

/** How much slower the page's main thread is made; Chromium leaves workers as they are. */
const SLOWER = 4;

/** `*_slow`: with SLOW_4G in front of the server and a main thread that is four times slower. */
export async function measureStart(
  browser: Browser,
  server: StaticServer,
  visits: number,
): Promise<Record<string, Timing>> {
  const slow = new SlowLine(new URL(server.url), SLOW_4G);
  const slowUrl = new URL(server.url);
  slowUrl.port = String(await slow.start());
  server.compressed = true;
  const times = {
    ...(await measureVisits(browser, server.url, visits, '')),
    ...(await measureVisits(browser, slowUrl.href, visits, '_slow')),
  };
  server.compressed = false;
  slow.stop();
  return times;
}

async function measureVisits(
  browser: Browser,
  base: string,
  visits: number,
  suffix: '' | '_slow',
): Promise<Record<string, Timing>> {
  const url = `${base}#/?basket=flour-tortillas-10ct`;
  const times: Record<'first' | 'second', Start[]> = { first: [], second: [] };
  for (let visit = 0; visit < visits; visit++) {
    const context = await browser.newContext();
    for (const which of ['first', 'second'] as const) {
      const page = await context.newPage();
      if (suffix === '_slow') {
        const session = await context.newCDPSession(page);
        await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
      }
      times[which].push(await time(page, url));
      await page.close();
    }
    await context.close();
  }
  return Object.fromEntries(
    (['first', 'second'] as const).flatMap((which) => [
      [
        `${which}_visit_first_list${suffix}`,
        summary(times[which].map(({ firstList }) => firstList)),
      ],
      [
        `${which}_visit_first_personal_list${suffix}`,
        summary(times[which].map(({ firstPersonalList }) => firstPersonalList)),
      ],
    ]),
  );
}
