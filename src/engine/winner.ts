/**
 * The executor that measured fastest on this device, kept from visit to visit. It says who won and with what words; whether
 * that one still runs is for executors.ts to find out.
 */
import { EXECUTORS } from '../contract/executors';
import type { ExecutorName } from '../contract/recommend';
import { keep, readKept } from './kept';

const CACHE = 'musicrec-executors';

export interface Winner {
  readonly executor: ExecutorName;
  /** What was measured, in words. */
  readonly said: string;
}

/** `key`: an address that no other bundle has. */
export async function readWinner(key: string): Promise<Winner | undefined> {
  const kept = (await readKept(CACHE, key)) as Partial<Winner> | null | undefined;
  const executor = EXECUTORS.find((name) => name === kept?.executor);
  if (executor === undefined || typeof kept?.said !== 'string') return undefined;
  return { executor, said: kept.said };
}

/** undefined: forget. */
export function keepWinner(key: string, winner: Winner | undefined): Promise<void> {
  return keep(CACHE, key, winner);
}
