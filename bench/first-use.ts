/**
 * `npx tsx bench/first-use.ts PICTURES` after a build: how long the first name and the first picture of a visit take, with nothing
 * in the browser's cache and from its disk, on a host that lets it keep files for an hour. A profile of its own for each pair of
 * visits. PICTURES is the folder of rasters that `npm run showcase` leaves (build/grocery/pictures).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { loadBundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import { CHROMIUM_ARGS } from '../scripts/setup/chromium-args.mjs';
import { StaticServer } from '../e2e/static-server';
import { CHROMIUM } from './browser';
import { openEncodingPage } from './encoding-page';
import type { Given } from './page/encoding';
import { buildRace } from './race-page';
import { summary } from './timing';

const DIST = join(import.meta.dirname, '..', 'dist');
const MODELS = new URL('../models/', import.meta.url);
const ROUNDS = 7;
const ITEM = 10;
/** A browser writes what it has compiled to its disk a while later. */
const REST_MS = 4000;

const [pictures] = process.argv.slice(2);
if (pictures === undefined) throw new Error('Pass the folder of rasters, build/grocery/pictures.');
const bundle = await loadBundle(new URL('grocery/', MODELS).href, { source: readDirectory });
const server = new StaticServer(DIST, '/bench/');
server.headers = { 'cache-control': 'public, max-age=3600' };
await server.start();
const remove = await buildRace(DIST);

/** Milliseconds of the first item of a visit. */
async function visit(profile: string, given: Given): Promise<number> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: CHROMIUM_ARGS,
  });
  try {
    const { page, add } = await openEncodingPage(context, server, pictures);
    const { totalMs } = await add(ITEM, bundle.items.id(ITEM), given);
    await page.waitForTimeout(REST_MS);
    return totalMs;
  } finally {
    await context.close();
  }
}

try {
  for (const given of ['text', 'image'] as const) {
    const cold: number[] = [];
    const cached: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const profile = await mkdtemp(join(tmpdir(), 'musicrec-profile-'));
      cold.push(await visit(profile, given));
      cached.push(await visit(profile, given));
      await rm(profile, { recursive: true, force: true });
    }
    for (const [how, times] of Object.entries({ 'nothing cached': cold, 'from disk': cached })) {
      const { p50_ms, min_ms, max_ms } = summary(times);
      const [p50, min, max] = [p50_ms, min_ms, max_ms].map((value) => value.toFixed(0));
      console.log(`${given}, ${how}: p50 ${p50} ms (${min} to ${max}, ${ROUNDS} visits)`);
    }
  }
} finally {
  remove();
  await server.stop();
}
