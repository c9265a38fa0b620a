/**
 * `npm run bench -- --json FILE [--rounds N] [--endurance N]`: benchmarks of the built site in real Chromium. What and how: README.md.
 * Milliseconds belong to the machine they were taken on; what is compared is compared within one run.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StaticServer } from '../e2e/static-server';
import { openBrowser } from './browser';
import { measureBytes } from './bytes';
import { measureEndurance } from './endurance';
import { describeMachine } from './machine';
import { buildRace } from './race-page';
import { gpuRounds, measureRecommend } from './recommend';
import { measureScale } from './scale';
import { measureStart } from './start';
import { sweepBeam, sweepHistory } from './sweep';
import type { Timing } from './timing';

const DIST = join(import.meta.dirname, '..', 'dist');

function row(name: string, { p50_ms, p95_ms, min_ms, max_ms, calls }: Timing): string {
  const ms = (value: number): string => value.toFixed(1).padStart(8);
  return `${name.padEnd(36)}${ms(p50_ms)}${ms(p95_ms)}${ms(min_ms)}${ms(max_ms)}${String(calls).padStart(7)}`;
}

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '40' },
    endurance: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const server = new StaticServer(DIST, '/bench/');
await server.start();
const opened = await openBrowser(`${server.url}none`);
const { browser, adapter } = opened;
const removeRace = await buildRace(DIST);
try {
  const machine = describeMachine(opened);
  const options = { adapter, rounds };
  const recommend = await measureRecommend(browser, server, { ...options, dist: DIST });
  const beam = await sweepBeam(browser, server, { ...options, dist: DIST });
  const history = await sweepHistory(browser, server, options);
  const scale = await measureScale(browser, server, options);
  const start = await measureStart(browser, server, Math.min(rounds, 5));
  const patience = Number(values.endurance ?? gpuRounds(rounds, adapter));
  const endurance =
    adapter === null ? undefined : await measureEndurance(browser, server, patience);
  const bytes = await measureBytes(DIST);
  console.log(machine);
  console.log(`${'milliseconds'.padEnd(36)}     p50     p95     min     max  calls`);
  for (const [name, timing] of Object.entries(recommend))
    console.log(row(`recommend ${name}`, timing));
  for (const one of beam) console.log(row(`${one.executor}, beam ${one.beam_width}`, one));
  for (const one of history) console.log(row(`${one.executor}, history ${one.history}`, one));
  for (const one of scale)
    console.log(
      `${row(`${one.executor}, ${one.items} items`, one)}${String(one.bytes).padStart(12)} B`,
    );
  for (const [name, timing] of Object.entries(start))
    console.log(row(name.replaceAll('_', ' '), timing));
  console.log(`\n${'bytes'.padEnd(36)}${'raw'.padStart(12)}${'brotli'.padStart(12)}`);
  for (const [name, { raw, brotli }] of Object.entries(bytes)) {
    console.log(`${name.padEnd(36)}${String(raw).padStart(12)}${String(brotli).padStart(12)}`);
  }
  if (endurance !== undefined) console.log('\nendurance', endurance);
  if (values.json !== undefined) {
    const all = { machine, recommend, beam, history, scale, start, endurance, bytes };
    writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
  }
} finally {
  removeRace();
  await browser.close();
  await server.stop();
}
