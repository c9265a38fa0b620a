/**
 * `npx tsx bench/cold-start.ts OUT`: items that training never saw, added to the engine as a page adds them, by text alone, by
 * image alone and by both: how often they are found where they are wanted, and what that costs elsewhere. OUT is what
 * `musicrec cold-start` wrote. The level is chosen on validation, with both; factor and sharpness are the protocol's. The network
 * is the one that ships, which has seen the validation items of known ones: the price that the level is chosen by is too high.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadBundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import type { NewItemSettings } from '../src/contract/bundle';
import type { NewItem } from '../src/contract/recommend';
import { itemFeatures } from '../src/core/features';
import { Engine } from '../src/engine/engine';
import { clusteredIntervals, type Interval } from '../src/evaluate/bootstrap';
import type { Case } from '../src/evaluate/cases';
import { caseMetrics, METRIC_NAMES } from '../src/evaluate/metrics';
import { readSequences } from '../src/evaluate/sequences';
import { withSettings } from './new-item-settings';

const LEVELS = [-8, -6, -4, -3, -2, -1, 0, 1, 2, 4, 8, 15];
/** Of Recall@10 elsewhere, on validation; test may differ by the rest to 4 %. */
const MOST_LOSS = 0.03;
/** Questions for known items: enough for the price, all that want a new one are asked. */
const ELSEWHERE = 2000;
const LENGTH = 10;
const MODES = ['text', 'image', 'both'] as const;
type Mode = (typeof MODES)[number];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Pass the folder that musicrec cold-start wrote.');
const out = resolve(folder);
const known = pathToFileURL(`${out}/bundle-known/`).href;
const { chosen } = JSON.parse(readFileSync(`${out}/cold_start.json`, 'utf8')) as {
  readonly chosen: NewItemSettings;
};
const count = (await loadBundle(known, { source: readDirectory })).items.size;
const newItems = await readNewItems();

async function readNewItems(): Promise<NewItem[]> {
  const whole = await loadBundle(pathToFileURL(`${out}/bundle/`).href, { source: readDirectory });
  const features = await whole.features();
  return Array.from({ length: whole.items.size - count }, (_, i) => {
    const item = count + i;
    const columns = whole.items.row(item);
    return {
      ...columns,
      id: String(item),
      title: String(columns.title ?? item),
      features: itemFeatures(features, item),
    };
  });
}

/** The item as one who knows this much of it adds it; undefined where that is nothing. */
function as(mode: Mode, item: NewItem): NewItem | undefined {
  const { text, image } = item.features ?? {};
  if (mode === 'both') return text === undefined && image === undefined ? undefined : item;
  if (mode === 'text') return text && { ...item, features: { text } };
  // Without its words too, by which it would find its kin.
  return image && { id: item.id, title: item.id, features: { image } };
}

async function open(level: number, mode: Mode | undefined): Promise<Engine> {
  const { factor, sharpness } = chosen;
  const source = withSettings({ level, factor, sharpness });
  const engine = await Engine.open({ bundle: known, executor: 'js', source });
  const added = mode === undefined ? [] : newItems.flatMap((item) => as(mode, item) ?? []);
  await engine.addItems(added);
  return engine;
}

interface Asked {
  readonly fresh: readonly Case[];
  readonly elsewhere: readonly Case[];
}

/** With the history left out of the ranking. */
function questions(split: 'validation' | 'test'): Asked {
  // A question is the last item of a sequence, in both.
  const folder = split === 'test' ? 'asked' : 'asked_validation';
  const all = [...readSequences(`${out}/${folder}/sequences.json`, 'test')];
  const cases = all.filter(({ task }) => task === 'next_new');
  const isFresh = ({ targets }: Case): boolean => targets[0] >= count;
  const rest = cases.filter((one) => !isFresh(one));
  const step = Math.max(1, rest.length / ELSEWHERE);
  const some = Array.from({ length: Math.min(ELSEWHERE, rest.length) }, (_, i) =>
    Math.floor(i * step),
  );
  return { fresh: cases.filter(isFresh), elsewhere: some.map((at) => rest[at]) };
}

async function metricsOf(
  engine: Engine,
  cases: readonly Case[],
): Promise<Record<string, Interval>> {
  const values: number[][] = [];
  for (const { visits, at, targets } of cases) {
    const history = visits.map(([time, items]) => ({ at: time * 1000, items: items.map(String) }));
    const question = { kind: 'next', novelty: 'items', count: LENGTH, perType: 0 } as const;
    const { items } = await engine.recommend({ ...question, history, now: at * 1000 });
    values.push(
      caseMetrics(
        items.map(({ id }) => Number(id)),
        new Set(targets),
      ),
    );
  }
  const intervals = clusteredIntervals(
    cases.map(({ user }) => user),
    values,
  );
  return Object.fromEntries(METRIC_NAMES.map((name, m) => [name, intervals[m]]));
}

const validation = questions('validation');
const plain = await open(0, undefined);
const before = (await metricsOf(plain, validation.elsewhere))['recall@10'][0];
let level = LEVELS[0];
let most = -1;
for (const tried of LEVELS) {
  const engine = await open(tried, 'both');
  const found = (await metricsOf(engine, validation.fresh))['recall@10'][0];
  const kept = (await metricsOf(engine, validation.elsewhere))['recall@10'][0] / before;
  await engine.dispose();
  console.log(
    `validation, level ${tried}: new ${found.toFixed(4)}, elsewhere × ${kept.toFixed(4)}`,
  );
  if (1 - kept <= MOST_LOSS && found > most) [level, most] = [tried, found];
}

const test = questions('test');
console.log(
  `level ${level}, factor ${chosen.factor}, sharpness ${chosen.sharpness}; ${newItems.length} new items, ` +
    `${test.fresh.length} test users want one, ${test.elsewhere.length} of the others asked`,
);
const beforeTest = await metricsOf(plain, test.elsewhere);
const shown = ([value, low, high]: Interval): string =>
  `${value.toFixed(4)} (${low.toFixed(4)} – ${high.toFixed(4)})`;
for (const mode of MODES) {
  const engine = await open(level, mode);
  const fresh = await metricsOf(engine, test.fresh);
  const elsewhere = await metricsOf(engine, test.elsewhere);
  const ratio = (name: string): string => (elsewhere[name][0] / beforeTest[name][0]).toFixed(4);
  console.log(
    `${mode.padEnd(6)} new: R@10 ${shown(fresh['recall@10'])}, NDCG@10 ${shown(fresh['ndcg@10'])}; ` +
      `elsewhere × ${ratio('recall@10')} of R@10, × ${ratio('ndcg@10')} of NDCG@10`,
  );
  await engine.dispose();
}
