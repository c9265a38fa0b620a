/**
 * `npx tsx bench/dense-scan.ts BUNDLE WORK`: the look by prefixes that the dense head takes at a catalogue of more than 50,000
 * items, against looking at every item. How much of the best it keeps, and what that changes in lists, on a real bundle and its
 * validation questions, whose catalogue stands for a larger one: the same part of its prefixes and items is looked at. What
 * both take on made-up catalogues, in Node.
 */
import { pathToFileURL } from 'node:url';
import { loadBundle } from '../src/bundle/bundle';
import { readDirectory } from '../src/bundle/read-directory';
import type { RankRequest } from '../src/core/executor';
import { encoderInput } from '../src/core/history';
import { BaseRule, Mask } from '../src/core/mask';
import { DenseHead } from '../src/core/dense/dense-head';
import { LOOKED_AT, NearItems } from '../src/core/dense/near-items';
import { ItemTower } from '../src/core/item-tower';
import { JsModel } from '../src/core/network/js-model';
import { ModelRanker } from '../src/core/ranker';
import { Random } from '../src/core/testing/random';
import { blendOf } from '../src/engine/blend';
import { findCases, readCases, TASKS } from '../src/evaluate/cases';
import { bigShop } from './big-shop';
import { summary } from './timing';

/** Questions: every so many-th of the file. */
const STEP = 101;
const DEPTHS = [1, 10];
const LENGTH = 10;
/** Sizes a bundle stands for, and about how many prefixes of two codes they have (made-up IDs, big-shop.ts). */
const STANDS_FOR = [
  { items: 100_000, prefixes: 41_000 },
  { items: 1_000_000, prefixes: 65_000 },
];
const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 40;

const [bundlePath, work] = process.argv.slice(2);
const bundle = await loadBundle(pathToFileURL(`${bundlePath}/`).href, { source: readDirectory });
const { manifest, catalogue } = bundle;
const { tensors, tower } = await bundle.generator();
const model = new JsModel({ manifest, tensors, tower });
const { trie } = catalogue;
const everything = new Mask(trie, new BaseRule(trie), []);

const requests: RankRequest[] = [];
let line = 0;
for await (const { task, visits, basket } of readCases(findCases(work, bundlePath), 'validation')) {
  if (line++ % STEP !== 0) continue;
  const { kind, novelty } = TASKS[task];
  requests.push({
    visits: visits.map(([at, items]) => ({ at: at * 1000, items })),
    ...{ basket, novelty, blend: blendOf(manifest, kind, novelty) },
    ...{ count: LENGTH, perType: 0, trace: false },
  });
}

const mean = (values: readonly number[]): string =>
  ((100 * values.reduce((a, b) => a + b, 0)) / values.length).toFixed(1);

for (const stood of STANDS_FOR) {
  const part = (most: number, of: number, whole: number): number =>
    Math.max(1, Math.round(Math.min(1, most / of) * whole));
  let fine = 0;
  for (let lo = 0; lo < trie.size; lo = trie.runEnd(lo, trie.size, 2)) fine++;
  const most = {
    prefixes: part(LOOKED_AT.prefixes, stood.prefixes, fine),
    items: part(LOOKED_AT.items, stood.items, trie.size),
    whole: 0,
  };
  const near = new NearItems(trie, tower.residuals, manifest.model.residual, most);
  // Where so few are looked at that the candidates asked for are not among them, a list looks at all.
  const isComparable = most.items > 2 * manifest.decoding.extra_candidates;
  const kept = DEPTHS.map((): number[] => []);
  const alike: number[] = [];
  const rankers = [undefined, near].map(
    (looked) => new ModelRanker({ name: 'js', model, catalogue, tower, near: looked }),
  );
  for (const request of requests) {
    const { visits, basket, novelty } = request;
    const { query } = await model.encode(encoderInput(visits, basket, novelty, manifest.model));
    const logits = tower.logits(query);
    const seen = new Set(near.of(logits.query).items);
    DEPTHS.forEach((depth, d) => {
      const best = new DenseHead(logits, trie.size).best(everything, depth);
      kept[d].push(best.filter((item) => seen.has(item)).length / depth);
    });
    if (!isComparable) continue;
    const [exact, looked] = [await rankers[0].rank(request), await rankers[1].rank(request)];
    const listed = new Set(looked.items);
    alike.push(exact.items.filter((item) => listed.has(item)).length / exact.items.length);
  }
  console.log(
    `as of ${stood.items} items (${requests.length} questions): of the dense head's best ` +
      DEPTHS.map((depth, d) => `${depth} kept ${mean(kept[d])} %`).join(', of ') +
      (isComparable ? `; of a list of ${LENGTH} the same ${mean(alike)} %` : ''),
  );
}

for (const items of SIZES) {
  const { packed, residuals, catalogue: big } = bigShop(items, 1, manifest);
  const { levels, codebook_size: codebookSize } = manifest.semantic_ids;
  const { dimension, residual } = manifest.model;
  const many = new ItemTower(tensors, packed, residuals, {
    ...{ levels, codebookSize, dimension, residual },
  });
  const random = new Random(2);
  const mask = new Mask(big.trie, new BaseRule(big.trie), []);
  const timed = (work: () => void): number => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };
  let near: NearItems | undefined;
  const first = timed(
    () => (near = new NearItems(big.trie, residuals, residual, { ...LOOKED_AT, whole: 0 })),
  );
  const looks: [NearItems | undefined, number[]][] = [
    [undefined, []],
    [near, []],
  ];
  for (let round = 0; round < ROUNDS; round++) {
    const query = Float32Array.from({ length: dimension }, () => random.normal() / 4);
    for (const [look, times] of looks) {
      const best = (): unknown =>
        new DenseHead(many.logits(query), items, look).best(
          mask,
          manifest.decoding.extra_candidates,
        );
      times.push(timed(best));
    }
  }
  const [every, few] = looks.map(([, times]) => summary(times).p50_ms.toFixed(1));
  console.log(
    `${items} items: every item ${every} ms, by prefixes ${few} ms (p50 of ${ROUNDS}); prefixes made once in ${first.toFixed(0)} ms`,
  );
}
