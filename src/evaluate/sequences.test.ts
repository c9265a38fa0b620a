/** A benchmark folder through the command, on the fixture's catalogue. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListLine } from './against';
import { benchmarkLine, benchmarkReport } from './benchmark';
import { findCases, type Case } from './cases';
import { evaluate } from './evaluate';
import { readSequences } from './sequences';

const BUNDLE = fileURLToPath(new URL('../../models/fixture', import.meta.url));
const SEQUENCES = [[0, 1, 2, 3], [4, 5], [], [6, 7, 6], [8, 8, 9]];

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'musicrec-sequences-'));
  file = join(folder, 'sequences.json');
  writeFileSync(file, JSON.stringify(SEQUENCES));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const told = ({ line, task, user, visits, targets }: Case): unknown[] => [
  line,
  task,
  user,
  visits.map(([, items]) => items[0]),
  targets[0],
];

test('the last step is test, the one before validation, lines count both', () => {
  expect([...readSequences(file, 'test')].map(told)).toEqual([
    [2, 'next', '0', [0, 1, 2], 3],
    [4, 'next', '3', [6, 7], 6],
    [6, 'next', '4', [8, 8], 9],
    [8, 'next_new', '0', [0, 1, 2], 3],
    // User 3 takes an item again, user 4 had done so before.
    [10, 'next_new', '4', [8, 8], 9],
  ]);
  const validation = [...readSequences(file, 'validation')].map(told);
  expect(validation.map(([line]) => line)).toEqual([1, 3, 5, 7, 9]);
  expect(validation[0]).toEqual([1, 'next', '0', [0, 1], 2]);
});

test('a folder of sequences is evaluated with history left in and without it', async () => {
  expect(findCases(folder, BUNDLE)).toBe(file);
  const found: ListLine[] = [];
  const evaluation = await evaluate({
    ...{ bundle: BUNDLE, cases: file, split: 'test', executor: 'js' },
    onList: (list) => found.push(list),
  });
  const report = benchmarkReport(evaluation);
  expect(report).toMatchObject({ users: 3, short_lists: 0 });
  const names = ['recall@5', 'recall@10', 'ndcg@5', 'ndcg@10', 'mrr'];
  for (const part of [report.included, report.excluded]) {
    expect(Object.keys(part)).toEqual(names);
    for (const { value, low, high } of Object.values(part)) {
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
    }
  }
  expect(found.map((list) => benchmarkLine(list))).toMatchObject([
    { user: 0, history: 'included' },
    { user: 3, history: 'included' },
    { user: 4, history: 'included' },
    { user: 0, history: 'excluded' },
    { user: 4, history: 'excluded' },
  ]);
  const cut = await evaluate({
    ...{ bundle: BUNDLE, cases: file, split: 'test', executor: 'js', limit: 2 },
  });
  expect(benchmarkReport(cut)).toMatchObject({ users: 2, excluded: {} });
});

test('lists of a benchmark name users and items by row', () => {
  const line = { case: 9, task: 'next_new', user: '4', items: ['12', '7'], scores: [2, 1] };
  expect(benchmarkLine(line)).toEqual({
    ...{ case: 9, task: 'next_new', history: 'excluded' },
    ...{ user: 4, items: [12, 7], scores: [2, 1] },
  });
});

test.each([
  ['{', 'is not JSON'],
  ['{"0": [1]}', 'holds no list'],
  ['[[0, 1], [0, "1"]]', 'user 1 has no list of item rows'],
  ['[[0, -1]]', 'user 0 has no list of item rows'],
])('%s is refused', (text, message) => {
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, text);
  expect(() => [...readSequences(broken, 'test')]).toThrow(message);
});
