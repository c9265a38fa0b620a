/**
 * Parity with the trainer: every committed bundle, read from disk, must give what its golden file says, through the
 * plain TypeScript network and ranker. A bundle that does not is not to be shipped.
 */
import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { encoderInput } from '../core/history';
import { JsModel } from '../core/network/js-model';
import { ModelRanker } from '../core/ranker';
import type { CheckCase } from './check-cases';
import { loadBundle } from './bundle';
import { readDirectory } from './read-directory';

/** Float32 against float64 sums, and values rounded to four decimals in a self-test. */
const NETWORK_TOLERANCE = 2e-4;

const MODELS = new URL('../../models/', import.meta.url);
const names = readdirSync(MODELS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  // Beside the bundles lie encoders, which are none.
  .filter((name) => existsSync(new URL(`${name}/manifest.json`, MODELS)));

test('there is a bundle to test with', () => {
  expect(names).toContain('fixture');
});

describe.each(names)('models/%s', async (name) => {
  const bundle = await loadBundle(pathToFileURL(new URL(name, MODELS).pathname).href, {
    source: readDirectory,
  });
  const { manifest, catalogue } = bundle;
  const { tensors, tower } = await bundle.generator();
  const model = new JsModel({
    manifest,
    tensors,
    tower,
    loadFusion: async () => (await bundle.fusion()).tensors,
  });
  const ranker = new ModelRanker({ name: 'js', model, catalogue, tower });
  const golden = await bundle.golden();
  const selftest = await bundle.selftest();

  const check = async (expected: CheckCase, tolerance: number): Promise<void> => {
    const { visits, basket, novelty } = expected;
    const near = (
      found: ArrayLike<number>,
      values: readonly number[],
      within = tolerance,
    ): void => {
      values.forEach((value, i) => {
        expect(Math.abs(found[i] - value)).toBeLessThanOrEqual(within);
      });
    };
    const { state } = await model.encode(encoderInput(visits, basket, novelty, manifest.model));
    near(state, expected.state_head);
    // The networks agree more closely than the tolerance of a whole list.
    const level1 = await model.logProbs(1, state, new Int32Array(0), 1);
    near(level1, expected.level_1, Math.min(tolerance, NETWORK_TOLERANCE));

    const blend = manifest.blend[`${expected.kind}.${novelty}`];
    if (blend === undefined) throw new Error(`no blend for ${expected.kind}.${novelty}`);
    const { items, scores, beams } = await ranker.rank({
      visits,
      basket,
      novelty,
      blend,
      count: expected.count,
      perType: manifest.defaults[expected.kind].per_type,
      trace: false,
      ...(expected.now === undefined ? {} : { now: expected.now }),
    });
    expect([...items]).toEqual(expected.items);
    near(scores, expected.scores);
    if (expected.beams === undefined) return;
    expect(beams.map((beam) => beam.item)).toEqual(expected.beams.map((beam) => beam.item));
    near(
      beams.map((beam) => beam.logProb),
      expected.beams.map((beam) => beam.log_prob),
    );
  };

  test.each(
    golden.cases.map(
      (expected, i) => [`${i}: ${expected.kind}, ${expected.novelty}`, expected] as const,
    ),
  )('golden case %s', async (_, expected) => {
    await check(expected, golden.tolerance);
  });

  test.each(selftest.cases.map((expected, i) => [i, expected] as const))(
    'self-test case %i',
    async (_, expected) => {
      await check(expected, selftest.tolerance);
    },
  );

  test('stored features give the golden codes', async () => {
    const { text, image, present } = await bundle.features();
    const row = (matrix: typeof text, item: number): Float32Array =>
      Float32Array.from(
        matrix.values.subarray(item * matrix.width, (item + 1) * matrix.width),
        (value) => value * matrix.scale,
      );
    expect(golden.features?.length).toBeGreaterThan(0);
    for (const { item, raw_codes, codes } of golden.features ?? []) {
      const found = await model.fuse({
        ...(present[2 * item] === 0 ? {} : { text: row(text, item) }),
        ...(present[2 * item + 1] === 0 ? {} : { image: row(image, item) }),
      });
      expect(found.codes).toEqual(raw_codes);
      expect(catalogue.trie.codes(catalogue.trie.positionOf[item])).toEqual(codes);
    }
  });
});
