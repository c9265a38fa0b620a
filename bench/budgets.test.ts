import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkBudgets, spent, type Budget } from './budgets';

let folder: string;
/** Bytes that no packing makes smaller. */
const noise = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'musicrec-budgets-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'assets/engine.worker-a1.js'), noise(3000));
});

afterEach(() => rm(folder, { recursive: true }));

const budget: Budget = {
  name: 'worker up to a list of graph',
  files: [/^assets\/engine\.worker-[^/]+\.js$/],
  packed: 'gzip',
  limit: 4000,
};

test('a site within its budgets passes', async () => {
  await expect(checkBudgets(folder, [budget])).resolves.toBeUndefined();
});

test('a site over a budget fails, and the error names the line that holds it', async () => {
  const tight = { ...budget, limit: 2000 };
  const line =
    /"worker up to a list of graph" is \d+ bytes of gzip, \d+ over.* bench\/budgets\.ts:(\d+)\./;
  const error = await checkBudgets(folder, [tight]).catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(line);
  expect(Number(line.exec(String(error))?.[1])).toBeGreaterThan(1);
});

test('brotli files count in place of what they pack', async () => {
  await writeFile(join(folder, 'assets/engine.worker-a1.js.br'), noise(700));
  expect(await spent(folder, { ...budget, packed: 'brotli' })).toBe(700);
});

test('a pattern without a file is an error, not zero bytes', async () => {
  const lost = { ...budget, files: [/^assets\/gone/] };
  await expect(checkBudgets(folder, [lost])).rejects.toThrow('Correct the pattern');
});
