/**
 * Texts read by an encoder that the bundle carries: nothing is hosted beside it. That it reads as the trainer does is
 * runtime/sentence-encoder.test.ts.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import golden from '../../contract/golden/sentences.json';
import type { Source } from '../bundle/sources';
import { Whitening } from '../encoders/whitening';
import type { Engine, EngineOptions } from './engine';
import { codeOf } from './testing/code-of';
import { fixtureWithEncoder, openCarrying } from './testing/fixture-with-encoder';

const [SIZE, WIDTH] = [32, 64];
/** A stored step in standard deviations. */
const STEP = 4 / 127;
const mean = Float32Array.from({ length: SIZE }, (_, i) => Math.sin(i) / 50);
const matrix = Float32Array.from({ length: SIZE * WIDTH }, (_, i) => 2 * Math.sin(i * i));
const at = (path: string): string => new URL(path, location.href).href;
const cases = golden.encoders.unigram;
const carried = Object.fromEntries(
  ['text_encoder.onnx', 'tokenizer.json', 'tokenizer_config.json'].map((name) => [
    name,
    at(`/contract/golden/encoders/unigram/${name}`),
  ]),
);
const said = {
  model: 'owner/unigram',
  revision: '',
  licence: '',
  size: SIZE,
  most_tokens: golden.most_tokens,
};

/** Addresses that were asked for. */
const asked: string[] = [];
let source: Source;
const arrays = {
  mean: { shape: [SIZE], values: mean },
  matrix: { shape: [SIZE, WIDTH], values: matrix },
};
const open = (changes: Partial<EngineOptions> = {}): Promise<Engine> =>
  openCarrying(source, asked, changes);

let engine: Engine;
beforeAll(async () => {
  source = await fixtureWithEncoder('text', said, arrays, carried);
  engine = await open();
});
afterAll(() => engine.dispose());

test('is not fetched before a text comes, and says whose it is', () => {
  expect(engine.info().encoders).toEqual({ text: said.model });
  expect(asked.filter((url) => url.endsWith('text_encoder.onnx'))).toEqual([]);
});

test('gives an item the codes of its text, in whatever script', async () => {
  const whitening = new Whitening(mean, matrix);
  const plain = cases.filter(
    ({ text, known }) => known && text === text.trim() && text.length < 25,
  );
  expect(plain.length).toBeGreaterThan(3);
  for (const [i, { text, embedding }] of plain.entries()) {
    const stored = whitening.apply(Float32Array.from(embedding));
    const known = { text: Float32Array.from(stored, (step) => step * STEP) };
    const [added] = await engine.addItems([{ id: `read-${i}`, title: text }]);
    expect(added.nearest).toEqual((await engine.encodeItem(known)).codes);
  }
  expect(asked.filter((url) => url.includes('/models/nothing/'))).toEqual([]);
});

test('reads a search, and again after it was let go', async () => {
  const { text } = cases[3];
  await engine.addItems([{ id: 'meant', title: text }]);
  const { parts, items } = await engine.search({ text, count: 3 });
  expect(parts).toEqual(['words', 'meaning']);
  expect(items.map(({ id }) => id)).toContain('meant');
  const other = await open();
  expect(await other.addItems([{ id: 'again', title: text }])).toHaveLength(1);
  await other.dispose();
});

test.each(['static', 'minilm'] as const)('has no stand-in: %s', async (textEncoder) => {
  const other = await open({ textEncoder });
  expect(await codeOf(other.addItems([{ id: 'x', title: 'tea' }]))).toBe('items/unsupported');
  await other.dispose();
});

test('is missed where its bundle lists no files of it', async () => {
  const bare = await open({ source: await fixtureWithEncoder('text', said, arrays) });
  const adding = bare.addItems([{ id: 'x', title: 'tea' }]);
  await expect(adding).rejects.toThrow(/text_encoder\.onnx/);
  expect(await codeOf(adding)).toBe('bundle/malformed');
  await bare.dispose();
});
