/**
 * `npx tsx bench/search.ts`: how well and how fast the search of models/grocery finds things, by words, by
 * meaning and by both, in Node. What is asked and how it is counted: README.md. The weights of meaning and feedback are chosen on
 * validation queries; what is reported beside it are test queries, other ones.
 */
import { loadBundle } from '../src/bundle/bundle';
import { fetchTextEncoder } from '../src/bundle/encoder-files';
import { readDirectory } from '../src/bundle/read-directory';
import {
  bestMatches,
  blendMatches,
  MEANING,
  queryCosines,
  type MeaningWeight,
} from '../src/core/search/match';
import { FEEDBACK, reinforced, type FeedbackWeight } from '../src/core/search/feedback';
import { Random } from '../src/core/testing/random';
import { StaticText } from '../src/encoders/static-text';
import { Whitening } from '../src/encoders/whitening';
import { ShopCatalogue } from '../src/engine/catalogue';
import { LexicalIndex } from '../src/engine/lexical-index';
import { Searcher } from '../src/engine/searcher';
import { TEST_INTENTS, VALIDATION_INTENTS, type Intent } from './search-intents';
import { queryOf, shuffled, SLIPS } from './search-queries';
import { summary, type Timing } from './timing';

const MODELS = new URL('../models/', import.meta.url);
const SEED = 7;
const KNOWN_ITEMS = 500;
const LISTED = 10;
const WEIGHTS = [0.1, 0.3, 0.5, 0.8].flatMap((least) =>
  [0, 1, 2, 4, 8, 16].map((open) => ({ least, open })),
);
const FEEDBACKS = [3, 5, 10, 20].flatMap((first) =>
  [0, 0.5, 1, 2, 4].map((open) => ({ first, open })),
);

interface Query {
  /** Queries of one kind are counted together. */
  readonly kind: string;
  readonly text: string;
  /** The right items. */
  readonly right: ReadonlySet<number>;
  readonly lexical: ReadonlyMap<number, number>;
  /** (N) */
  readonly cosines: Float64Array | undefined;
}

type Score = (query: Query) => Float64Array;

const bundle = await loadBundle(new URL('grocery/', MODELS).href, { source: readDirectory });
const features = await bundle.features();
const shop = new ShopCatalogue(bundle.items, bundle.catalogue.types);
const everything = Array.from({ length: shop.size }, (_, item) => item);
const { tensors, vocabulary } = await fetchTextEncoder(new URL('encoders/static/', MODELS).href, {
  source: readDirectory,
});
const encoder = new StaticText(tensors, vocabulary);
const { mean, matrix } = await bundle.whitening('text');
const whitening = new Whitening(mean, matrix);

function encode(text: string): Int8Array | undefined {
  const embedding = encoder.embed(text);
  return embedding === undefined ? undefined : whitening.apply(encoder.lifted(embedding));
}

const started = performance.now();
const index = await LexicalIndex.open(shop);
index.add(everything);
const indexMs = performance.now() - started;
/** Of titles alone: words of types and categories are then held out. */
const titles = await LexicalIndex.open({
  cell: (column, item) => (column === 'title' ? shop.cell('title', item) : null),
});
titles.add(everything);

function query(kind: string, text: string, right: Iterable<number>, words = index): Query {
  const encoded = encode(text);
  return {
    kind,
    text,
    right: new Set(right),
    lexical: words.search(text),
    cosines: encoded === undefined ? undefined : queryCosines({ text: encoded }, features),
  };
}

const random = new Random(SEED);
const validation: Query[] = [];
const test: Query[] = [];

/** Half of the subjects for choosing, half for reporting. */
function split<T>(subjects: readonly T[], queries: (subject: T) => Query[]): void {
  const half = subjects.length >> 1;
  validation.push(...subjects.slice(0, half).flatMap(queries));
  test.push(...subjects.slice(half).flatMap(queries));
}

split(random.distinct(KNOWN_ITEMS, shop.size), (item) =>
  SLIPS.map((slip) => query(slip, queryOf(String(shop.cell('title', item)), slip, random), [item])),
);
const named = new Map<string, number[]>();
for (const column of ['type', 'category'] as const) {
  const groups = new Map<string, number[]>();
  for (const item of everything) {
    const name = String(shop.cell(column, item));
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  split(shuffled([...groups], random), ([name, items]) => [
    query(column, name, items),
    query(`${column}, held out`, name, items, titles),
  ]);
  for (const [name, items] of groups) named.set(name, [...(named.get(name) ?? []), ...items]);
}
function answered({ text, right }: Intent): Query {
  const items = right.map((name) => {
    const found = named.get(name);
    if (found === undefined) throw new Error(`No type or category is called ${name} ("${text}").`);
    return found;
  });
  return query('intent', text, items.flat());
}
validation.push(...VALIDATION_INTENTS.map(answered));
test.push(...TEST_INTENTS.map(answered));

const words: Score = ({ lexical }) => blendMatches(lexical, undefined, shop.size);
const meaning: Score = ({ cosines }) =>
  cosines?.map((cosine) => Math.max(0, cosine)) ?? new Float64Array(shop.size);
const both =
  (weight: MeaningWeight, feedback: FeedbackWeight): Score =>
  ({ lexical, cosines }) => {
    const scores = blendMatches(lexical, cosines, shop.size, weight);
    return cosines ? reinforced(scores, lexical, features, undefined, feedback) : scores;
  };

interface Quality {
  /** Of the first right item, in the list of ten. */
  readonly mrr: number;
  readonly recall: number;
  /** Right ones of ten, or of as many as there are. */
  readonly precision: number;
}

function qualityOf(asked: readonly Query[], score: Score): Quality {
  const total = { mrr: 0, recall: 0, precision: 0 };
  for (const one of asked) {
    const list = bestMatches(score(one), undefined, LISTED).items;
    const found = list.filter((item) => one.right.has(item)).length;
    const first = list.findIndex((item) => one.right.has(item));
    total.mrr += first < 0 ? 0 : 1 / (first + 1);
    total.recall += first < 0 ? 0 : 1;
    total.precision += found / Math.min(LISTED, one.right.size);
  }
  const { length } = asked;
  return {
    mrr: total.mrr / length,
    recall: total.recall / length,
    precision: total.precision / length,
  };
}

const isKnownItem = (kind: string): boolean => SLIPS.some((slip) => slip === kind);
const ofKind = (asked: readonly Query[], kind: string): Query[] =>
  asked.filter((one) => one.kind === kind);
const kinds = [...new Set(test.map(({ kind }) => kind))];

/** What a weight is chosen by: MRR of known items, precision of the others, every kind alike. */
function goal(weight: MeaningWeight, feedback: FeedbackWeight): number {
  const each = kinds.map((kind) => {
    const { mrr, precision } = qualityOf(ofKind(validation, kind), both(weight, feedback));
    return isKnownItem(kind) ? mrr : precision;
  });
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}

console.log('Weight of meaning, mean over the kinds of validation queries:');
for (const weight of WEIGHTS) {
  console.log(`  least ${weight.least}, open ${weight.open}: ${goal(weight, FEEDBACK).toFixed(4)}`);
}
console.log('Of what the best matches have in common:');
for (const feedback of FEEDBACKS) {
  const reached = goal(MEANING, feedback).toFixed(4);
  console.log(`  first ${feedback.first}, open ${feedback.open}: ${reached}`);
}
console.log(`\nTest queries, ${JSON.stringify({ MEANING, FEEDBACK })}:`);
console.log(`${''.padEnd(34)}   words  meaning    both`);
const row = (name: string, values: readonly number[]): void => {
  console.log(`${name.padEnd(34)}${values.map((value) => value.toFixed(3).padStart(8)).join('')}`);
};
for (const kind of kinds) {
  const asked = ofKind(test, kind);
  const [a, b, c] = [words, meaning, both(MEANING, FEEDBACK)].map((score) =>
    qualityOf(asked, score),
  );
  const name = `${kind} (${asked.length})`;
  if (isKnownItem(kind)) {
    row(`${name} MRR@10`, [a.mrr, b.mrr, c.mrr]);
    row(`${name} Recall@10`, [a.recall, b.recall, c.recall]);
  } else row(`${name} precision@10`, [a.precision, b.precision, c.precision]);
}

const searcher = new Searcher({
  shop,
  features: () => Promise.resolve(features),
  texts: {
    supported: true,
    encode: (text) => Promise.resolve(encode(text)),
    understands: (text) => Promise.resolve(encoder.understands(text)),
  },
  look: () => Promise.reject(new Error('No picture is given here.')),
  rank: () => Promise.reject(new Error('No history is given here.')),
});
const times = { encode: [] as number[], match: [] as number[] };
for (const { text } of [...validation.slice(0, 100), ...test]) {
  const { timings } = await searcher.search({ text, count: LISTED });
  times.encode.push(timings.encodeMs);
  times.match.push(timings.matchMs);
}
const ms = ({ p50_ms, p95_ms }: Timing): string =>
  `p50 ${p50_ms.toFixed(2)} ms, p95 ${p95_ms.toFixed(2)} ms`;
console.log(`\nReading the words of ${shop.size} items: ${indexMs.toFixed(0)} ms`);
console.log(`Encoding a query: ${ms(summary(times.encode.slice(100)))}`);
console.log(`Searching after it: ${ms(summary(times.match.slice(100)))}`);
