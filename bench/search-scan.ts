/**
 * `npx tsx bench/search-scan.ts`: the first look by signs that a search takes of a catalogue of more than 50,000 items, against
 * comparing all: how much of the nearest it keeps, on the showcase's rows, and what both take on 100,000 and a million rows
 * mixed of these, in Node.
 */
import { loadBundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import type { FeatureTable, StoredFeatures } from '../src/core/features';
import { FLOOR, queryCosines } from '../src/core/search/match';
import { SignCodes } from '../src/core/search/sign-codes';
import { Random } from '../src/core/testing/random';
import { summary } from './timing';

const BUNDLE = new URL('../models/grocery/', import.meta.url).href;
const DEPTHS = [10, 50];
const STEP = 35;
const SIZES = [100_000, 1_000_000];
const ROUNDS = 15;

const bundle = await loadBundle(BUNDLE, { source: readDirectory });
const features = await bundle.features();
const count = bundle.items.size;

function rowOf({ text, image }: FeatureTable, item: number): Required<StoredFeatures> {
  const row = ({ values, width }: FeatureTable['text']): Int8Array =>
    values.subarray(item * width, (item + 1) * width);
  return { text: row(text), image: row(image) };
}

const codes = new SignCodes(features);
for (const name of ['text', 'image'] as const) {
  const kept = DEPTHS.map((): number[] => []);
  let looked = 0;
  let asked = 0;
  for (let item = 0; item < count; item += STEP) {
    const query = { [name]: rowOf(features, item)[name] };
    const near = codes.near(query, undefined, 10);
    const exact = queryCosines(query, features);
    const best = [...exact.keys()]
      .filter((other) => other !== item && exact[other] > FLOOR)
      .sort((a, b) => exact[b] - exact[a]);
    asked++;
    looked += near.reduce((sum, is) => sum + is, 0);
    DEPTHS.forEach((depth, d) => {
      const wanted = best.slice(0, depth);
      if (wanted.length === 0) return;
      kept[d].push(wanted.filter((other) => near[other] === 1).length / wanted.length);
    });
  }
  const mean = (values: readonly number[]): string =>
    ((100 * values.reduce((a, b) => a + b, 0)) / values.length).toFixed(1);
  console.log(
    `${name}: ${((100 * looked) / asked / count).toFixed(1)} % of ${count} items looked at again; kept of the nearest ` +
      DEPTHS.map((depth, d) => `${depth}: ${mean(kept[d])} %`).join(', '),
  );
}

/** Rows whose numbers come from the showcase's, column by column: as spread, but not alike in groups. */
function mixed(items: number): FeatureTable {
  const random = new Random(1);
  const mix = ({ values, width, scale }: FeatureTable['text']): FeatureTable['text'] => ({
    ...{ width, scale },
    values: Int8Array.from(
      { length: items * width },
      (_, at) => values[random.below(count) * width + (at % width)],
    ),
  });
  const present = new Uint8Array(2 * items).fill(1);
  return { text: mix(features.text), image: mix(features.image), present };
}

for (const items of SIZES) {
  const table = mixed(items);
  const signs = new SignCodes(table);
  const { text } = rowOf(table, 7);
  const timed = (work: () => void): number => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };
  const first = timed(() => signs.near({ text }, undefined, 10));
  const all: number[] = [];
  const some: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    all.push(timed(() => queryCosines({ text }, table)));
    some.push(timed(() => queryCosines({ text }, table, signs.near({ text }, undefined, 10))));
  }
  console.log(
    `${items} items, text: all ${summary(all).p50_ms.toFixed(1)} ms, by signs ${summary(some).p50_ms.toFixed(1)} ms (p50 of ${ROUNDS}); ` +
      `signs made once in ${first.toFixed(0)} ms`,
  );
}
