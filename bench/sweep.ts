/** How the time of a list grows with the beam and with the history, on the shop's bundle; all widths take turns, and all lengths. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';
import type { Adapter } from './browser';
import type { Entrant } from './page/contender';
import { runRace } from './race-page';
import { gpuRounds } from './recommend';
import { summary, type Timing } from './timing';

/** 32 is what the bundle ships, 50 the yardstick of published work. */
const BEAM_WIDTHS = [10, 32, 50, 100];
const HISTORIES = [1, 5, 20, 50];
const LONGEST = 50;

export interface Swept extends Timing {
  readonly executor: string;
  readonly beam_width?: number;
  readonly history?: number;
}

interface Options {
  readonly dist: string;
  readonly adapter: Adapter | null;
  readonly rounds: number;
}

export async function sweepBeam(
  browser: Browser,
  server: StaticServer,
  { dist, ...options }: Options,
): Promise<Swept[]> {
  const bundles = BEAM_WIDTHS.map((width) => ({ width, bundle: bundleWithBeam(dist, width) }));
  try {
    const cells = bundles.map(({ width, bundle }) => {
      return { settings: { beam_width: width }, bundle, history: LONGEST };
    });
    return await sweep(browser, server, cells, options);
  } finally {
    for (const { bundle } of bundles) rmSync(join(dist, 'models', bundle), { recursive: true });
  }
}

export function sweepHistory(
  browser: Browser,
  server: StaticServer,
  options: Omit<Options, 'dist'>,
): Promise<Swept[]> {
  const cells = HISTORIES.map((history) => {
    return { settings: { history }, bundle: 'grocery', history };
  });
  return sweep(browser, server, cells, options);
}

async function sweep(
  browser: Browser,
  server: StaticServer,
  cells: readonly {
    readonly settings: Pick<Swept, 'beam_width' | 'history'>;
    readonly bundle: string;
    readonly history: number;
  }[],
  { adapter, rounds }: Omit<Options, 'dist'>,
): Promise<Swept[]> {
  const executors = ['js', 'wasm', ...(adapter === null ? [] : ['webgpu'])];
  const all = cells.flatMap(({ settings, bundle, history }) =>
    executors.map((executor) => {
      const entrant: Entrant = {
        ...{ kind: 'engine', executor, bundle, history },
        name: JSON.stringify({ executor, ...settings }),
        rounds: executor === 'webgpu' ? gpuRounds(rounds, adapter) : rounds,
      };
      return { entrant, row: { executor, ...settings } };
    }),
  );
  const times = await runRace(
    browser,
    server,
    all.map(({ entrant }) => entrant),
  );
  return all.map(({ entrant, row }) => ({ ...row, ...summary(times[entrant.name]) }));
}

/** The bundle with another beam width beside it, and without its self-test, whose lists are those of the shipped width. */
function bundleWithBeam(dist: string, width: number): string {
  const name = `grocery-beam-${width}`;
  const folder = join(dist, 'models', name);
  cpSync(join(dist, 'models/grocery'), folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
    decoding: { beam_width: number };
    files: Record<string, unknown>;
  };
  manifest.decoding.beam_width = width;
  manifest.files = Object.fromEntries(
    Object.entries(manifest.files).filter(([name]) => name !== 'selftest.json'),
  );
  writeFileSync(file, JSON.stringify(manifest));
  rmSync(`${file}.br`, { force: true });
  return name;
}
