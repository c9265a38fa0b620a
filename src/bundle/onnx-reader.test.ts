import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecommenderError } from '../contract/errors';
import { readInitialisers } from './onnx-reader';

/** Protobuf by hand, so that the reader is not tested with its own idea of the format. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}
const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const bytes = (field: number, content: Iterable<number>): number[] => {
  const list = [...content];
  return [...varint(field * 8 + 2), ...varint(list.length), ...list];
};
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const raw = (values: Float32Array | Int32Array | Int8Array | BigInt64Array): Uint8Array =>
  new Uint8Array(values.buffer);
const tensor = (name: string, type: number, dims: number[], data: Uint8Array): number[] => [
  ...dims.flatMap((dim) => number(1, dim)),
  ...number(2, type),
  ...bytes(8, text(name)),
  ...bytes(9, data),
];
const model = (...tensors: number[][]): Uint8Array =>
  Uint8Array.from([
    ...number(1, 8),
    ...bytes(2, text('musicrec')),
    ...bytes(7, [
      ...bytes(1, [1, 2, 3]),
      ...tensors.flatMap((t) => bytes(5, t)),
      ...bytes(2, text('graph')),
    ]),
    ...bytes(8, number(2, 17)),
  ]);

const SMALL = model(
  tensor('a.weight', 3, [2, 3], raw(Int8Array.of(1, -2, 3, -4, 5, -128))),
  tensor('a.weight.scale', 1, [3], raw(Float32Array.of(0.5, -1.5, 2))),
  tensor('shape', 7, [2], raw(BigInt64Array.of(-1n, 3n))),
  tensor('rows', 6, [2], raw(Int32Array.of(-7, 7))),
  tensor('scalar', 1, [], raw(Float32Array.of(2.5))),
);

/** Parses, or throws a typed error; anything else is a defect. */
function survives(content: Uint8Array): void {
  try {
    readInitialisers(content, 'x.onnx');
  } catch (error) {
    expect(error).toBeInstanceOf(RecommenderError);
    expect((error as RecommenderError).code).toBe('bundle/malformed');
  }
}

test('reads names, dimensions and numbers, and skips what is not ours', () => {
  const found = readInitialisers(SMALL, 'x.onnx');
  expect([...found.keys()]).toEqual(['a.weight', 'a.weight.scale', 'rows', 'scalar']);
  expect(found.get('a.weight')).toEqual({
    dims: [2, 3],
    data: Int8Array.of(1, -2, 3, -4, 5, -128),
  });
  expect(found.get('a.weight.scale')?.data).toEqual(Float32Array.of(0.5, -1.5, 2));
  expect(found.get('rows')?.data).toEqual(Int32Array.of(-7, 7));
  expect(found.get('scalar')).toEqual({ dims: [], data: Float32Array.of(2.5) });
});

test('packed dimensions mean the same', () => {
  const packed = [
    ...bytes(1, [2, 1]),
    ...number(2, 3),
    ...bytes(8, text('p')),
    ...bytes(9, [1, 2]),
  ];
  expect(readInitialisers(model(packed), 'x.onnx').get('p')).toEqual({
    dims: [2, 1],
    data: Int8Array.of(1, 2),
  });
});

describe('refuses', () => {
  test.each([
    [
      'a shape that does not match the data',
      model(tensor('a', 1, [2], raw(Float32Array.of(1)))),
      /shape \[2\] has 4 bytes/,
    ],
    [
      'a shape beyond all memory',
      model(tensor('a', 3, [2 ** 40, 2 ** 40], new Uint8Array(4))),
      /has 4 bytes/,
    ],
    [
      'too many dimensions',
      model(tensor('a', 3, new Array<number>(9).fill(1), new Uint8Array(1))),
      /dimensions/,
    ],
    ['a nameless tensor', model(tensor('', 3, [1], new Uint8Array(1))), /no name/],
    [
      'the same name twice',
      model(tensor('a', 3, [1], new Uint8Array(1)), tensor('a', 3, [1], new Uint8Array(1))),
      /twice/,
    ],
    [
      'data in another file',
      model([...tensor('a', 3, [1], new Uint8Array(1)), ...number(14, 1)]),
      /another file/,
    ],
    ['an unknown wire type', Uint8Array.of(0x0b), /wire type 3/],
    ['field number 0', Uint8Array.of(0x00, 0x00), /field number 0/],
    ['a length beyond the end', Uint8Array.of(0x3a, 0x05, 0x00), /ends after its message/],
    ['an endless varint', new Uint8Array(40).fill(0xff), /too long or cut off/],
  ])('%s', (_, content, message) => {
    expect(() => readInitialisers(content, 'x.onnx')).toThrow(message);
    survives(content);
  });
});

describe.each([
  ['a hand-made file', SMALL],
  [
    'a level head',
    new Uint8Array(readFileSync(new URL('../../models/fixture/level_1.onnx', import.meta.url))),
  ],
])('%s', (_, whole) => {
  test('cut off anywhere, it parses or throws', () => {
    const step = Math.max(1, Math.floor(whole.length / 2000));
    for (let length = 0; length < whole.length; length += step) survives(whole.slice(0, length));
  });

  test('with bytes changed at random, it parses or throws, and never hangs', () => {
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const content = whole.slice();
        for (const { at, to } of changes) content[at] = to;
        survives(content);
      }),
      { numRuns: 2000 },
    );
  });
});

test('random bytes parse or throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives), { numRuns: 1000 });
});
