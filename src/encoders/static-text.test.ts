import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecommenderError } from '../contract/errors';
import type { Tensor } from '../core/tensor';
import { StaticText } from './static-text';

const VOCABULARY = ['tea', 'green', '##s', 'taco', '-'];

/** Row r points along axis r, `r + 1` long; axis i is lifted to axis 3 i, with a minus. */
function tensors(): Map<string, Tensor> {
  const rows = new Int8Array(VOCABULARY.length * 128);
  VOCABULARY.forEach((_, r) => (rows[r * 128 + r] = r % 2 === 0 ? 100 : -100));
  const scale = Float32Array.from(VOCABULARY, (_, r) => (r + 1) / 100);
  const projection = new Float32Array(128 * 384);
  for (let i = 0; i < 128; i++) projection[i * 384 + 3 * i] = -1;
  return new Map<string, Tensor>([
    ['tokens.weight', { dims: [VOCABULARY.length, 128], data: rows }],
    ['tokens.weight.scale', { dims: [VOCABULARY.length], data: scale }],
    ['projection.weight', { dims: [128, 384], data: projection }],
  ]);
}
const encoder = new StaticText(tensors(), VOCABULARY.join('\n') + '\n');
const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    return error instanceof RecommenderError ? error.code : 'another error';
  }
  return undefined;
};

test('a text is the sum of its pieces at unit length', () => {
  const embedding = encoder.embed('Green Teas, green?')!;
  // tea 1, green −2 twice, ##s 3
  const length = Math.sqrt(1 + 16 + 9);
  const expected = [1 / length, -4 / length, 3 / length, 0];
  expected.forEach((value, i) => {
    expect(embedding[i]).toBeCloseTo(value, 6);
  });
  expect(embedding).toHaveLength(128);
});

test('lifting is the projection', () => {
  const embedding = encoder.embed('tea green')!;
  const lifted = encoder.lifted(embedding);
  expect(lifted).toHaveLength(384);
  expect(lifted[0]).toBe(-embedding[0]);
  expect(lifted[3]).toBe(-embedding[1]);
  expect(lifted[1]).toBe(0);
});

test('what has no known word has no embedding', () => {
  for (const text of ['', '   ', 'unheard of', '😀', '茶'])
    expect(encoder.embed(text)).toBeUndefined();
});

test('any text gives a unit vector or nothing', () => {
  const words = fc.array(fc.constantFrom(...VOCABULARY, 'x', '\n', '<b>', '\ud83c', '茶'));
  fc.assert(
    fc.property(words, (list) => {
      const embedding = encoder.embed(list.join(' '));
      if (embedding !== undefined) expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    }),
  );
});

describe('what does not fit together is refused', () => {
  test('a vocabulary of another length', () => {
    expect(codeOf(() => new StaticText(tensors(), 'tea\ngreen'))).toBe('bundle/malformed');
  });
  test.each(['tokens.weight', 'tokens.weight.scale', 'projection.weight'])('no %s', (name) => {
    const without = tensors();
    without.delete(name);
    expect(codeOf(() => new StaticText(without, VOCABULARY.join('\n')))).toBe('bundle/malformed');
  });
});
