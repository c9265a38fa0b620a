/**
 * Which executor is fastest on this device: plain JavaScript, which is there, WebGPU, and ONNX Runtime, a download of
 * megabytes, only where the GPU is none, fails or is slow. It measures and says why; using the winner is executors.ts.
 */
import { asRecommenderError, type RecommenderError } from '../contract/errors';
import type { ExecutorName } from '../contract/recommend';
import type { Executor } from '../core/executor';
import type { OpenedDevice } from '../gpu/device';
import type { Winner } from './winner';

/** A `js` that is this fast leaves nothing to gain. */
const FAST_ENOUGH_MS = 4;

/** A GPU that is this fast leaves nothing to gain for a download of two megabytes. */
const GPU_FAST_ENOUGH_MS = 10;

/** What the executors are called in a reason. */
export const NAMES: Readonly<Record<ExecutorName, string>> = {
  graph: 'Item graph',
  js: 'Plain JavaScript',
  wasm: 'ONNX Runtime in WebAssembly',
  webgpu: 'WebGPU',
};

/** What a race is run on. */
export interface Track {
  /** An executor that passed the self-test. */
  readonly make: (name: ExecutorName, opened?: OpenedDevice) => Promise<Executor>;
  /** Milliseconds of a list; NaN where it cannot be measured. */
  readonly timeOf: (executor: Executor) => Promise<number>;
  readonly openGpu: () => Promise<OpenedDevice>;
  /** False where the GPU has failed too often. */
  readonly mayUseGpu: boolean;
  readonly onFailure: (name: ExecutorName, error: RecommenderError) => void;
}

export interface Finish {
  readonly executor: Executor;
  /** The times, and what did not run, in words without a full stop. */
  readonly said: string;
}

interface Rival {
  readonly executor: Executor;
  readonly ms: number;
}

/** The winner, `js` or one made here; the others made here are disposed of. undefined: nothing could be measured. */
export async function race(js: Executor, track: Track): Promise<Finish | undefined> {
  let jsMs = NaN;
  await attempt('js', track, async () => {
    jsMs = await track.timeOf(js);
  });
  if (Number.isNaN(jsMs)) return undefined;
  if (jsMs <= FAST_ENOUGH_MS) {
    return { executor: js, said: `${inMs(jsMs)} a list here, so fast that nothing else is tried` };
  }
  const rivals: Rival[] = [{ executor: js, ms: jsMs }];
  const remarks: string[] = [];
  const enter = (rival: Rival | string): void => {
    if (typeof rival === 'string') remarks.push(rival);
    else rivals.push(rival);
  };
  const device = await openedGpu(track);
  const gpu = typeof device === 'string' ? device : await measured('webgpu', track, device);
  enter(gpu);
  if (typeof gpu === 'string' || gpu.ms > GPU_FAST_ENOUGH_MS) {
    if (savesData()) remarks.push(`${NAMES.wasm} is not downloaded, to save data`);
    else enter(await measured('wasm', track));
  }
  rivals.sort((a, b) => a.ms - b.ms);
  const [best, ...others] = rivals;
  for (const { executor } of others) if (executor !== js) await executor.dispose();
  const beaten = others.map(({ executor, ms }) => `${NAMES[executor.name]} ${inMs(ms)}`);
  const times = [`${inMs(best.ms)} a list here`, ...beaten].join(', ');
  return { executor: best.executor, said: [times, ...remarks].join('; ') };
}

/** The winner of an earlier visit, unmeasured; undefined where it cannot run now, or is a download to be saved. */
export async function comeBack(
  winner: Winner,
  js: Executor,
  track: Track,
): Promise<Finish | undefined> {
  const said = `${winner.said} (measured on an earlier visit)`;
  if (winner.executor === 'js') return { executor: js, said };
  if (winner.executor === 'wasm' && savesData()) return undefined;
  const device = winner.executor === 'webgpu' ? await openedGpu(track) : undefined;
  if (typeof device === 'string') return undefined;
  let made: Executor | undefined;
  await attempt(winner.executor, track, async () => {
    made = await track.make(winner.executor, device);
  });
  return made === undefined ? undefined : { executor: made, said };
}

/** A device, or why there is none. A browser without one, or with one in software, has not failed. */
async function openedGpu(track: Track): Promise<OpenedDevice | string> {
  const none = (why: string): string => `no ${NAMES.webgpu} (${why})`;
  if (!track.mayUseGpu) return none('it failed twice');
  try {
    const opened = await track.openGpu();
    if (!opened.isSoftware) return opened;
    opened.device.destroy();
    return none(`${opened.name} is software`);
  } catch (error) {
    const { details } = asRecommenderError(error, 'the device');
    return none(String(details['reason'] ?? 'it does not start'));
  }
}

/** An executor made and timed; or why it cannot run. */
async function measured(
  name: ExecutorName,
  track: Track,
  opened?: OpenedDevice,
): Promise<Rival | string> {
  let rival: Rival | undefined;
  const failure = await attempt(name, track, async () => {
    const executor = await track.make(name, opened);
    try {
      rival = { executor, ms: await track.timeOf(executor) };
    } catch (error) {
      await executor.dispose();
      throw error;
    }
  });
  return rival ?? `${NAMES[name]} could not run (${String(failure?.code)})`;
}

/** What goes wrong is noted, given back, and changes nothing else. */
async function attempt(
  name: ExecutorName,
  { onFailure }: Track,
  work: () => Promise<void>,
): Promise<RecommenderError | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    const error = asRecommenderError(thrown, `the ${name} executor`);
    onFailure(name, error);
    return error;
  }
}

function inMs(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

/** The shopper asked for less data: what is only faster is not worth a download. */
function savesData(): boolean {
  // Not everywhere: Node 20 has no navigator, and few browsers tell.
  const { navigator: device } = globalThis as {
    readonly navigator?: { readonly connection?: { readonly saveData?: boolean } };
  };
  return device?.connection?.saveData === true;
}
