/**
 * The scripts of page/, built into the served site for one run of the benchmarks, and pages that run it.
 *
 * They are entries of their own because what we compare with needs ONNX Runtime, the trie and the beam in the page, which no
 * page of the shop has. In the race our own executors
 * are not among them: they are the built site's library and worker, measured as shipped,
 * and their device is counted inside that worker.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import type { StaticServer } from '../e2e/static-server';
import { countAtDevice, type DeviceCounts } from './device-counts';
import { allowNamedFunctions } from './named-functions';
import type { Entrant } from './page/contender';
import type * as Race from './page/race';

const FOLDER = 'bench';
const SCRIPTS = ['race', 'scale', 'endurance', 'encoding'] as const;
type Script = (typeof SCRIPTS)[number];

/** Builds the scripts into the site; call the result to take them out again. */
export async function buildRace(dist: string): Promise<() => void> {
  const outDir = join(dist, FOLDER);
  await build({
    configFile: false,
    logLevel: 'warn',
    root: import.meta.dirname,
    base: './',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      modulePreload: false,
      rolldownOptions: {
        input: Object.fromEntries(
          SCRIPTS.map((name) => [name, join(import.meta.dirname, `page/${name}.ts`)]),
        ),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  // The tests' made-up shop: its lists are quick on any adapter.
  cpSync(join(import.meta.dirname, '../models/fixture'), join(outDir, 'fixture'), {
    recursive: true,
  });
  return () => {
    rmSync(outDir, { recursive: true });
  };
}

/** All entrants in one page, taking turns; milliseconds by name. */
export async function runRace(
  browser: Browser,
  server: StaticServer,
  entrants: readonly Entrant[],
): Promise<Record<string, number[]>> {
  const page = await openPage(browser, server);
  const given = { script: scriptOf(server, 'race'), base: server.url, entrants };
  const times = await page.evaluate(async ({ script, base, entrants }) => {
    const { enter, race, leave } = (await import(script)) as typeof Race;
    await enter(base, entrants);
    const result = await race();
    await leave();
    return result;
  }, given);
  await page.close();
  return times;
}

/** What one list costs the device of an entrant: counted where the device is, in the page or its worker. */
export async function countOne(
  browser: Browser,
  server: StaticServer,
  entrant: Entrant,
): Promise<DeviceCounts> {
  const page = await openPage(browser, server);
  const given = { script: scriptOf(server, 'race'), base: server.url, entrant };
  await page.evaluate(async ({ script, base, entrant }) => {
    const { enter, once } = (await import(script)) as typeof Race;
    await enter(base, [entrant]);
    await once();
  }, given);
  const [worker] = page.workers();
  const place = worker ?? page;
  await place.evaluate('globalThis.__name = (value) => value');
  await place.evaluate(countAtDevice);
  await page.evaluate(
    async (script) => {
      const { once } = (await import(script)) as typeof Race;
      await once();
    },
    scriptOf(server, 'race'),
  );
  const counts = await place.evaluate(
    () => (globalThis as unknown as { deviceCounts: DeviceCounts }).deviceCounts,
  );
  await page.close();
  return counts;
}

export function scriptOf(server: StaticServer, name: Script): string {
  return `${server.url}${FOLDER}/${name}.js`;
}

/** A browser, or a context of one. */
export type Opens = Pick<Browser, 'newPage'>;

export async function openPage(browser: Opens, server: StaticServer): Promise<Page> {
  const page = await browser.newPage();
  await allowNamedFunctions(page);
  // Any page of the origin will do; this one is the host's plain "not found".
  await page.goto(`${server.url}none`);
  return page;
}
