/**
 * `npx tsx bench/picture-memory.ts PICTURES` after a build: what the image encoder costs a page in memory while it is open, and
 * whether that comes back once nobody has used it for a minute. Resident memory of the page's process after its garbage was
 * collected. PICTURES is the folder of rasters that `npm run showcase` leaves (build/grocery/pictures).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { loadBundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import { StaticServer } from '../e2e/static-server';
import { openBrowser } from './browser';
import { openEncodingPage } from './encoding-page';
import { describeMachine } from './machine';
import { buildRace } from './race-page';

const DIST = join(import.meta.dirname, '..', 'dist');
const MODELS = new URL('../models/', import.meta.url);
const PICTURES = 20;
const IDLE_MS = 70_000;
const SETTLE_MS = 3000;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Pass the folder of rasters, build/grocery/pictures.');
const { items } = await loadBundle(new URL('grocery/', MODELS).href, { source: readDirectory });

/** Resident megabytes of the one page's process. */
async function resident(browser: Browser, page: Page): Promise<number> {
  const own = await page.context().newCDPSession(page);
  await own.send('HeapProfiler.collectGarbage');
  await page.waitForTimeout(SETTLE_MS);
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const sizes = renderers.map(({ id }) => {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
  });
  await own.detach();
  return Math.max(...sizes);
}

const server = new StaticServer(DIST, '/bench/');
await server.start();
const opened = await openBrowser(`${server.url}none`);
const remove = await buildRace(DIST);
try {
  console.log(describeMachine(opened));
  const { page, add } = await openEncodingPage(opened.browser, server, folder);
  const tell = async (when: string): Promise<void> => {
    console.log(`${when}: ${(await resident(opened.browser, page)).toFixed(0)} MB`);
  };
  for (let item = 0; item < PICTURES; item++) await add(item, items.id(item), 'text');
  await tell('after names');
  for (let round = 1; round <= 2; round++) {
    for (let item = 0; item < PICTURES; item++) await add(item, items.id(item), 'image');
    await tell(`after pictures, round ${round}`);
    await page.waitForTimeout(IDLE_MS);
    await tell('a minute later');
  }
} finally {
  remove();
  await opened.browser.close();
  await server.stop();
}
