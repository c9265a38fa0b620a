/**
 * `npx tsx bench/encoding.ts PICTURES` after a build: 200 items of the showcase given to the page as if they were new, by name, by
 * picture and by both. How many get the codes that the trainer gave them, and what it takes: the first time and then.
 * PICTURES is the folder of rasters that `npm run showcase` leaves (build/grocery/pictures).
 */
import { join } from 'node:path';
import { loadBundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import { StaticServer } from '../e2e/static-server';
import { openBrowser } from './browser';
import { openEncodingPage } from './encoding-page';
import { describeMachine } from './machine';
import type { Encoded } from './page/encoding';
import { buildRace } from './race-page';
import { summary } from './timing';

const DIST = join(import.meta.dirname, '..', 'dist');
const MODELS = new URL('../models/', import.meta.url);
const ITEMS = 200;
const GIVEN = ['text', 'image', 'both'] as const;

const [pictures] = process.argv.slice(2);
if (pictures === undefined) throw new Error('Pass the folder of rasters, build/grocery/pictures.');
const bundle = await loadBundle(new URL('grocery/', MODELS).href, { source: readDirectory });
const step = bundle.items.size / ITEMS;
const chosen = Array.from({ length: ITEMS }, (_, i) => Math.floor(i * step));

const server = new StaticServer(DIST, '/bench/');
await server.start();
const opened = await openBrowser(`${server.url}none`);
const remove = await buildRace(DIST);
try {
  console.log(describeMachine(opened));
  for (const given of GIVEN) {
    const { page, add } = await openEncodingPage(opened.browser, server, pictures);
    const results: Encoded[] = [];
    for (const item of chosen) results.push(await add(item, bundle.items.id(item), given));
    await page.close();
    const [first, ...rest] = results;
    const same = results.filter((result) => result.same).length;
    const ms = (name: 'encodeMs' | 'admitMs' | 'totalMs'): string => {
      const { p50_ms, p95_ms } = summary(rest.map((result) => result[name]));
      return `${p50_ms.toFixed(1)} / ${p95_ms.toFixed(1)}`;
    };
    console.log(
      `${given}: codes as the trainer's ${same} of ${ITEMS}; first use ${first.totalMs.toFixed(0)} ms; then p50 / p95 ms: ` +
        `to encode ${ms('encodeMs')}, to admit ${ms('admitMs')}, in all ${ms('totalMs')}`,
    );
  }
} finally {
  remove();
  await opened.browser.close();
  await server.stop();
}
