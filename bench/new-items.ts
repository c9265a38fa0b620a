/**
 * `npx tsx bench/new-items.ts BUNDLE CASES [MOST]`: how often new items are listed and found by the manifest's
 * `new_items.level`, and what that costs the others: what a shop sets the level by. Items are not new, they are made so: a
 * twentieth of the catalogue, drawn by chance, says nothing and is removed, and comes back under other ids. Training saw them, so
 * "found" is a little kind; no trained model is needed but the bundle's own. CASES is the bundle's work folder; validation
 * cases alone are asked, at most MOST of each kind.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadBundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import { NEW_ITEMS } from '../src/core/admission/growth';
import { itemText } from '../src/core/admission/item-text';
import { findKin, weighed } from '../src/core/admission/kin';
import { WordIndex } from '../src/core/admission/word-index';
import { itemFeatures } from '../src/core/features';
import { Random } from '../src/core/testing/random';
import { Engine } from '../src/engine/engine';
import { findCases, readCases, TASKS, type Case } from '../src/evaluate/cases';
import { ndcg, recall } from '../src/evaluate/metrics';
import { withHidden } from './hidden-items';
import { withSettings } from './new-item-settings';

const LEVELS = [-2, -1, -0.5, 0, 0.5, 1, 1.5, 2];
const SHARE = 0.05;
const LENGTH = 10;
const LIKEST = 3;

const [folder, work, most = '1000'] = process.argv.slice(2);
if (work === undefined) throw new Error('Pass a bundle and the work folder that made it.');
const bundle = pathToFileURL(`${resolve(folder)}/`).href;
const known = await loadBundle(bundle, { source: readDirectory });
const features = await known.features();
const ids = Array.from({ length: known.items.size }, (_, item) => known.items.id(item));
const random = new Random(1);
const isNew = new Set([...ids.keys()].filter(() => random.next() < SHARE));
const hidden = withHidden(bundle, isNew);
const settings = { ...NEW_ITEMS, ...known.manifest.new_items };
const newId = (item: number): string => `new ${ids[item]}`;

/** What the kin of the new items say of how popular these are: slope and correlation of log(visits + 1). */
function popularityOfKin(): Record<'likest' | 'all', { slope: number; correlation: number }> {
  const { popularity } = known.catalogue;
  const log = (item: number): number => Math.log(popularity[item] + 1);
  const texts = ids.map((id, item) => itemText(id, (column) => known.items.cell(column, item)));
  const words = new WordIndex(texts.map((text, item) => (isNew.has(item) ? '' : text)));
  const present = features.present.map((has, i) => (isNew.has(i >> 1) ? 0 : has));
  const pairs = [...isNew].flatMap((item) => {
    const stored = (name: 'text' | 'image', column: number): object => {
      const { values, width } = features[name];
      const row = values.subarray(item * width, (item + 1) * width);
      return features.present[2 * item + column] === 1 ? { [name]: row } : {};
    };
    const content = { ...stored('text', 0), ...stored('image', 1), words: texts[item] };
    const kin = weighed(findKin(content, { ...features, present }, words), settings.sharpness);
    const all = kin.items.reduce((sum, one, k) => sum + kin.weights[k] * log(one), 0);
    // What is like nothing has no kin to go by.
    return kin.weights[0] === 0 ? [] : [{ own: log(item), likest: log(kin.items[0]), all }];
  });
  const covariance = (a: 'own' | 'likest' | 'all', b: 'own' | 'likest' | 'all'): number => {
    const [meanA, meanB] = [mean(pairs.map((pair) => pair[a])), mean(pairs.map((pair) => pair[b]))];
    return mean(pairs.map((pair) => (pair[a] - meanA) * (pair[b] - meanB)));
  };
  const of = (from: 'likest' | 'all'): { slope: number; correlation: number } => ({
    slope: covariance(from, 'own') / covariance(from, from),
    correlation:
      covariance(from, 'own') / Math.sqrt(covariance(from, from) * covariance('own', 'own')),
  });
  return { likest: of('likest'), all: of('all') };
}

/** Questions for what the shopper has not had: those that want a new item, and others. */
const asked: Record<'new' | 'known', Map<string, Case[]>> = { new: new Map(), known: new Map() };
for await (const one of readCases(findCases(work, folder), 'validation')) {
  if (TASKS[one.task]?.novelty !== 'items') continue;
  const which = asked[one.targets.some((item) => isNew.has(item)) ? 'new' : 'known'];
  which.set(one.task, [...(which.get(one.task) ?? []), one]);
}
const tasks = [...asked.new.keys()];

/** At most `most` of the cases, evenly from all of them. */
function some(cases: readonly Case[]): readonly Case[] {
  const step = Math.max(1, cases.length / Number(most));
  return Array.from(
    { length: Math.min(cases.length, Number(most)) },
    (_, i) => cases[Math.floor(i * step)],
  );
}

/** Lists of the cases, by item index; a new item is −1 − its index. */
async function listsOf(engine: Engine, cases: readonly Case[]): Promise<number[][]> {
  const indexOf = new Map(ids.map((id, item) => [id, item]));
  for (const item of isNew) indexOf.set(newId(item), -1 - item);
  const lists: number[][] = [];
  for (const { task, visits, basket, at } of cases) {
    const { items } = await engine.recommend({
      ...TASKS[task],
      history: visits.map(([time, bought]) => ({
        at: time * 1000,
        items: bought.map((item) => ids[item]),
      })),
      basket: basket.map((item) => ids[item]),
      // Under its new id the engine cannot know that the shopper has had it.
      exclude: visits.flatMap(([, bought]) => bought.filter((item) => isNew.has(item)).map(newId)),
      ...{ count: LENGTH, now: at * 1000, perType: 0 },
    });
    lists.push(items.map(({ id }) => indexOf.get(id)!));
  }
  return lists;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quality(lists: readonly number[][], targets: readonly number[][]): [number, number] {
  const measured = (metric: typeof recall): number =>
    mean(lists.map((list, i) => metric(list, new Set(targets[i]), LENGTH)));
  return [measured(recall), measured(ndcg)];
}

/** An item without text and picture cannot come back. */
function isDescribed(item: number): boolean {
  return features.present[2 * item] + features.present[2 * item + 1] > 0;
}

async function open(level: number | undefined): Promise<Engine> {
  const source = withSettings({ ...settings, level: level ?? 0 }, hidden);
  const engine = await Engine.open({ bundle, executor: 'js', source });
  await engine.removeItems([...isNew].map((item) => ids[item]));
  if (level === undefined) return engine;
  await engine.addItems(
    [...isNew].filter(isDescribed).map((item) => {
      const columns = known.items.row(item);
      const title = String(columns.title ?? ids[item]);
      return { ...columns, id: newId(item), title, features: itemFeatures(features, item) };
    }),
  );
  return engine;
}

/** Quality of the others' lists without any new item, by task. */
const before = new Map<string, [number, number]>();
console.log(
  `${isNew.size} of ${ids.length} items made new; lists of ${LENGTH} of what is new to the shopper`,
);
console.log('their popularity, by that of their kin:', popularityOfKin());
for (const level of [undefined, ...LEVELS]) {
  const engine = await open(level);
  for (const task of tasks) {
    const others = some(asked.known.get(task) ?? []);
    const lists = await listsOf(engine, others);
    const of = quality(
      lists,
      others.map(({ targets }) => [...targets]),
    );
    if (level === undefined) {
      before.set(task, of);
      console.log(
        `${task}, without new items: R@10 ${of[0].toFixed(4)}, NDCG@10 ${of[1].toFixed(4)}`,
      );
      continue;
    }
    const wanting = some(asked.new.get(task) ?? []);
    const wanted = wanting.map(({ targets }) =>
      targets.filter((item) => isNew.has(item)).map((item) => -1 - item),
    );
    const found = quality(await listsOf(engine, wanting), wanted);
    const times = new Map<number, number>();
    for (const item of lists.flat()) if (item < 0) times.set(item, (times.get(item) ?? 0) + 1);
    const counts = [...times.values()].sort((a, b) => b - a);
    const listed = counts.reduce((sum, count) => sum + count, 0);
    const top = counts.slice(0, LIKEST).reduce((sum, count) => sum + count, 0);
    const [keptRecall, keptNdcg] = of.map((value, m) => value / before.get(task)![m]);
    console.log(
      `level ${level}, ${task}: ${((100 * listed) / lists.flat().length).toFixed(2)} % of the places, ${counts.length} different, ` +
        `${listed === 0 ? 0 : Math.round((100 * top) / listed)} % of it ${LIKEST} of them; new R@10 ${found[0].toFixed(4)}, NDCG@10 ` +
        `${found[1].toFixed(4)} (${wanting.length} cases); elsewhere × ${keptRecall.toFixed(3)}, × ${keptNdcg.toFixed(3)} (${others.length})`,
    );
  }
  await engine.dispose();
}
