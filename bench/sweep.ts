/** How the time of a list grows with the beam and with the history, on the shop's bundle; all widths take turns, and all lengths. */
import type { Browser } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';
import { withBeams } from './beam-bundle';
import type { Entrant } from './page/contender';
import { runRace } from './race-page';
import { gpuRounds, type Options } from './recommend';
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

export async function sweepBeam(
  browser: Browser,
  server: StaticServer,
  { dist, ...options }: Options,
): Promise<Swept[]> {
  return withBeams(dist, BEAM_WIDTHS, (bundles) => {
    const cells = bundles.map((bundle, i) => {
      return { settings: { beam_width: BEAM_WIDTHS[i] }, bundle, history: LONGEST };
    });
    return sweep(browser, server, cells, options);
  });
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
