/** The command over made-up cases of the fixture, as a user runs it. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CasesError, findCases } from './cases';
import { evaluate, type Evaluation, type ListLine } from './evaluate';

const BUNDLE = fileURLToPath(new URL('../../models/fixture', import.meta.url));
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../../node_modules/.bin/tsx', import.meta.url));

let folder: string;
let cases: string;

const line = (task: string, user: number, more: object = {}): string =>
  JSON.stringify({
    ...{ split: 'test', task, user: `user ${user}`, at: 1_717_200_000 },
    visits: [
      [1_716_000_000, [user, user + 8]],
      [1_717_000_000, [user + 16]],
    ],
    basket: task.startsWith('complete') ? [40, 41] : [],
    targets: [user, 50, 95],
    ...more,
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'musicrec-evaluate-'));
  cases = join(folder, 'cases.jsonl');
  const lines = [line('next', 0, { split: 'validation' })];
  for (let user = 0; user < 6; user++) {
    lines.push(line('next', user), line('next_new', user), line('complete', user));
  }
  // Only fifteen items are left that a shopper of all other types could be shown.
  lines.push(line('complete_new_type', 1, { visits: [[1_716_000_000, range(0, 88)]], basket: [] }));
  writeFileSync(cases, `${lines.join('\n')}\n`);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

async function lists(executor: 'js' | 'wasm'): Promise<[Evaluation, ListLine[]]> {
  const found: ListLine[] = [];
  const options = { bundle: BUNDLE, cases, split: 'test', executor };
  return [await evaluate({ ...options, onList: (list) => found.push(list) }), found];
}

describe('evaluate', () => {
  it('counts cases, users and short lists of each task, with metrics and intervals', async () => {
    const [{ tasks, ...rest }, found] = await lists('wasm');
    expect(rest).toMatchObject({ bundle: 'Corner shop', executor: 'wasm', split: 'test' });
    expect(Object.keys(tasks)).toEqual(['complete', 'complete_new_type', 'next', 'next_new']);
    expect(tasks.next).toMatchObject({ cases: 6, users: 6, short_lists: 0 });
    expect(tasks.complete_new_type).toMatchObject({ cases: 1, short_lists: 1 });
    expect(found).toHaveLength(19);
    for (const { items, scores } of found) expect(items).toHaveLength(scores.length);
    const [value, low, high] = tasks.next['recall@10'];
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  });

  it('gives the same lists on both networks', async () => {
    const [[js, jsLists], [wasm, wasmLists]] = [await lists('js'), await lists('wasm')];
    expect(jsLists.map((list) => list.items)).toEqual(wasmLists.map((list) => list.items));
    expect(js.tasks).toEqual(wasm.tasks);
  });

  it('refuses cases of another bundle, other tasks, and a split without cases', async () => {
    const run = async (text: string): Promise<unknown> => {
      const file = join(folder, 'wrong.jsonl');
      writeFileSync(file, text);
      return evaluate({ bundle: BUNDLE, cases: file, split: 'test', executor: 'graph' });
    };
    await expect(run(line('next', 0, { targets: [96] }))).rejects.toThrow('item 96');
    await expect(run(line('guess', 0))).rejects.toThrow('the task "guess"');
    await expect(run('{"split": ')).rejects.toThrow('wrong.jsonl:1 is not JSON');
    await expect(run('')).rejects.toThrow('no case of the split "test"');
  });
});

describe('findCases', () => {
  it('finds the file, the folder, or the work folder beside the bundle', () => {
    expect(findCases(cases, BUNDLE)).toBe(cases);
    expect(findCases(folder, BUNDLE)).toBe(cases);
    const shop = join(folder, 'shop');
    const bundle = join(folder, 'bundle');
    const prepared = join(folder, 'bundle.work', 'prepare');
    mkdirSync(shop);
    expect(() => findCases(shop, bundle)).toThrow(CasesError);
    mkdirSync(prepared, { recursive: true });
    writeFileSync(join(prepared, 'cases.jsonl'), '');
    expect(findCases(shop, `${bundle}/`)).toBe(join(prepared, 'cases.jsonl'));
    expect(() => findCases(join(folder, 'no'), bundle)).toThrow('does not exist');
  });
});

describe('npm run evaluate', () => {
  const run = (...args: string[]): Promise<{ code: number; text: string }> =>
    new Promise((resolve) => {
      execFile(TSX, [MAIN, ...args], (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr });
      });
    });

  it('writes the results and every list', async () => {
    const [json, kept] = [join(folder, 'out.json'), join(folder, 'lists.jsonl')];
    const files = ['--json', json, '--lists', kept];
    const { code, text } = await run(
      '--bundle',
      BUNDLE,
      '--data',
      folder,
      '--limit',
      '7',
      ...files,
    );
    expect(text).toContain('next: recall@10');
    expect(code).toBe(0);
    const result = JSON.parse(readFileSync(json, 'utf8')) as Evaluation;
    expect(result.executor).toBe('wasm');
    const all = readFileSync(kept, 'utf8').trimEnd().split('\n');
    expect(all).toHaveLength(7);
    expect(Object.keys(JSON.parse(all[0]) as object)).toEqual(['task', 'user', 'items', 'scores']);
  });

  it('says what is wrong and how it is used', async () => {
    const { code, text } = await run('--bundle', BUNDLE, '--data', folder, '--executor', 'gpu');
    expect(code).toBe(1);
    expect(text).toContain('--executor is "gpu"; use wasm, js or graph.');
    expect(text).toContain('npm run evaluate -- --bundle');
    const missing = await run('--bundle', join(folder, 'none'), '--data', folder);
    expect(missing.code).toBe(1);
    expect(missing.text).toContain('Bundle file manifest.json answered 404');
  });
});
