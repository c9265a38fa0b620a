/**
 * The trainer's cases, line by line: a file of a few hundred megabytes must not be in memory at once.
 * What a case is stands in the trainer (musicrec/data/cases.py); item numbers are rows of the bundle's tables.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Novelty } from '../contract/recommend';

export interface Case {
  /** Its line in the file, from 1. */
  readonly line: number;
  readonly split: string;
  readonly task: string;
  readonly user: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** [seconds since 1970, item indices], oldest first. */
  readonly visits: readonly (readonly [number, readonly number[]])[];
  readonly basket: readonly number[];
  readonly targets: readonly number[];
}

/** What the engine is asked in each task. */
export const TASKS: Readonly<Record<string, { kind: 'next' | 'complements'; novelty: Novelty }>> = {
  complete: { kind: 'complements', novelty: 'any' },
  complete_new: { kind: 'complements', novelty: 'items' },
  complete_new_type: { kind: 'complements', novelty: 'types' },
  next: { kind: 'next', novelty: 'any' },
  next_new: { kind: 'next', novelty: 'items' },
};

/** A benchmark's file, which makes its folder one; see sequences.ts. */
export const SEQUENCES = 'sequences.json';

export class CasesError extends Error {}

/**
 * The file of cases: `data` itself, or a folder that has one (a benchmark's sequences count), or the work folder the
 * trainer left beside the bundle when `data` is the shop it was trained on.
 */
export function findCases(data: string, bundle: string): string {
  if (!existsSync(data)) throw new CasesError(`--data ${data} does not exist.`);
  if (statSync(data).isFile()) return data;
  const places = [
    join(data, SEQUENCES),
    join(data, 'cases.jsonl'),
    join(data, 'prepare', 'cases.jsonl'),
    join(`${bundle.replace(/[/\\]+$/, '')}.work`, 'prepare', 'cases.jsonl'),
  ];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new CasesError(
    `No cases.jsonl for --data ${data}: looked at ${places.join(', ')}. ` +
      'The trainer writes one: npm run trainer -- train --data DIR --out BUNDLE.',
  );
}

/** The cases of one split, in the file's order. */
export async function* readCases(file: string, split: string): AsyncGenerator<Case> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line === '') continue;
    let entry: Case;
    try {
      entry = { ...(JSON.parse(line) as Omit<Case, 'line'>), line: number };
    } catch {
      throw new CasesError(`${file}:${number} is not JSON. Run the trainer's prepare stage again.`);
    }
    if (!Object.hasOwn(TASKS, entry.task)) {
      const known = Object.keys(TASKS).join(', ');
      throw new CasesError(`${file}:${number} has the task "${entry.task}"; known are ${known}.`);
    }
    if (entry.split === split) yield entry;
  }
}
