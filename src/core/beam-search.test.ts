import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beamSearch } from './beam-search';
import { Discount } from './discount';
import { LevelScores } from './level-scores';
import { BaseRule, Mask } from './mask';
import { JsModel } from './network/js-model';
import { madeUpShop } from './testing/made-up-shop';
import { Random } from './testing/random';

const shop = madeUpShop(21, { items: 80 });
const { catalogue, settings, tensors, tower, sizes } = shop;
const { trie, popularity } = catalogue;
const model = new JsModel({ manifest: settings, tensors, tower });

function scoresOf(seed: number): LevelScores {
  const random = new Random(seed);
  const state = Float32Array.from({ length: sizes.dimension }, () => random.normal());
  return new LevelScores(model, state, trie);
}

const seeds = fc.nat(1000);
const masks = fc.oneof(
  fc.constant([] as number[]),
  fc.uniqueArray(fc.nat(sizes.items - 1), { maxLength: sizes.items }),
  // All but a few.
  fc
    .uniqueArray(fc.nat(sizes.items - 1), { maxLength: 3 })
    .map((few) =>
      Array.from({ length: sizes.items }, (_, item) => item).filter((item) => !few.includes(item)),
    ),
);
const gammas = fc.constantFrom(undefined, 0.4);

test('a beam as wide as the catalogue equals scoring every allowed item', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, masks, gammas, async (seed, excluded, gamma) => {
      const mask = new Mask(trie, new BaseRule(trie), excluded);
      const discount =
        gamma === undefined ? {} : { discount: new Discount(trie, popularity, gamma) };
      const scores = scoresOf(seed);
      const found = await beamSearch({
        trie,
        mask,
        scores,
        width: sizes.items,
        trace: false,
        ...discount,
      });
      const all = [...trie.itemAt.keys()].filter((position) => mask.allowsPosition(position));
      const logProbs = await scoresOf(seed).logProbsOf(all);
      const owed = (position: number): number =>
        (gamma ?? 0) * Math.log(popularity[trie.itemAt[position]] + 1);
      const expected = all
        .map((position, i) => ({
          position,
          logProb: logProbs[i],
          score: logProbs[i] - owed(position),
        }))
        .sort((a, b) => b.score - a.score || trie.itemAt[a.position] - trie.itemAt[b.position]);
      expect([...found.positions]).toEqual(expected.map((e) => e.position));
      expected.forEach((e, i) => {
        expect(found.logProbs[i]).toBeCloseTo(e.logProb, 9);
      });
    }),
    { numRuns: 40 },
  );
});

test('survivors are valid, allowed, different and sorted, and as many as there can be', async () => {
  await fc.assert(
    fc.asyncProperty(
      seeds,
      masks,
      fc.integer({ min: 1, max: 20 }),
      async (seed, excluded, width) => {
        const mask = new Mask(trie, new BaseRule(trie), excluded);
        const { positions, logProbs } = await beamSearch({
          trie,
          mask,
          scores: scoresOf(seed),
          width,
          trace: false,
        });
        expect(new Set(positions).size).toBe(positions.length);
        for (const position of positions) expect(mask.allowsPosition(position)).toBe(true);
        expect([...logProbs]).toEqual([...logProbs].sort((a, b) => b - a));
        expect(positions.length).toBeLessThanOrEqual(width);
        // A kept prefix always has an allowed item below it, so a beam never runs dry.
        if (mask.total > 0) expect(positions.length).toBeGreaterThan(0);
        if (mask.total <= width) expect(positions.length).toBe(mask.total);
      },
    ),
    { numRuns: 60 },
  );
});

test('a trace shows the kept beams and the best of the pruned, best first', async () => {
  const mask = new Mask(trie, new BaseRule(trie), []);
  const search = { trie, mask, scores: scoresOf(1), width: 3 };
  const { trace, positions } = await beamSearch({ ...search, trace: true });
  expect(trace?.levels.length).toBe(sizes.levels);
  for (const [index, level] of (trace?.levels ?? []).entries()) {
    expect(level.map((beam) => beam.kept)).toEqual(level.map((_, rank) => rank < 3));
    expect(level.length).toBeLessThanOrEqual(15);
    expect(level.map((b) => b.logProb)).toEqual(level.map((b) => b.logProb).sort((a, b) => b - a));
    for (const beam of level) {
      expect(beam.codes.length).toBe(index + 1);
      const [lo, hi] = trie.range(beam.codes);
      expect(beam.items).toBe(hi - lo);
    }
  }
  const last = trace?.levels.at(-1)?.filter((beam) => beam.kept) ?? [];
  expect(last.map((beam) => beam.codes)).toEqual([...positions].map((p) => trie.codes(p)));
  expect((await beamSearch({ ...search, trace: false })).trace).toBeUndefined();
});
