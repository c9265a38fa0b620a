/**
 * Time of a recommendation in Chromium, per contender, and what it costs the device where there is one: on the shop's bundle, under
 * the terms that contenders can share, 20 items read and a beam of 50. How ours grow with either is sweep.ts.
 */
import type { Browser } from '@playwright/test';
import type { StaticServer } from '../e2e/static-server';
import { withBeams } from './beam-bundle';
import type { Adapter } from './browser';
import type { DeviceCounts } from './device-counts';
import type { Entrant } from './page/contender';
import { countOne, runRace } from './race-page';
import { summary, type Timing } from './timing';

/** Items read by all: what TIGER's T5 reads at most. */
const HISTORY = 20;
/** Beams of ours and of ONNX Runtime's graph, the yardstick of published work; the T5 keeps its own 20. */
const BEAM = 50;

export interface Options {
  /** The built site. */
  readonly dist: string;
  readonly adapter: Adapter | null;
  readonly rounds: number;
}

export type Measured = Timing &
  Partial<Pick<DeviceCounts, 'dispatches' | 'submits' | 'readback_bytes'>>;

/** Rounds of a WebGPU that is software: a list there takes a hundred times as long, and says nothing of a GPU. */
export function gpuRounds(rounds: number, adapter: Adapter | null): number {
  if (adapter === null) return 0;
  return adapter.software ? Math.min(rounds, 5) : rounds;
}

/** By contender: `js`, `wasm`, `webgpu` (ours), `t5_wasm`, `ort_webgpu`. Those of WebGPU are left out where there is none. */
export async function measureRecommend(
  browser: Browser,
  server: StaticServer,
  { dist, ...options }: Options,
): Promise<Record<string, Measured>> {
  return withBeams(dist, [BEAM], ([bundle]) => measureOn(bundle, browser, server, options));
}

async function measureOn(
  bundle: string,
  browser: Browser,
  server: StaticServer,
  { adapter, rounds }: Omit<Options, 'dist'>,
): Promise<Record<string, Measured>> {
  const common = { bundle, history: HISTORY, rounds };
  const ours = (executor: string): Entrant => ({
    ...common,
    name: executor,
    kind: 'engine',
    executor,
  });
  const slow = { ...common, rounds: gpuRounds(rounds, adapter) };
  const onGpu: Entrant[] =
    adapter === null
      ? []
      : [
          { ...ours('webgpu'), ...slow },
          { ...slow, name: 'ort_webgpu', kind: 'ort-webgpu' },
        ];
  const entrants: Entrant[] = [
    ours('js'),
    ours('wasm'),
    { ...common, name: 't5_wasm', kind: 't5' },
    ...onGpu,
  ];
  const times = await runRace(browser, server, entrants);
  const measured: Record<string, Measured> = Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, summary(values)]),
  );
  for (const entrant of onGpu) {
    const { dispatches, submits, readback_bytes } = await countOne(browser, server, entrant);
    measured[entrant.name] = {
      ...{ dispatches, submits, readback_bytes },
      ...measured[entrant.name],
    };
  }
  return measured;
}
