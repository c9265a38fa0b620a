/** The command over made-up cases of the fixture, as a user runs it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDirectory } from '../bundle/read-directory';
import type { Manifest } from '../contract/bundle';
import { Engine } from '../engine/engine';
import { overlap, type ListLine } from './against';
import { CasesError, findCases } from './cases';
import { evaluate, type Evaluation } from './evaluate';

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

const run = (...args: string[]): Promise<{ code: number; text: string }> =>
  new Promise((resolve) => {
    execFile(TSX, [MAIN, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr });
    });
  });

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
    for (const { items, scores } of found) expect(scores).toHaveLength(items.length);
    // The first line is a validation case.
    expect(found.map((list) => list.case)).toEqual(range(2, 21));
    const [value, low, high] = tasks.next['recall@10'];
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  });

  it('gives the same lists on both networks', async () => {
    const [[js, jsLists], [wasm, wasmLists]] = [await lists('js'), await lists('wasm')];
    expect(jsLists.map((list) => list.items)).toEqual(wasmLists.map((list) => list.items));
    expect(js.tasks).toEqual(wasm.tasks);
  });

  it('measures the bundle as it was exported, and says that a delta is left out', async () => {
    const added = join(folder, 'added');
    cpSync(BUNDLE, added, { recursive: true });
    const [before, lines] = await lists('js');
    const gone = lines.flatMap(({ items }) => items.slice(0, 1));
    const items = [...new Set(gone)].map((id) => ({ id, removed: true }));
    const delta = JSON.stringify({ format: 1, items });
    writeFileSync(join(added, 'delta.json'), delta);
    const manifest = JSON.parse(readFileSync(join(added, 'manifest.json'), 'utf8')) as Manifest;
    const sha256 = createHash('sha256').update(delta).digest('hex');
    const entry = { bytes: delta.length, sha256, role: 'delta' };
    const files = { ...manifest.files, 'delta.json': entry };
    writeFileSync(join(added, 'manifest.json'), JSON.stringify({ ...manifest, files }));
    const url = pathToFileURL(added).href;
    const page = await Engine.open({ bundle: url, executor: 'js', source: readDirectory });
    expect(page.info().delta).toEqual({ items: items.length });
    await page.dispose();
    const after = await evaluate({ bundle: added, cases, split: 'test', executor: 'js' });
    expect(before.delta_left_out).toBe(false);
    expect(after.delta_left_out).toBe(true);
    expect(after.tasks).toEqual(before.tasks);
    const { text } = await run('--bundle', added, '--data', folder, '--limit', '1');
    expect(text).toContain('delta.json (musicrec add) is left out');
  });

  it('refuses cases of another bundle, other tasks, and a split without cases', async () => {
    const asked = async (text: string): Promise<unknown> => {
      const file = join(folder, 'wrong.jsonl');
      writeFileSync(file, text);
      return evaluate({ bundle: BUNDLE, cases: file, split: 'test', executor: 'graph' });
    };
    await expect(asked(line('next', 0, { targets: [96] }))).rejects.toThrow('item 96');
    await expect(asked(line('guess', 0))).rejects.toThrow('the task "guess"');
    await expect(asked('{"split": ')).rejects.toThrow('wrong.jsonl:1 is not JSON');
    await expect(asked('')).rejects.toThrow('no case of the split "test"');
  });
});

describe('--against', () => {
  let file: string;
  let kept: ListLine[];

  beforeAll(async () => {
    file = join(folder, 'against.jsonl');
    kept = (await lists('js'))[1];
  });

  const against = async (lines: readonly object[], limit?: number): Promise<Evaluation> => {
    writeFileSync(file, lines.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    const options = {
      bundle: BUNDLE,
      cases,
      split: 'test',
      executor: 'js',
      against: file,
    } as const;
    return evaluate({ ...options, ...(limit === undefined ? {} : { limit }) });
  };

  it('finds that a run agrees with itself, whatever the scores', async () => {
    const { against: found } = await against(kept.map(({ scores: _, ...list }) => list));
    expect(Object.keys(found?.tasks ?? {})).toEqual([
      'complete',
      'complete_new_type',
      'next',
      'next_new',
    ]);
    for (const part of [...Object.values(found?.tasks ?? {}), found?.all]) {
      expect(part).toMatchObject({
        'overlap@10': [1, 1, 1],
        same_order: [1, 1, 1],
        'ndcg@10_difference': [0, 0, 0],
      });
    }
    expect(found?.all).toMatchObject({ cases: 19, users: 6 });
  });

  it('sees another order, other items and what they cost', async () => {
    const first = kept.findIndex((list) => list.task === 'next_new');
    const changed = kept.map((list): ListLine => {
      if (list.task === 'next') return { ...list, items: list.items.toReversed() };
      return list.task === 'next_new' ? { ...list, items: kept[first].items } : list;
    });
    const { against: found } = await against(changed);
    const reversed = found?.tasks.next;
    expect(reversed).toMatchObject({ 'overlap@10': [1, 1, 1], same_order: [0, 0, 0] });
    const [value, low, high] = reversed?.['ndcg@10_difference'] ?? [NaN, NaN, NaN];
    expect(value).not.toBe(0);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
    const shared = kept
      .filter((list) => list.task === 'next_new')
      .map((list) => list.items.filter((id) => kept[first].items.includes(id)).length / 10);
    const mean = shared.reduce((sum, part) => sum + part, 0) / shared.length;
    expect(mean).toBeLessThan(1);
    expect(found?.tasks.next_new['overlap@10'][0]).toBeCloseTo(mean, 5);
    expect(found?.tasks.complete.same_order).toEqual([1, 1, 1]);
  });

  it('takes the difference of NDCG case by case', async () => {
    const empty = await against(kept.map((list) => ({ ...list, items: [] })));
    for (const [task, part] of Object.entries(empty.against?.tasks ?? {})) {
      expect(part['ndcg@10_difference']).toEqual(empty.tasks[task]['ndcg@10']);
      expect(part['overlap@10']).toEqual([0, 0, 0]);
    }
  });

  it('compares the cases that both have', async () => {
    expect((await against(kept.slice(3))).against?.all.cases).toBe(16);
    expect((await against(kept, 5)).against?.all.cases).toBe(5);
  });

  it('refuses lists of other cases, of another bundle, and what are no lists', async () => {
    const other = kept.map((list) => ({ ...list, user: `${list.user}0` }));
    await expect(against(other)).rejects.toThrow('has other cases: case 2 is "next" of "user 00"');
    const later = kept.map((list) => ({ ...list, case: list.case + 100 }));
    await expect(against(later)).rejects.toThrow('no list for any of the cases');
    const foreign = kept.map((list) => ({ ...list, items: ['nothing'] }));
    await expect(against(foreign)).rejects.toThrow('lists "nothing" for case 2');
    await expect(against([...kept, kept[4]])).rejects.toThrow('a second list for case 6');
    await expect(against([{ task: 'next', user: 'user 0', items: [] }])).rejects.toThrow(
      'against.jsonl:1 is no list',
    );
    rmSync(file);
    await expect(
      evaluate({ bundle: BUNDLE, cases, split: 'test', executor: 'js', against: file }),
    ).rejects.toThrow('does not exist');
  });

  it('counts overlap by the longer list', () => {
    expect(overlap([1, 2, 3], [3, 1, 2])).toBe(1);
    expect(overlap([1, 2], [2, 3, 4, 5])).toBe(0.25);
    expect(overlap([2, 3, 4, 5], [1, 2])).toBe(0.25);
    expect(overlap([], [])).toBe(1);
    expect(overlap([], [1])).toBe(0);
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
  it('writes the results and every list, and compares with them', async () => {
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
    expect(Object.keys(JSON.parse(all[0]) as object)).toEqual([
      ...['case', 'task', 'user', 'items', 'scores'],
    ]);
    const again = await run('--bundle', BUNDLE, '--data', folder, '--against', kept);
    expect(again.code).toBe(0);
    expect(again.text).toContain(`against ${kept}:`);
    expect(again.text).toContain('all: overlap@10 1.0000 [1.0000, 1.0000]  same order 1.0000');
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
