/**
 * The engine's lists beside those of a file (`--against`): how much of them is the same, and what the difference costs.
 * A file of lists is what `--lists` writes, here or in the trainer (`musicrec evaluate --lists`).
 */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { clusteredIntervals, type Interval } from './bootstrap';
import { CasesError, TASKS, type Case } from './cases';
import { ndcg } from './metrics';

/** One line of a file of lists. */
export interface ListLine {
  /** The line of cases.jsonl, from 1: two visits of a user may have the same time. */
  readonly case: number;
  readonly task: string;
  readonly user: string;
  /** Item ids, best first. */
  readonly items: readonly string[];
  /** Of the items; the trainer's scorers have none to tell. */
  readonly scores?: readonly number[];
}

export interface Agreement {
  readonly cases: number;
  readonly users: number;
  /** Items in both lists, by the longer of the two. */
  readonly 'overlap@10': Interval;
  /** Share of lists that are the same, item by item. */
  readonly same_order: Interval;
  /** The engine's less the file's. */
  readonly 'ndcg@10_difference': Interval;
}

export interface Comparison {
  readonly file: string;
  readonly tasks: Readonly<Record<string, Agreement>>;
  readonly all: Agreement;
}

/** Lists of a file by case. */
export async function readLists(file: string): Promise<Map<number, ListLine>> {
  if (!existsSync(file)) throw new CasesError(`--against ${file} does not exist.`);
  const lists = new Map<number, ListLine>();
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  let number = 0;
  for await (const text of lines) {
    number++;
    if (text === '') continue;
    const line = parseLine(text);
    if (line === undefined) {
      throw new CasesError(
        `${file}:${number} is no list { case, task, user, items }. Pass what --lists wrote.`,
      );
    }
    if (lists.has(line.case)) {
      throw new CasesError(
        `${file}:${number} is a second list for case ${line.case}. Pass the lists of one run.`,
      );
    }
    lists.set(line.case, line);
  }
  return lists;
}

function parseLine(text: string): ListLine | undefined {
  let line: Partial<Record<keyof ListLine, unknown>> | null;
  try {
    line = JSON.parse(text) as typeof line;
  } catch {
    return undefined;
  }
  const fits =
    Number.isInteger(line?.case) &&
    typeof line?.task === 'string' &&
    isId(line.user) &&
    Array.isArray(line.items) &&
    line.items.every(isId);
  if (!fits) return undefined;
  const { user, items, ...rest } = line as Omit<ListLine, 'user' | 'items'> & {
    user: string | number;
    items: (string | number)[];
  };
  return { ...rest, user: String(user), items: items.map(String) };
}

/** Lists of a benchmark name users and items by number. */
function isId(value: unknown): boolean {
  return typeof value === 'string' || Number.isInteger(value);
}

interface Row {
  readonly task: string;
  readonly user: string;
  /** Overlap, same order, difference of NDCG@10. */
  readonly values: readonly [number, number, number];
}

/** Gathers the cases that both sides have a list for. */
export class Against {
  private readonly rows: Row[] = [];
  private readonly file: string;
  private readonly lists: ReadonlyMap<number, ListLine>;
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly length: number;

  /** `indexOf`: item id → row of the bundle; `length`: of a list. */
  constructor(
    file: string,
    lists: ReadonlyMap<number, ListLine>,
    indexOf: ReadonlyMap<string, number>,
    length: number,
  ) {
    this.file = file;
    this.lists = lists;
    this.indexOf = indexOf;
    this.length = length;
  }

  /** `items`: the engine's list, rows of the bundle. A case that the file lacks is left out. */
  add(entry: Case, items: readonly number[]): void {
    const line = this.lists.get(entry.line);
    if (line === undefined) return;
    if (line.task !== entry.task || line.user !== entry.user) {
      throw new CasesError(
        `${this.file} has other cases: case ${entry.line} is "${line.task}" of "${line.user}" there, ` +
          `"${entry.task}" of "${entry.user}" here. Pass lists made from the same cases.jsonl.`,
      );
    }
    const others = line.items.slice(0, this.length).map((id) => {
      const index = this.indexOf.get(id);
      if (index !== undefined) return index;
      throw new CasesError(
        `${this.file} lists "${id}" for case ${entry.line}, which the bundle does not have. ` +
          'Pass lists of the same catalogue.',
      );
    });
    const targets = new Set(entry.targets);
    const gain = ndcg(items, targets, this.length) - ndcg(others, targets, this.length);
    this.rows.push({
      task: entry.task,
      user: entry.user,
      values: [overlap(items, others), sameOrder(items, others) ? 1 : 0, gain],
    });
  }

  result(): Comparison {
    if (this.rows.length === 0) {
      throw new CasesError(
        `${this.file} has no list for any of the cases. Pass lists made from the same cases.jsonl and split.`,
      );
    }
    const tasks = Object.keys(TASKS).flatMap((task) => {
      const rows = this.rows.filter((row) => row.task === task);
      return rows.length === 0 ? [] : [[task, agreement(rows)] as const];
    });
    return { file: this.file, tasks: Object.fromEntries(tasks), all: agreement(this.rows) };
  }
}

/** Items in both lists, by the length of the longer one; 1 for two empty lists. */
export function overlap(a: readonly number[], b: readonly number[]): number {
  const longest = Math.max(a.length, b.length);
  const other = new Set(b);
  return longest === 0 ? 1 : a.filter((item) => other.has(item)).length / longest;
}

function sameOrder(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((item, place) => item === b[place]);
}

function agreement(rows: readonly Row[]): Agreement {
  const users = rows.map((row) => row.user);
  const [shared, same, gain] = clusteredIntervals(
    users,
    rows.map((row) => row.values),
  ).map((interval) => interval.map((value) => Number(value.toFixed(5))) as Interval);
  return {
    cases: rows.length,
    users: new Set(users).size,
    'overlap@10': shared,
    same_order: same,
    'ndcg@10_difference': gain,
  };
}
