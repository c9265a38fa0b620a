/** What TypeScript is told of the library, by a shop's own file that uses it: checked as the shop would check it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDeclarations } from './declarations';

const PAGE = `
import { createRecommender, RecommenderError } from './lib/musicrec.js';
import type { AddedItem, Kind, Recommendation, Recommender, RecommenderOptions, SearchResult } from './lib/musicrec.js';
import { RecShelf } from './lib/rec-shelf.js';

const options: RecommenderOptions = { bundle: '/recommender/', executor: 'auto', keep: true };
const shop: Recommender = createRecommender(options);
const kind: Kind = 'next';
const list: Recommendation = await shop.recommend({ kind, count: 8, filter: { maxPrice: 5 } });
const titles: string[] = list.items.map(({ title }) => title);
const found: SearchResult = await shop.search({ text: titles[0] ?? 'milk', count: list.ignored });
const [added]: readonly AddedItem[] = await shop.addItems([{ id: 'P1', title: 'Cheese', organic: true }]);
const code: readonly number[] | undefined = added?.codes;
try { await shop.refresh(); } catch (error) {
  if (error instanceof RecommenderError && error.code === 'bundle/integrity') console.log(error.details);
}
const shelf = document.querySelector('rec-shelf');
if (shelf instanceof RecShelf) shelf.basket = ['milk'];
if (shelf !== null) { shelf.kind = kind; console.log(shelf.error?.code, found.parts, code); }

// @ts-expect-error -- no such kind
await shop.recommend({ kind: 'komplement', count: 8 });
// @ts-expect-error -- no such name
await shop.recommend({ kind: 'next', count: 8, exclud: [] });
// @ts-expect-error -- no bundle
createRecommender({ bundel: '/recommender/' });
// @ts-expect-error -- no such export
import { KINDS } from './lib/musicrec.js'; console.log(KINDS);
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'musicrec-types-'));
  await writeDeclarations(folder);
  writeFileSync(join(folder, 'page.mts'), PAGE);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  ['NodeNext', ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
  ['Bundler', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
])('a page is checked against it, and so is the file itself: %s', (_, module, moduleResolution) => {
  const program = ts.createProgram([join(folder, 'page.mts')], {
    ...{ module, moduleResolution, target: ts.ScriptTarget.ES2023, noEmit: true },
    ...{ strict: true, noUncheckedIndexedAccess: true, types: [] },
    // Seconds, for what TypeScript itself brings.
    skipDefaultLibCheck: true,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  });
  const said = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(said).toEqual([]);
});

test('it declares what the scripts export, and no more', async () => {
  const read = (name: string): string => readFileSync(join(folder, 'lib', name), 'utf8');
  const client = Object.keys(await import('../src/client')).sort();
  expect(read('musicrec.d.ts')).toContain(`\nexport { ${client.join(', ')} };\n`);
  expect(read('rec-shelf.d.ts').match(/^export .+/gm)).toEqual([
    "export { createRecommender } from './musicrec.js';",
    'export { RecShelf };',
  ]);
});
