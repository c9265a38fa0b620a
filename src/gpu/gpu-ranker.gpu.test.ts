/** Whole recommendations on a real WebGPU device against the plain-TypeScript twin: lists, beams, traces, batches. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ranking, RankRequest } from '../core/executor';
import type { ShopSizes } from '../core/testing/made-up-shop';
import { BLEND, filtersOf, madeUpRequest } from '../core/testing/made-up-request';
import { GrowingShop, newItems } from '../core/testing/new-items';
import { openDevice } from './device';
import { pairOf, TOLERANCE, unexplained, type Pair } from './testing/pair';

let device: GPUDevice;
let usual: Pair;

beforeAll(async () => {
  ({ device } = await openDevice(navigator.gpu));
  usual = await pairOf(device, 31, { items: 90, types: 8 });
});

afterAll(async () => {
  await usual.gpu.dispose();
  device.destroy();
});

/** Asks both, compares, and gives both answers. */
async function same(pair: Pair, request: RankRequest): Promise<[Ranking, Ranking]> {
  const expected = await pair.js.rank({ ...request, trace: true });
  const found = await pair.gpu.rank(request);
  expect(unexplained(found, expected, () => undefined)).toBeUndefined();
  return [found, expected];
}

describe('a list', () => {
  test('has the items and scores of the twin, whatever is asked', async () => {
    const { sizes } = usual.shop;
    const filters = filtersOf(sizes.items, 3);
    let ties = 0;
    const property = fc.asyncProperty(
      fc.nat(10_000),
      filters,
      fc.constantFrom(0, 1, 2),
      fc.constantFrom(1, 5, 20, 80),
      async (seed, allowed, perType, count) => {
        const request = madeUpRequest(usual.shop, seed, {
          ...{ perType, count },
          ...(allowed && { allowed }),
        });
        const expected = await usual.js.rank({ ...request, trace: true });
        const found = await usual.gpu.rank(request);
        expect(unexplained(found, expected, () => ties++)).toBeUndefined();
      },
    );
    await fc.assert(property, { numRuns: 25, seed: 7 });
    // A comparison that explains everything away compares nothing.
    expect(ties).toBeLessThan(5);
  });

  test('comes from each term of the blend alone', async () => {
    const none = { generator: 0, prior: 0, dense: 0, frequency: 0, discount: 0 };
    for (const name of ['generator', 'prior', 'dense', 'frequency'] as const) {
      await same(
        usual,
        madeUpRequest(usual.shop, 5, { blend: { ...none, [name]: 1 }, novelty: 'any' }),
      );
    }
    await same(usual, madeUpRequest(usual.shop, 6, { blend: { ...BLEND, discount: 0 } }));
  });

  test('holds for no history, the longest, and a basket longer than a tile', async () => {
    await same(usual, madeUpRequest(usual.shop, 1, { visits: [], basket: [] }));
    const all = Array.from({ length: 90 }, (_, item) => item);
    const visits = all.map((item) => ({ items: [item, (7 * item) % 90] }));
    await same(usual, madeUpRequest(usual.shop, 2, { visits, basket: [], novelty: 'any' }));
    await same(
      usual,
      madeUpRequest(usual.shop, 3, { visits, basket: all.slice(0, 70), novelty: 'any' }),
    );
    const [found] = await same(usual, madeUpRequest(usual.shop, 4, { basket: all, visits }));
    expect(found.items).toHaveLength(0);
  });

  test('stops at a signal', async () => {
    const stopped = AbortSignal.abort();
    await expect(usual.gpu.rank(madeUpRequest(usual.shop, 1), stopped)).rejects.toMatchObject({
      code: 'call/aborted',
    });
  });
});

test('items that come later are ranked as the twin ranks them', async () => {
  const pair = await pairOf(device, 12);
  const shop = new GrowingShop(pair.shop, { level: 1.5, factor: 2 });
  for (const seed of [1, 2]) {
    // The second time there are more than a chunk holds.
    shop.admit(newItems(seed, seed === 1 ? 20 : 400));
    pair.js.accept(shop.growth);
    pair.gpu.accept(shop.growth);
    let listed = 0;
    for (let ask = 1; ask <= 6; ask++) {
      const [found] = await same(pair, madeUpRequest(pair.shop, ask, { count: 40 }));
      listed += found.items.filter((item) => item >= pair.shop.sizes.items).length;
    }
    expect(listed).toBeGreaterThan(0);
  }
  await pair.gpu.dispose();
});

describe('subgroups', () => {
  test('are used where the device has them, and not needed', async () => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    expect(device.features.has('subgroups')).toBe(adapter.features.has('subgroups'));
    const plain = await adapter.requestDevice();
    expect(plain.features.has('subgroups')).toBe(false);
    const without = await pairOf(plain, 31, { items: 90, types: 8 });
    for (let seed = 1; seed <= 8; seed++) {
      const request = madeUpRequest(without.shop, seed, { trace: true });
      const [found] = await same(without, request);
      const [withThem] = await same(usual, request);
      expect(found.items).toEqual(withThem.items);
    }
    await without.gpu.dispose();
    plain.destroy();
  });
});

describe('the beam', () => {
  test('keeps what the twin keeps, and its trace says so', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const request = madeUpRequest(usual.shop, seed, { trace: true });
      const [found, expected] = await same(usual, request);
      expect(found.beams.map((beam) => beam.item)).toEqual(expected.beams.map((beam) => beam.item));
      found.beams.forEach((beam, i) => {
        expect(Math.abs(beam.logProb - expected.beams[i].logProb)).toBeLessThan(TOLERANCE);
      });
      const plain = ({ trace }: Ranking): unknown =>
        trace?.levels.map((level) =>
          level.map(({ codes, items, kept }) => ({ codes, items, kept })),
        );
      expect(plain(found)).toEqual(plain(expected));
    }
  });
});

test('where all codes are equally likely, the lower item index decides', async () => {
  const pair = await pairOf(device, 31, { items: 90, types: 8 }, ({ tensors }) => {
    for (let level = 1; level <= 3; level++) {
      tensors.get(`level.${level}.code.weight.scale`)?.data.fill(0);
      tensors.get(`level.${level}.code.bias`)?.data.fill(0);
    }
  });
  const none = { generator: 1, prior: 0, dense: 0, frequency: 0, discount: 0 };
  const request = madeUpRequest(pair.shop, 2, {
    blend: none,
    visits: [],
    basket: [],
    novelty: 'any',
  });
  const [found, expected] = [await pair.gpu.rank(request), await pair.js.rank(request)];
  expect(Array.from(found.items)).toEqual(Array.from(expected.items));
  expect(found.beams.map((beam) => beam.item)).toEqual(expected.beams.map((beam) => beam.item));
  await pair.gpu.dispose();
});

describe('a batch', () => {
  test('of 32 questions, filters and caps mixed, answers each as alone', async () => {
    const { items } = usual.shop.sizes;
    const filters = [0, 1, 2].map((odd) =>
      Uint8Array.from({ length: items }, (_, item) => Number(item % 3 !== odd)),
    );
    const requests = Array.from({ length: 32 }, (_, i) =>
      madeUpRequest(usual.shop, 100 + i, {
        ...{ perType: i % 3, count: 3 + i, trace: i % 5 === 0 },
        ...(i % 4 < 3 && { allowed: filters[i % 4] }),
      }),
    );
    const answers = await Promise.all(requests.map((request) => usual.gpu.rank(request)));
    for (const [i, request] of requests.entries()) {
      const alone = await usual.js.rank({ ...request, trace: true });
      expect(unexplained(answers[i], alone, () => undefined)).toBeUndefined();
      expect(answers[i].trace === undefined).toBe(!request.trace);
    }
  });
});

describe('a catalogue', () => {
  // The beam holds 8: one item, two, one less, as many, one more; and every ID there can be.
  test.each([1, 2, 7, 8, 9, 512])('of %i items is ranked', async (items) => {
    const pair = await pairOf(device, items, { items });
    for (let seed = 1; seed <= 3; seed++) await same(pair, madeUpRequest(pair.shop, seed));
    await pair.gpu.dispose();
  });

  test('of more items than a chunk has its best found in several', async () => {
    const pair = await pairOf(device, 9, { items: 700, codebookSize: 16, types: 90 });
    for (let seed = 1; seed <= 3; seed++) await same(pair, madeUpRequest(pair.shop, seed));
    await pair.gpu.dispose();
  });
});

const SHAPES: Record<string, Partial<ShopSizes>> = {
  'four levels': { levels: 4, codebookSize: 5, items: 80 },
  'one level and no residuals': { levels: 1, codebookSize: 64, items: 50, residual: 0 },
  'odd widths': { dimension: 28, hidden: 13, wide: 33, residual: 5, beamWidth: 5, items: 70 },
};
test.each(Object.keys(SHAPES))('a model of %s is computed', async (name) => {
  const pair = await pairOf(device, 77, SHAPES[name]);
  for (let seed = 1; seed <= 3; seed++) await same(pair, madeUpRequest(pair.shop, seed));
  await pair.gpu.dispose();
});

test('a model too wide for a workgroup is refused by name', async () => {
  const wide = pairOf(device, 1, { wide: 1100 });
  await expect(wide).rejects.toMatchObject({
    code: 'runtime/unavailable',
    message: expect.stringContaining('1100 wide') as string,
  });
});
