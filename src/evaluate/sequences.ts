/**
 * A benchmark's sequences as cases: of each user the last step is test, the one before validation.
 * The same cases in the same order as the trainer's (musicrec/data/benchmark.py, cases.py), so that lists can be compared.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CasesError, SEQUENCES, type Case } from './cases';

/** A sequence has no clock: a step a day. */
const SECONDS_PER_STEP = 86_400;
/** Shorter sequences ask nothing. */
const LEAST_HELD_OUT = 3;

export function isSequences(file: string): boolean {
  return basename(file) === SEQUENCES;
}

/** All cases of a split: first those with the history left in (`next`), then those without (`next_new`). */
export function* readSequences(file: string, split: string): Generator<Case> {
  const sequences = parse(file);
  let line = 0;
  for (const task of ['next', 'next_new']) {
    for (const [user, steps] of sequences.entries()) {
      if (steps.length < LEAST_HELD_OUT) continue;
      for (const [name, place] of [
        ['validation', steps.length - 2],
        ['test', steps.length - 1],
      ] as const) {
        const history = steps.slice(0, place);
        const target = steps[place];
        // Who takes an item again cannot be asked for a new one.
        if (task === 'next_new' && history.includes(target)) continue;
        line++;
        if (name !== split) continue;
        yield {
          ...{ line, split, task, user: String(user), at: place * SECONDS_PER_STEP },
          visits: history.map((item, step) => [step * SECONDS_PER_STEP, [item]] as const),
          ...{ basket: [], targets: [target] },
        };
      }
    }
  }
}

function parse(file: string): number[][] {
  let sequences: unknown;
  try {
    sequences = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CasesError(`${file} is not JSON. Write one list of item rows a user.`);
  }
  const isSequence = (entry: unknown): entry is number[] =>
    Array.isArray(entry) && entry.every((item) => Number.isInteger(item) && item >= 0);
  if (!Array.isArray(sequences)) {
    throw new CasesError(`${file} holds no list. Write one list of item rows a user.`);
  }
  const bad = sequences.findIndex((entry) => !isSequence(entry));
  if (bad >= 0) {
    throw new CasesError(
      `${file}: user ${bad} has no list of item rows. Write rows of items.jsonl, from 0.`,
    );
  }
  return sequences as number[][];
}
