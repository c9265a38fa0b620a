/**
 * The executor that measured fastest on this device, kept from visit to visit where the browser lets us keep anything.
 * It says who won and with what words; whether that one still runs is for executors.ts to find out.
 */
import { EXECUTORS } from '../contract/executors';
import type { ExecutorName } from '../contract/recommend';

const CACHE = 'musicrec-executors';

export interface Winner {
  readonly executor: ExecutorName;
  /** What was measured, in words. */
  readonly said: string;
}

/** `key`: an address that no other bundle has. Nothing kept, nothing allowed, nothing readable: undefined. */
export async function readWinner(key: string): Promise<Winner | undefined> {
  try {
    const response = await (await storage()?.open(CACHE))?.match(key);
    const kept = (await response?.json()) as Partial<Winner> | undefined;
    const executor = EXECUTORS.find((name) => name === kept?.executor);
    if (executor === undefined || typeof kept?.said !== 'string') return undefined;
    return { executor, said: kept.said };
  } catch {
    return undefined;
  }
}

/** undefined: forget. What cannot be kept is not. */
export async function keepWinner(key: string, winner: Winner | undefined): Promise<void> {
  try {
    const cache = await storage()?.open(CACHE);
    if (winner === undefined) await cache?.delete(key);
    else await cache?.put(key, new Response(JSON.stringify(winner)));
  } catch {
    // A page in a third party's frame, or in a private window: measured anew each time.
  }
}

function storage(): CacheStorage | undefined {
  return (globalThis as { readonly caches?: CacheStorage }).caches;
}
