/**
 * The networks against a slow, plain float64 reading of docs/bundle-format.md: no tiles, no skipped zeros, no scratch.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EncoderInput } from '../executor';
import { encoderInput } from '../history';
import { unpackCodes } from '../semantic-id';
import type { Tensor, Tensors } from '../tensor';
import { madeUpShop, madeUpVisits, type MadeUpShop } from '../testing/made-up-shop';
import { Random } from '../testing/random';
import { FusionNetwork } from './fusion-network';
import { JsModel } from './js-model';
import { Linear, ReluLinear } from './linear';

type Matrix = number[][];

function tensor(tensors: Tensors, name: string): Tensor {
  const found = tensors.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

/** A dequantised matrix; scales are per column unless it is a table. */
function matrix(tensors: Tensors, name: string, table = false): Matrix {
  const { dims, data } = tensor(tensors, name);
  const scale = data instanceof Int8Array ? tensor(tensors, `${name}.scale`).data : undefined;
  return Array.from({ length: dims[0] }, (_, r) =>
    Array.from({ length: dims[1] }, (__, c) =>
      Math.fround(data[r * dims[1] + c] * (scale === undefined ? 1 : scale[table ? r : c])),
    ),
  );
}

const vector = (tensors: Tensors, name: string): number[] => [...tensor(tensors, name).data];
const plus = (a: number[], b: number[]): number[] => a.map((value, i) => value + b[i]);
const relu = (a: number[]): number[] => a.map((value) => Math.max(0, value));
const dot = (a: number[], b: number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);
const times = (x: number[], w: Matrix): number[] =>
  w[0].map((_, c) =>
    dot(
      x,
      w.map((row) => row[c]),
    ),
  );
const linear = (tensors: Tensors, name: string, x: number[]): number[] =>
  plus(times(x, matrix(tensors, `${name}.weight`)), vector(tensors, `${name}.bias`));

function standardised(x: number[]): number[] {
  const mean = x.reduce((a, b) => a + b) / x.length;
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  return x.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
}

function norm(tensors: Tensors, name: string, x: number[]): number[] {
  const weight = vector(tensors, `${name}.weight`);
  return plus(
    standardised(x).map((value, i) => value * weight[i]),
    vector(tensors, `${name}.bias`),
  );
}

function softmax(x: number[]): number[] {
  const exps = x.map((value) => Math.exp(value - Math.max(...x)));
  return exps.map((value) => value / exps.reduce((a, b) => a + b));
}

/** state and query. */
function naiveEncode(shop: MadeUpShop, input: EncoderInput): { state: number[]; query: number[] } {
  const { tensors, settings, packed, residuals } = shop;
  const { dimension, heads, residual } = settings.model;
  const { levels } = settings.semantic_ids;
  const roles = matrix(tensors, 'encoder.role.weight');
  const itemVector = (item: number): number[] => {
    const steps = [...residuals.subarray(item * residual, (item + 1) * residual)];
    return unpackCodes(packed[item], levels).reduce(
      (sum, code, l) => plus(sum, matrix(tensors, `items.code.${l + 1}.weight`, true)[code]),
      times(steps, matrix(tensors, 'items.residual.weight')),
    );
  };
  const zeros = new Array<number>(dimension).fill(0);
  let x = [...input.items].map((item, row) =>
    plus(item < 0 ? zeros : itemVector(item), roles[input.roles[row]]),
  );
  const rows = x.length;
  for (let layer = 1; layer <= settings.model.layers; layer++) {
    const name = `encoder.${layer}`;
    const h = x.map((row) => norm(tensors, `${name}.norm1`, row));
    const [q, k, v] = ['query', 'key', 'value'].map((part) =>
      h.map((row) => linear(tensors, `${name}.${part}`, row)),
    );
    const width = dimension / heads;
    const attended = h.map((_, row) =>
      Array.from({ length: heads }, (__, head) => {
        const cut = (vectors: Matrix): Matrix =>
          vectors.map((values) => values.slice(head * width, (head + 1) * width));
        const [hq, hk, hv] = [cut(q), cut(k), cut(v)];
        const weights = softmax(
          hk.map(
            (key, other) =>
              dot(hq[row], key) / Math.sqrt(width) +
              (layer === 1 ? input.mask[row * rows + other] : 0),
          ),
        );
        return times(weights, hv);
      }).flat(),
    );
    x = x.map((row, i) => plus(row, linear(tensors, `${name}.output`, attended[i])));
    x = x.map((row) => {
      const up = relu(linear(tensors, `${name}.up`, norm(tensors, `${name}.norm2`, row)));
      return plus(row, linear(tensors, `${name}.down`, up));
    });
  }
  const state = norm(tensors, 'encoder.norm', x[0]);
  return { state, query: linear(tensors, 'dense', state) };
}

function naiveLogProbs(shop: MadeUpShop, state: number[], prefix: number[]): number[] {
  const name = `level.${prefix.length + 1}`;
  const hidden = prefix.reduce(
    (sum, code, i) => plus(sum, matrix(shop.tensors, `${name}.prefix.${i + 1}.weight`, true)[code]),
    linear(shop.tensors, `${name}.state`, state),
  );
  return softmax(linear(shop.tensors, `${name}.code`, relu(hidden))).map(Math.log);
}

const close = (found: ArrayLike<number>, expected: number[], tolerance = 1e-4): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(found[i] - value)).toBeLessThan(tolerance);
  });
};

// A residual of 1 and odd widths on purpose: panels have two columns, tiles four rows.
describe.each([
  madeUpShop(1),
  madeUpShop(2, { dimension: 20, hidden: 13, wide: 9, codebookSize: 7, residual: 1, levels: 4 }),
])('shop %#', (shop) => {
  const { settings, tensors, tower, sizes } = shop;
  const model = new JsModel({ manifest: settings, tensors, tower });

  test.each([
    [0, 0],
    [1, 0],
    [6, 0],
    [0, 2],
    [9, 3],
    [2, 7],
  ])('encodes %i visits and a basket of %i', async (visits, basket) => {
    const random = new Random(visits * 10 + basket);
    const input = encoderInput(
      madeUpVisits(random, sizes.items, visits),
      random.distinct(basket, sizes.items),
      'any',
      settings.model,
    );
    const { state, query } = await model.encode(input);
    const expected = naiveEncode(shop, input);
    close(state, expected.state);
    close(query, expected.query);
  });

  test('gives the log-probabilities of every level, whatever the number of prefixes', async () => {
    const random = new Random(4);
    const state = Float32Array.from({ length: sizes.dimension }, () => random.normal());
    for (let level = 1; level <= sizes.levels; level++) {
      for (const rows of level === 1 ? [1] : [1, 2, 5]) {
        const prefixes = Array.from({ length: rows }, () =>
          Array.from({ length: level - 1 }, () => random.below(sizes.codebookSize)),
        );
        const found = await model.logProbs(level, state, Int32Array.from(prefixes.flat()), rows);
        close(
          found,
          prefixes.flatMap((prefix) => naiveLogProbs(shop, [...state], prefix)),
        );
      }
    }
  });

  test('what a call finds of the one before changes nothing', async () => {
    const histories = [1, 2, 9].map((visits) =>
      madeUpVisits(new Random(visits), sizes.items, visits),
    );
    const calls = histories.flatMap((visits) =>
      [[], [1, 2], [3]].flatMap((basket) =>
        (['any', 'items'] as const).map((novelty) =>
          encoderInput(visits, basket, novelty, settings.model),
        ),
      ),
    );
    const alone = await Promise.all(
      calls.map((call) => new JsModel({ manifest: settings, tensors, tower }).encode(call)),
    );
    const random = new Random(6);
    for (let turn = 0; turn < 60; turn++) {
      const call = random.below(calls.length);
      expect(await model.encode(calls[call])).toEqual(alone[call]);
    }
    // The same items at other ranks are another history.
    const shifted = encoderInput([...histories[1], { items: [5] }], [], 'any', {
      ...settings.model,
    });
    close((await model.encode(shifted)).state, naiveEncode(shop, shifted).state);
  });
});

test('a linear layer gives a row the same numbers alone and among others', () => {
  const { tensors, sizes } = madeUpShop(7);
  const random = new Random(8);
  const layers = [
    new Linear(tensors, 'encoder.1.up', sizes.dimension),
    new ReluLinear(tensors, 'level.1.code', sizes.hidden),
  ];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...layers), (rows, layer) => {
      const x = Float32Array.from({ length: rows * layer.inputs }, () => random.normal());
      const all = new Float32Array(rows * layer.outputs);
      layer.apply(x, rows, all);
      const one = new Float32Array(layer.outputs);
      for (let row = 0; row < rows; row++) {
        layer.apply(x.slice(row * layer.inputs, (row + 1) * layer.inputs), 1, one);
        expect(all.slice(row * layer.outputs, (row + 1) * layer.outputs)).toEqual(one);
      }
    }),
  );
});

describe('the fusion encoder', () => {
  const shop = madeUpShop(11);
  const { settings, tensors, tower, fusionTensors, features } = shop;
  const model = new JsModel({
    manifest: settings,
    tensors,
    tower,
    loadFusion: () => Promise.resolve(fusionTensors),
  });

  interface Group {
    readonly shares: number[];
    readonly sum: number[];
  }

  /** What each group of experts says: of the modalities an item lacks, nothing. */
  function naiveGroups(
    text: number[] | undefined,
    image: number[] | undefined,
  ): Map<string, Group> {
    const missing = matrix(fusionTensors, 'fusion.missing');
    const group = (name: string, x: number[]): Group => {
      const shares = softmax(linear(fusionTensors, `fusion.${name}.gate`, x));
      const sum = shares.reduce<number[]>((soFar, share, k) => {
        const expert = `fusion.${name}.expert.${k + 1}`;
        const out = linear(
          fusionTensors,
          `${expert}.down`,
          relu(linear(fusionTensors, `${expert}.up`, x)),
        );
        return soFar.map((value, i) => value + share * out[i]);
      }, new Array<number>(settings.fusion.dimension).fill(0));
      return { shares, sum };
    };
    const both = [...(text ?? missing[0]), ...(image ?? missing[1])];
    const has = [text === undefined ? 0 : 1, image === undefined ? 0 : 1];
    const groups = new Map([['shared', group('shared', [...both, ...has])]]);
    if (text !== undefined) groups.set('text', group('text', text));
    if (image !== undefined) groups.set('image', group('image', image));
    return groups;
  }

  function naiveFuse(
    text: number[] | undefined,
    image: number[] | undefined,
  ): { codes: number[]; distances: number[] } {
    const total = [...naiveGroups(text, image).values()].map(({ sum }) => sum).reduce(plus);
    let rest = standardised(total);
    const codes: number[] = [];
    let distances: number[] = [];
    for (let level = 1; level <= settings.semantic_ids.levels; level++) {
      const book = matrix(fusionTensors, `codebook.${level}`);
      distances = book.map((word) =>
        word.reduce((sum, value, i) => sum + (rest[i] - value) ** 2, 0),
      );
      const code = distances.indexOf(Math.min(...distances));
      codes.push(code);
      rest = rest.map((value, i) => value - book[code][i]);
    }
    return { codes, distances };
  }

  const row = (name: 'text' | 'image', item: number): Float32Array => {
    const { values, width, scale } = features[name];
    return Float32Array.from(values.subarray(item * width, (item + 1) * width), (v) => v * scale);
  };

  test('gives the codes and distances of its definition, with any modality missing', async () => {
    for (let item = 0; item < 20; item++) {
      const given = {
        ...(item % 3 === 1 ? {} : { text: row('text', item) }),
        ...(item % 4 === 1 ? {} : { image: row('image', item) }),
      };
      const found = await model.fuse(given);
      const expected = naiveFuse(given.text && [...given.text], given.image && [...given.image]);
      expect(found.codes).toEqual(expected.codes);
      close(found.distances, expected.distances);
    }
  });

  test('tells its parts: how long each group is, and how its gate shares it out', () => {
    const { levels, codebook_size: codebookSize } = settings.semantic_ids;
    const network = new FusionNetwork(fusionTensors, { ...settings.fusion, levels, codebookSize });
    for (let item = 0; item < 12; item++) {
      const given = {
        ...(item % 3 === 1 ? {} : { text: row('text', item) }),
        ...(item % 4 === 1 ? {} : { image: row('image', item) }),
      };
      const { fused, parts } = network.parted(given);
      expect(fused).toEqual(network.fused(given));
      const groups = naiveGroups(given.text && [...given.text], given.image && [...given.image]);
      expect(Object.keys(parts)).toEqual([...groups.keys()]);
      const lengths = [...groups.values()].map(({ sum }) => Math.hypot(...sum));
      const all = lengths.reduce((a, b) => a + b);
      close(
        (['shared', 'text', 'image'] as const).flatMap((name) => parts[name]?.size ?? []),
        lengths.map((length) => length / all),
      );
      for (const [name, { shares }] of groups) {
        close(parts[name as keyof typeof parts]!.experts, shares);
      }
    }
  });

  test('refuses features of another width', async () => {
    await expect(model.fuse({ text: new Float32Array(3) })).rejects.toMatchObject({
      code: 'input/invalid',
    });
  });

  test('says so where a model was made without it', async () => {
    const without = new JsModel({ manifest: settings, tensors, tower });
    await expect(without.fuse({})).rejects.toMatchObject({ code: 'runtime/unavailable' });
  });
});

test('missing and misshapen weights are named', () => {
  const { settings, tensors, tower } = madeUpShop(1);
  const without = new Map(tensors);
  without.delete('level.2.code.bias');
  const make = (weights: Tensors): JsModel =>
    new JsModel({ manifest: settings, tensors: weights, tower });
  expect(() => make(without)).toThrow(/level\.2\.code\.bias/);
  const odd = new Map(tensors).set('dense.weight', { dims: [2, 3], data: new Int8Array(6) });
  expect(() => make(odd)).toThrow(/dense\.weight is \[2, 3\], not \[16, 16\]/);
  const floats = new Map(tensors).set('dense.weight', {
    dims: [16, 16],
    data: new Float32Array(256),
  });
  expect(() => make(floats)).toThrow(/dense\.weight is not int8/);
});
