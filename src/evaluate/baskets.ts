/**
 * `npx tsx src/evaluate/baskets.ts BUNDLE BASKETS_JSON`: what the shop's shelf "Goes with your basket" shows for typical baskets, as a Markdown table,
 * and how many of the eight come from the ten most popular items. BASKETS_JSON: [[name, [item id, …]], …].
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readDirectory } from '../bundle/read-directory';
import { Engine } from '../engine/engine';

const SHOWN = 8;
const MOST_POPULAR = 10;

async function main(bundle: string | undefined, file: string | undefined): Promise<void> {
  if (bundle === undefined || file === undefined)
    throw new Error('Usage: baskets.ts BUNDLE BASKETS_JSON');
  const url = pathToFileURL(resolve(bundle)).href;
  const engine = await Engine.open({ bundle: url, executor: 'js', source: readDirectory });
  const { id, title } = engine.catalogue().columns;
  if (id.kind !== 'text' || title.kind !== 'text')
    throw new Error('The item table has no ids or titles.');
  const titles = new Map(id.values.map((name, row) => [name, title.values[row]]));
  const trending = await engine.recommend({ kind: 'trending', count: MOST_POPULAR, perType: 0 });
  const popular = new Set(trending.items.map((item) => item.id));
  const baskets = JSON.parse(readFileSync(file, 'utf8')) as [string, string[]][];
  let hits = 0;
  console.log('| basket | goes with it |\n|---|---|');
  for (const [name, basket] of baskets) {
    const { items } = await engine.recommend({
      kind: 'complements',
      basket,
      history: [],
      count: SHOWN,
    });
    hits += items.filter((item) => popular.has(item.id)).length;
    const shown = basket.map((entry) => titles.get(entry) ?? entry).join(' + ');
    console.log(`| **${name}**: ${shown} | ${items.map((item) => item.title).join(' · ')} |`);
  }
  console.log(
    `\n${(hits / baskets.length).toFixed(2)} of ${String(SHOWN)} come from the ${String(MOST_POPULAR)} most popular items, on average.`,
  );
}

await main(process.argv[2], process.argv[3]);
