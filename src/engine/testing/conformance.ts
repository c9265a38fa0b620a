/**
 * One suite for every executor: what a shop may rely on, whichever of them answers. Run in Node (conformance.test.ts) and,
 * where there is a GPU's programming interface, in a browser (conformance.gpu.test.ts).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBundle, type Bundle } from '../../bundle/bundle';
import type { Source } from '../../bundle/sources';
import type { ExecutorName, Kind, Recommendation } from '../../contract/recommend';
import { Engine } from '../engine';
import { Executors } from '../executors';
import { checkRequest, difference } from '../self-test';
import { SerialQueue } from '../serial-queue';
import { featuresOf, twinsOf } from './twins';

const NOW = Date.UTC(2024, 5, 1);
const HISTORY = [
  { at: NOW - 20 * 86_400_000, items: ['milk-01', 'bread-02', 'pasta-00'] },
  { at: NOW - 6 * 86_400_000, items: ['milk-01', 'apples-04', 'cheese-03'] },
];
const BASKET = ['pasta-03', 'tomatoes-01'];

export interface Conformance {
  readonly executors: readonly ExecutorName[];
  /** The fixture's folder, and where its bytes come from; the network by default. */
  readonly fixture: string;
  readonly source?: Source;
}

/** Declares the suite. */
export function describeConformance({ executors: ALL, fixture, source }: Conformance): void {
  const NETWORKS = ALL.filter((name) => name !== 'graph');
  const from = source === undefined ? {} : { source };

  let bundle: Bundle;
  const engines = {} as Record<ExecutorName, Engine>;
  const executors = {} as Record<ExecutorName, Executors>;

  beforeAll(async () => {
    bundle = await loadBundle(fixture, from);
    for (const name of ALL) {
      engines[name] = await Engine.open({ bundle: fixture, executor: name, ...from });
      const parts = { bundle, queue: new SerialQueue(), onChange: () => undefined };
      executors[name] = await Executors.open(parts, name);
    }
  });

  afterAll(async () => {
    for (const name of ALL) {
      await engines[name].dispose();
      await executors[name].dispose();
    }
  });

  const ids = (list: Recommendation): string[] => list.items.map((item) => item.id);

  describe.each(ALL)('the %s executor', (name) => {
    it('says who it is', async () => {
      const list = await engines[name].recommend({ kind: 'next', count: 5, now: NOW });
      expect(list.executor).toBe(name);
      expect(engines[name].info()).toMatchObject({ executor: name, failures: [] });
    });

    it.each(['next', 'complements', 'similar', 'trending'] as Kind[])(
      'gives %s lists as long as asked, best first, nothing twice',
      async (kind) => {
        for (const count of [1, 7, 40]) {
          const list = await engines[name].recommend({
            ...{ kind, count, history: HISTORY, basket: BASKET, item: 'milk-02', now: NOW },
          });
          expect(list.items).toHaveLength(count);
          expect(new Set(ids(list)).size).toBe(count);
          const scores = list.items.map((item) => item.score);
          expect(scores).toEqual([...scores].sort((a, b) => b - a));
          expect(scores.every(Number.isFinite)).toBe(true);
        }
      },
    );

    it('lists no more than there is when asked for more than the shop has', async () => {
      const list = await engines[name].recommend({ kind: 'next', count: 500, now: NOW });
      expect(list.items).toHaveLength(96);
    });

    it('gives a list to a shopper nobody knows', async () => {
      const list = await engines[name].recommend({
        kind: 'next',
        history: [],
        count: 10,
        now: NOW,
      });
      expect(list.items).toHaveLength(10);
    });

    it('never lists the basket', async () => {
      const request = {
        kind: 'complements',
        basket: BASKET,
        history: HISTORY,
        count: 90,
        now: NOW,
      };
      const list = await engines[name].recommend({ ...request, kind: 'complements' });
      expect(ids(list)).not.toEqual(expect.arrayContaining([BASKET[0]]));
      expect(ids(list)).not.toEqual(expect.arrayContaining([BASKET[1]]));
    });

    it('obeys filters, and fills the list from what they leave', async () => {
      const list = await engines[name].recommend({
        ...{ kind: 'next', history: HISTORY, count: 20, now: NOW },
        filter: { category: ['dairy'], maxPrice: 1000 },
      });
      expect(list.items).toHaveLength(20);
      for (const item of list.items) expect(item.category).toBe('dairy');
    });

    it('gives an empty list where a filter leaves nothing', async () => {
      for (const filter of [{ category: ['no such'] }, { ids: [] }, { minPrice: 1e9 }]) {
        const list = await engines[name].recommend({ kind: 'next', count: 5, filter, now: NOW });
        expect(list.items).toEqual([]);
      }
    });

    it('obeys exclude, novelty and an asked type cap', async () => {
      const request = { kind: 'next', history: HISTORY, count: 90, now: NOW } as const;
      const without = await engines[name].recommend({ ...request, exclude: ['butter-00', 'gone'] });
      expect(ids(without)).not.toContain('butter-00');
      const bought = new Set(HISTORY.flatMap((visit) => visit.items));
      const fresh = await engines[name].recommend({ ...request, novelty: 'items' });
      expect(fresh.items).toHaveLength(90);
      expect(ids(fresh).filter((id) => bought.has(id))).toEqual([]);
      const types = await engines[name].recommend({ ...request, novelty: 'types' });
      for (const item of types.items) {
        expect(['milk', 'bread', 'pasta', 'apples', 'cheese']).not.toContain(item.type);
      }
      const capped = await engines[name].recommend({ ...request, perType: 2 });
      expect(capped.items).toHaveLength(24);
    });

    it('answers the same question in the same way', async () => {
      const request = { kind: 'next', history: HISTORY, count: 20, now: NOW } as const;
      const [first, , second] = await Promise.all([
        engines[name].recommend(request),
        engines[name].recommend({ kind: 'complements', basket: BASKET, count: 9, now: NOW }),
        engines[name].recommend(request),
      ]);
      expect(second.items).toEqual(first.items);
    });

    it('takes a history of 10,000 items with duplicates', async () => {
      const history = Array.from({ length: 10_000 }, (_, i) => `milk-0${i % 8}`);
      const list = await engines[name].recommend({ kind: 'next', history, count: 10, now: NOW });
      expect(list.items).toHaveLength(10);
    });

    it('stops at a signal and answers the next call', async () => {
      const abort = new AbortController();
      const call = engines[name].recommend({ kind: 'next', count: 5 }, abort.signal);
      abort.abort();
      await expect(call).rejects.toMatchObject({ code: 'call/aborted' });
      const next = await engines[name].recommend({ kind: 'next', count: 5 });
      expect(next.items).toHaveLength(5);
    });

    it('traces only valid prefixes', async () => {
      const { trace } = await engines[name].recommend({ kind: 'next', count: 5, trace: true });
      if (name === 'graph') expect(trace).toBeUndefined();
      else expect(trace?.levels).toHaveLength(3);
    });
  });

  describe.each(NETWORKS)('the %s network', (name) => {
    it('gives the golden lists', async () => {
      const golden = await bundle.golden();
      expect(golden.cases.length).toBeGreaterThan(0);
      for (const check of golden.cases) {
        const { ranking } = await executors[name].rank(checkRequest(check, bundle.manifest));
        expect(difference(ranking, check, golden.tolerance)).toBeUndefined();
      }
    });

    it('gives the golden beams', async () => {
      const golden = await bundle.golden();
      // One case may have none: a shopper who had every type before.
      let survivors = 0;
      for (const check of golden.cases) {
        const { ranking } = await executors[name].rank(checkRequest(check, bundle.manifest));
        const found = {
          items: Int32Array.from(ranking.beams, (beam) => beam.item),
          scores: Float32Array.from(ranking.beams, (beam) => beam.logProb),
        };
        const beams = check.beams ?? [];
        survivors += beams.length;
        const expected = {
          items: beams.map((beam) => beam.item),
          scores: beams.map((beam) => beam.log_prob),
        };
        expect(difference(found, expected, golden.tolerance)).toBeUndefined();
      }
      expect(survivors).toBeGreaterThan(golden.cases.length);
    });

    it('gives items the golden codes', async () => {
      const golden = await bundle.golden();
      for (const { item, raw_codes, codes } of golden.features ?? []) {
        const found = await engines[name].encodeItem(await featuresOf(bundle, item));
        expect(found.codes).toEqual(raw_codes);
        expect(found.distances).toHaveLength(bundle.manifest.semantic_ids.codebook_size);
        expect(engines[name].describe(bundle.items.id(item)).codes).toEqual(codes);
      }
      expect(golden.features?.length).toBeGreaterThan(0);
    });
  });

  it.each(NETWORKS)('js and %s give the same lists', async (name) => {
    for (const kind of ['next', 'complements'] as const) {
      const request = { kind, history: HISTORY, basket: BASKET, count: 30, now: NOW };
      const js = await engines.js.recommend(request);
      const other = await engines[name].recommend(request);
      expect(ids(other)).toEqual(ids(js));
      other.items.forEach((item, i) => {
        expect(item.score).toBeCloseTo(js.items[i].score, 3);
      });
    }
  });

  describe('items that the page adds', () => {
    const TWINS = ['milk-02', 'bread-01', 'pasta-04', 'cheese-00', 'milk-05'];
    /** An engine of each executor with the same items added, one after the other and together. */
    const open = async (name: ExecutorName): Promise<Engine> => {
      const engine = await Engine.open({ bundle: fixture, executor: name, ...from });
      const [first, ...others] = await twinsOf(bundle, TWINS);
      await engine.addItems([first]);
      await engine.addItems(others);
      return engine;
    };

    it.each(ALL)('are listed by %s at once, as by js', async (name) => {
      const [engine, js] = [await open(name), await open('js')];
      for (const kind of ['next', 'complements'] as const) {
        const request = { kind, history: HISTORY, basket: BASKET, count: 60, perType: 0, now: NOW };
        const list = await engine.recommend(request);
        expect(list.executor).toBe(name);
        expect(list.items).toHaveLength(60);
        expect(ids(list).filter((id) => id.startsWith('new '))).not.toEqual([]);
        if (name === 'graph') continue;
        const twin = await js.recommend(request);
        expect(ids(list)).toEqual(ids(twin));
        list.items.forEach((item, i) => {
          expect(item.score).toBeCloseTo(twin.items[i].score, 3);
        });
      }
      for (const one of [engine, js]) await one.dispose();
    });

    it('are known to an executor that comes later', async () => {
      const engine = await Engine.open({ bundle: fixture, executor: 'auto', ...from });
      await engine.addItems(await twinsOf(bundle, TWINS));
      const { executor } = await engine.settled();
      const list = await engine.recommend({ kind: 'next', count: 101, perType: 0, now: NOW });
      expect(list.executor).toBe(executor);
      expect(list.items).toHaveLength(101);
      expect(engine.info()).toMatchObject({ items: 101, failures: [] });
      await engine.dispose();
    });
  });

  it('graph has no network to encode an item with', async () => {
    const call = engines.graph.encodeItem({ text: new Float32Array(64) });
    await expect(call).rejects.toMatchObject({ code: 'runtime/unavailable' });
  });
}
