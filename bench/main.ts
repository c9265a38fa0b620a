/**
 * `npm run bench -- --json FILE`: benchmarks of the built site in real Chromium.
 * Milliseconds belong to the machine they were taken on; what is compared is compared within one run.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { StaticServer } from '../e2e/static-server';
import { measureBytes } from './bytes';
import { measureRecommend, type Timing } from './recommend';
import { measureStart } from './start';

const DIST = join(import.meta.dirname, '..', 'dist');

function row(name: string, { p50_ms, p95_ms, min_ms, max_ms, calls }: Timing): string {
  const ms = (value: number): string => value.toFixed(1).padStart(8);
  return `${name.padEnd(36)}${ms(p50_ms)}${ms(p95_ms)}${ms(min_ms)}${ms(max_ms)}${String(calls).padStart(7)}`;
}

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const server = new StaticServer(DIST, '/bench/');
await server.start();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  const recommend = await measureRecommend(browser, server, DIST);
  const start = await measureStart(browser, server);
  const bytes = await measureBytes(DIST);
  const machine = `${cpus()[0].model}, ${String(cpus().length)} cores, Chromium ${browser.version()}`;
  console.log(machine);
  console.log(`${'milliseconds'.padEnd(36)}     p50     p95     min     max  calls`);
  for (const [name, timing] of Object.entries(recommend))
    console.log(row(`recommend ${name}`, timing));
  for (const [name, timing] of Object.entries(start))
    console.log(row(name.replaceAll('_', ' '), timing));
  console.log(`\n${'bytes'.padEnd(36)}${'raw'.padStart(12)}${'brotli'.padStart(12)}`);
  for (const [name, { raw, brotli }] of Object.entries(bytes)) {
    console.log(`${name.padEnd(36)}${String(raw).padStart(12)}${String(brotli).padStart(12)}`);
  }
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ machine, recommend, start, bytes }, null, 2)}\n`,
    );
} finally {
  await browser.close();
  await server.stop();
}
