/**
 * Byte budgets of the built site: what a page downloads, in steps, and how much each step may be. A build that is over one
 * fails (pack.ts) and says which line of this file holds it. Sizes by part, for the report: bytes.ts.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Budget {
  readonly name: string;
  /** Names of the files, from the site's root; each pattern must find one. */
  readonly files: readonly RegExp[];
  readonly packed: 'gzip' | 'brotli';
  /** Bytes. */
  readonly limit: number;
}

const PAGE = [/^lib\/(musicrec|rec-shelf)\.js$/, /^assets\/(client|rec-shelf)-[^/]+\.js$/];
const WORKER = /^assets\/engine\.worker-[^/]+\.js$/;
const KERNELS = /^assets\/gpu-ranker-[^/]+\.js$/;
const ORT = /^assets\/ort[-.][^/]+\.(js|wasm)$/;
/** Core tables, generator, self-test; not what is lazy or for tests. */
const BUNDLE = [
  /^models\/grocery\/(manifest|items|selftest)\.json$/,
  /^models\/grocery\/(semantic_ids|prior|popularity|residuals)\.bin$/,
  /^models\/grocery\/(items|encoder|level_\d)\.onnx$/,
];
const PERSONAL = [...PAGE, WORKER, ...BUNDLE];

export const BUDGETS: readonly Budget[] = [
  { name: 'page loader and element', files: PAGE, packed: 'gzip', limit: 10_000 },
  { name: 'worker up to a list of graph', files: [WORKER], packed: 'gzip', limit: 30_000 },
  { name: 'worker without ORT', files: [WORKER, KERNELS], packed: 'brotli', limit: 60_000 },
  {
    ...{ name: 'first personal list without ORT', files: PERSONAL, packed: 'brotli' },
    limit: 1_600_000,
  },
  {
    ...{ name: 'first personal list with ORT', files: [...PERSONAL, ORT], packed: 'brotli' },
    limit: 4_000_000,
  },
];

/** Where this file is, for messages. */
const HERE = 'bench/budgets.ts';

/** Bytes of a budget's files in the folder, of the brotli files beside them where there are. Throws where a pattern finds none. */
export async function spent(folder: string, budget: Budget): Promise<number> {
  const files = (await readdir(folder, { recursive: true })).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const lost = budget.files.find((pattern) => !files.some((file) => pattern.test(file)));
  if (lost !== undefined) {
    const found = `No file of the build matches ${lost}, of "${budget.name}".`;
    throw new Error(`${found} Correct the pattern in ${HERE}.`);
  }
  let bytes = 0;
  for (const file of files.filter((name) => budget.files.some((pattern) => pattern.test(name)))) {
    const path = join(folder, file);
    if (budget.packed === 'gzip') bytes += gzipSync(await readFile(path), { level: 9 }).length;
    else bytes += (await stat(files.includes(`${file}.br`) ? `${path}.br` : path)).size;
  }
  return bytes;
}

/** Throws one error that names every budget the folder is over, and the line to change. */
export async function checkBudgets(folder: string, budgets = BUDGETS): Promise<void> {
  const source = (await readFile(new URL(import.meta.url), 'utf8')).split('\n');
  const over: string[] = [];
  for (const budget of budgets) {
    const bytes = await spent(folder, budget);
    if (bytes <= budget.limit) continue;
    const line = source.findIndex((text) => text.includes(`name: '${budget.name}'`)) + 1;
    const size = `${bytes} bytes of ${budget.packed}, ${bytes - budget.limit} over its budget`;
    over.push(`"${budget.name}" is ${size}. Make it smaller, or change ${HERE}:${line}.`);
  }
  if (over.length > 0) throw new Error(over.join('\n'));
}
