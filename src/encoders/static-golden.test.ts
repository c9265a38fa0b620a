/** The shipped static text encoder against what the trainer computes with the same files. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readInitialisers } from '../bundle/onnx-reader';
import { StaticText } from './static-text';

const file = (name: string): Buffer =>
  readFileSync(new URL(`../../models/encoders/static/${name}`, import.meta.url));
const encoder = new StaticText(
  readInitialisers(file('text-encoder.onnx'), 'text-encoder.onnx'),
  file('vocabulary.txt').toString(),
);
/** Each text's rows, whether they say anything, and the first 8 numbers of its embedding, zeros where no word is known. */
const golden = JSON.parse(file('golden.json').toString()) as {
  text: string;
  ids: number[];
  knows: boolean;
  embedding: number[];
}[];

test(`the same rows for ${golden.length} texts`, () => {
  expect(golden.length).toBeGreaterThan(0);
  const found = golden.map(({ text }) => ({ text, ids: encoder.tokens(text) }));
  expect(found).toEqual(golden.map(({ text, ids }) => ({ text, ids })));
});

test('the same ones say something', () => {
  const found = golden.map(({ text }) => ({ text, knows: encoder.knows(text) }));
  expect(found).toEqual(golden.map(({ text, knows }) => ({ text, knows })));
});

test('the same embeddings within 2e-6', () => {
  // The trainer adds in float32, which shows where thousands of pieces are added.
  const differences = golden.map(({ text, ids, embedding }) => {
    const own = encoder.embed(text) ?? new Float32Array(embedding.length);
    const apart = Math.max(...embedding.map((value, i) => Math.abs(value - own[i])));
    return ids.length > 1000 ? apart / 20 : apart;
  });
  expect(Math.max(...differences)).toBeLessThan(2e-6);
});

test.each([
  ...['oat milk', 'sunburn', 'aubergine or courgette', 'cockroaches', 'tofu curry'],
  ...['Apples, 1/2 lb!', 'Babe (1995)'],
])('understands %s', (text) => {
  expect(encoder.understands(text)).toBe(true);
});

test.each(['xqzwvk', 'asdf', 'qwertz', 'zzz', 'asdf 漢字漢字漢字漢字', '🌮', ''])(
  'does not understand %s',
  (text) => {
    expect(encoder.understands(text)).toBe(false);
  },
);
