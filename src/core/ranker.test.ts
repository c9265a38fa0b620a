import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beamSearch } from './beam-search';
import { bestOfArray, bestOfMap, popularityOrder } from './candidates';
import { NearItems } from './dense/near-items';
import { beamDiscount, Discount } from './discount';
import type { Executor, Ranking, RankRequest } from './executor';
import { encoderInput, excludedItems, ownFrequency } from './history';
import { LevelScores } from './level-scores';
import { BaseRule, Mask } from './mask';
import { JsModel } from './network/js-model';
import { accumulatePrior, priorSources } from './prior';
import { PriorRanker } from './prior-ranker';
import { ModelRanker } from './ranker';
import { scoreOf } from './score';
import { BLEND, filtersOf, madeUpRequest } from './testing/made-up-request';
import { madeUpShop } from './testing/made-up-shop';
import { TypeCap } from './type-cap';

const shop = madeUpShop(31, { items: 90, types: 8 });
const { catalogue, settings, tensors, tower, sizes, types } = shop;
const model = new JsModel({ manifest: settings, tensors, tower });
const parts = { name: 'js', model, catalogue, tower } as const;
const ranker = new ModelRanker(parts);
const few = { prefixes: 6, items: 8, whole: 10 };
const near = new NearItems(catalogue.trie, shop.residuals, sizes.residual, few);

const request = (seed: number, changes: Partial<RankRequest> = {}): RankRequest =>
  madeUpRequest(shop, seed, changes);

/** Items the call and its filter leave. */
function possible({ visits, basket, novelty, allowed }: RankRequest): number[] {
  const excluded = excludedItems(visits, basket, novelty, types);
  return [...types.keys()].filter((item) => allowed?.[item] !== 0 && !excluded.has(item));
}

function checkList(asked: RankRequest, { items, scores }: Ranking): void {
  const may = new Set(possible(asked));
  expect(new Set(items).size).toBe(items.length);
  for (const item of items) expect(may.has(item)).toBe(true);
  for (let i = 1; i < items.length; i++) {
    expect(scores[i]).toBeLessThanOrEqual(scores[i - 1]);
    if (scores[i] === scores[i - 1]) expect(items[i]).toBeGreaterThan(items[i - 1]);
  }
  const cap = new TypeCap(types, asked.perType, asked.basket);
  const counter = cap.counter();
  for (const item of items) expect(counter.add(item)).toBe(true);
  const most = cap.counter();
  for (const item of may) most.add(item);
  // As long as asked for, or everything there is.
  expect(items.length).toBe(Math.min(asked.count, most.length));
}

const asks = fc
  .record({
    seed: fc.nat(10_000),
    allowed: filtersOf(sizes.items, 12),
    perType: fc.constantFrom(0, 1, 2),
    count: fc.constantFrom(1, 5, 20, 60),
  })
  .map(({ seed, allowed, ...rest }) =>
    request(seed, { ...rest, ...(allowed === undefined ? {} : { allowed }) }),
  );

describe.each<[string, Executor]>([
  ['ModelRanker', ranker],
  ['ModelRanker of near items', new ModelRanker({ ...parts, near })],
  ['PriorRanker', new PriorRanker(catalogue)],
])('%s', (_, executor) => {
  test('lists are allowed, sorted, capped, and full where enough items are left', async () => {
    await fc.assert(
      fc.asyncProperty(asks, async (asked) => {
        checkList(asked, await executor.rank(asked));
      }),
      { numRuns: 120 },
    );
  });

  test('no item, one item, and a shopper without history', async () => {
    const none = request(1, { allowed: new Uint8Array(sizes.items) });
    expect((await executor.rank(none)).items.length).toBe(0);
    const one = new Uint8Array(sizes.items);
    one[17] = 1;
    const single = request(2, { allowed: one, visits: [], basket: [] });
    expect([...(await executor.rank(single)).items]).toEqual([17]);
    const stranger = request(3, { visits: [], basket: [] });
    checkList(stranger, await executor.rank(stranger));
  });

  test('the same question has the same answer', async () => {
    const asked = request(5);
    const { items, scores } = await executor.rank(asked);
    await executor.rank(request(6));
    expect(await executor.rank(asked)).toMatchObject({ items, scores });
  });

  test('a call that was aborted says so', async () => {
    await expect(executor.rank(request(1), AbortSignal.abort())).rejects.toMatchObject({
      code: 'call/aborted',
    });
  });
});

describe('ModelRanker', () => {
  /** Every possible item with the full score, best first. */
  async function exhaustive(asked: RankRequest): Promise<{ item: number; score: number }[]> {
    const { state, query } = await model.encode(
      encoderInput(asked.visits, asked.basket, asked.novelty, settings.model),
    );
    const { trie } = catalogue;
    const items = possible(asked);
    const logProbs = await new LevelScores(model, state, trie).logProbsOf(
      items.map((item) => trie.positionOf[item]),
    );
    const terms = {
      prior: accumulatePrior(
        catalogue.prior,
        priorSources(asked.visits, asked.basket, settings.prior),
      ),
      epsilon: settings.prior.epsilon,
      dense: tower.logits(query),
      frequency: ownFrequency(asked.visits, asked.now, settings.frequency),
      popularity: catalogue.popularity,
    };
    return items
      .map((item, i) => ({
        item,
        score: scoreOf(asked.blend, terms, item, logProbs[i]),
      }))
      .sort((a, b) => b.score - a.score || a.item - b.item);
  }

  test('with a beam as wide as the catalogue it equals scoring everything', async () => {
    const wide = {
      ...catalogue,
      settings: { ...settings, decoding: { beam_width: sizes.items, extra_candidates: 0 } },
    };
    const exact = new ModelRanker({ name: 'js', model, catalogue: wide, tower });
    for (let seed = 0; seed < 20; seed++) {
      const asked = request(seed, { count: 15 });
      const expected = (await exhaustive(asked)).slice(0, 15);
      const found = await exact.rank(asked);
      expect([...found.items]).toEqual(expected.map((e) => e.item));
      expected.forEach((e, i) => {
        expect(found.scores[i]).toBeCloseTo(e.score, 4);
      });
    }
  });

  test('extra candidates are scored exactly: no listed item has another score than its own', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const asked = request(seed, { perType: 1 });
      const all = new Map((await exhaustive(asked)).map((e) => [e.item, e.score]));
      const found = await ranker.rank(asked);
      found.items.forEach((item, i) => {
        expect(found.scores[i]).toBeCloseTo(all.get(item) ?? NaN, 4);
      });
    }
  });

  /** The list of docs/bundle-format.md with every candidate of every pass scored to the end. */
  async function unpruned(asked: RankRequest): Promise<number[]> {
    const { trie } = catalogue;
    const { beam_width: width, extra_candidates: extra } = settings.decoding;
    const scored = new Map((await exhaustive(asked)).map((e) => [e.item, e.score]));
    const { state, query } = await model.encode(
      encoderInput(asked.visits, asked.basket, asked.novelty, settings.model),
    );
    const prior = accumulatePrior(
      catalogue.prior,
      priorSources(asked.visits, asked.basket, settings.prior),
    );
    const own = ownFrequency(asked.visits, asked.now, settings.frequency);
    const known = new Set<number>();
    const pass = async (mask: Mask): Promise<void> => {
      const { dense } = asked.blend;
      const gamma = beamDiscount(asked.blend);
      const scores = new LevelScores(model, state, trie);
      const { positions } = await beamSearch({
        trie,
        mask,
        scores,
        width,
        trace: false,
        ...(gamma === 0 ? {} : { discount: new Discount(trie, catalogue.popularity, gamma) }),
      });
      for (const position of positions) known.add(trie.itemAt[position]);
      for (const item of bestOfMap(prior, mask, extra)) known.add(item);
      if (dense !== 0) {
        for (const item of bestOfArray(tower.logits(query).all(sizes.items), mask, extra))
          known.add(item);
      }
      if (asked.novelty === 'any') for (const item of bestOfMap(own, mask, extra)) known.add(item);
    };
    const rule = new BaseRule(trie, asked.allowed);
    const cap = new TypeCap(types, asked.perType, asked.basket);
    const excluded = [
      ...excludedItems(asked.visits, asked.basket, asked.novelty, types),
      ...cap.filled(),
    ];
    const mask = new Mask(trie, rule, excluded);
    await pass(mask);
    let counter = cap.counter();
    for (const item of known) counter.add(item);
    if (counter.length < asked.count && asked.perType > 0) {
      const full = [...types.keys()].filter((item) => counter.full(types[item]));
      await pass(new Mask(trie, rule, [...excluded, ...full, ...known]));
    }
    counter = cap.counter();
    for (const item of known) counter.add(item);
    for (const item of popularityOrder(catalogue.popularity)) {
      if (counter.length >= asked.count) break;
      if (!known.has(item) && mask.allowsItem(item) && counter.add(item)) known.add(item);
    }
    const ranked = [...known].sort(
      (a, b) => (scored.get(b) ?? NaN) - (scored.get(a) ?? NaN) || a - b,
    );
    return cap.choose(ranked, asked.count).map((i) => ranked[i]);
  }

  test('giving up hopeless candidates changes no list', async () => {
    const blends = fc.constantFrom(
      BLEND,
      { ...BLEND, generator: 0 },
      { ...BLEND, generator: 0.3, prior: 1, frequency: -0.5 },
      { ...BLEND, dense: 0, discount: 0 },
    );
    await fc.assert(
      fc.asyncProperty(asks, blends, async (ask, blend) => {
        const asked = { ...ask, blend };
        expect([...(await ranker.rank(asked)).items]).toEqual(await unpruned(asked));
      }),
      { numRuns: 80 },
    );
  });

  test('a blend of the prior alone lists what the prior points to', async () => {
    const blend = { generator: 0, prior: 1, dense: 0, frequency: 0, discount: 0 };
    const asked = request(8, { blend, basket: [1, 2, 3, 4, 5, 6, 7], count: 3, novelty: 'items' });
    const prior = accumulatePrior(
      catalogue.prior,
      priorSources(asked.visits, asked.basket, settings.prior),
    );
    const best = possible(asked)
      .filter((item) => prior.has(item))
      .sort((a, b) => (prior.get(b) ?? 0) - (prior.get(a) ?? 0))
      .slice(0, 3);
    expect([...(await ranker.rank(asked)).items]).toEqual(best);
  });

  test('beams and trace belong to the first pass; a trace only comes when asked for', async () => {
    const traced = await ranker.rank(request(9, { trace: true, novelty: 'any' }));
    expect(traced.trace?.levels.length).toBe(sizes.levels);
    expect(traced.beams.length).toBe(sizes.beamWidth);
    expect((await ranker.rank(request(9))).trace).toBeUndefined();
  });
});

test('PriorRanker orders by prior, then by what is popular', async () => {
  const asked = request(12, { basket: [1, 2, 3, 4, 5], novelty: 'items', count: 90 });
  const { settings: protocol, prior, popularity } = catalogue;
  const fromPrior = accumulatePrior(
    prior,
    priorSources(asked.visits, asked.basket, protocol.prior),
  );
  const { items } = await new PriorRanker(catalogue).rank(asked);
  const unknown = [...items].filter((item) => !fromPrior.has(item));
  expect(unknown.length).toBeGreaterThan(5);
  const sold = unknown.map((item) => popularity[item]);
  expect(sold).toEqual([...sold].sort((a, b) => b - a));
  // The strongest neighbour leads.
  const strongest = possible(asked)
    .filter((item) => fromPrior.has(item))
    .sort((a, b) => (fromPrior.get(b) ?? 0) - (fromPrior.get(a) ?? 0))[0];
  expect([...items].slice(0, 3)).toContain(strongest);
});

test('PriorRanker cannot encode an item', async () => {
  await expect(new PriorRanker(catalogue).fuse()).rejects.toMatchObject({
    code: 'runtime/unavailable',
  });
});
