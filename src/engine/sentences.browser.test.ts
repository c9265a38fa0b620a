/**
 * Texts read by MiniLM in the engine: a small network of its kind, in a worker of its own, for a bundle whose features came from
 * it. That it reads as the trainer does is runtime/sentence-encoder.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import golden from '../../contract/golden/minilm.json';
import type { Source } from '../bundle/sources';
import { Whitening } from '../encoders/whitening';
import { Engine, type EngineOptions } from './engine';
import { codeOf } from './testing/code-of';
import { fixtureWithEncoder } from './testing/fixture-with-encoder';

const [SIZE, WIDTH] = [384, 64];
/** A stored step in standard deviations. */
const STEP = 4 / 127;
const mean = Float32Array.from({ length: SIZE }, (_, i) => Math.sin(i) / 50);
const matrix = Float32Array.from({ length: SIZE * WIDTH }, (_, i) => 2 * Math.sin(i * i));
const at = (path: string): string => new URL(path, location.href).href;

function source(encoder: 'minilm' | 'static'): Promise<Source> {
  return fixtureWithEncoder('text', encoder, {
    // That of the encoder that pages use otherwise: of no use here.
    mean: { shape: [SIZE], values: new Float32Array(SIZE).fill(9) },
    matrix: { shape: [SIZE, WIDTH], values: matrix },
    model_mean: { shape: [SIZE], values: mean },
  });
}

async function open(changes: Partial<EngineOptions> = {}): Promise<Engine> {
  return Engine.open({
    bundle: at('/models/fixture/'),
    encoders: at('/contract/golden/encoders/'),
    textEncoder: 'minilm',
    executor: 'js',
    source: await source('minilm'),
    ...changes,
  });
}

let engine: Engine;
beforeAll(async () => {
  engine = await open();
});
afterAll(() => engine.dispose());

test('an item has the codes of its text’s embedding, centred as the trainer did', async () => {
  const whitening = new Whitening(mean, matrix);
  const plain = golden.cases.filter(({ text }) => /^[A-Za-z ]+$/.test(text));
  expect(plain.length).toBeGreaterThan(2);
  for (const [i, { text, embedding }] of plain.entries()) {
    const stored = whitening.apply(Float32Array.from(embedding));
    const known = { text: Float32Array.from(stored, (step) => step * STEP) };
    const [added] = await engine.addItems([{ id: `read-${i}`, title: text }]);
    expect(added.nearest).toEqual((await engine.encodeItem(known)).codes);
    expect(added.parts.text).toBeDefined();
  }
});

test('a search by words knows what they mean by it', async () => {
  const { text } = golden.cases[0];
  await engine.addItems([{ id: 'meant', title: text }]);
  const { parts, items } = await engine.search({ text, count: 3 });
  expect(parts).toEqual(['words', 'meaning']);
  expect(items.map(({ id }) => id)).toContain('meant');
});

describe('what cannot be read', () => {
  test('is a text of no known piece', async () => {
    expect(await codeOf(engine.addItems([{ id: 'nothing', title: 'Жизнь' }]))).toBe('text/unknown');
  });

  test('is any text where the encoder is not hosted: the words of a search still answer', async () => {
    const without = await open({ encoders: at('/models/nothing/') });
    expect(await codeOf(without.addItems([{ id: 'x', title: 'apples' }]))).toBe(
      'encoder/unavailable',
    );
    const { parts, failure } = await without.search({ text: 'apples', count: 3 });
    expect(parts).toEqual(['words']);
    expect(failure?.code).toBe('encoder/unavailable');
    await without.dispose();
  });

  test('is a text for a bundle whose features came from another encoder', async () => {
    const other = await open({ source: await source('static') });
    const asked = other.addItems([{ id: 'x', title: 'apples' }]);
    await expect(asked).rejects.toThrow(/leave out textEncoder/);
    expect(await codeOf(asked)).toBe('items/unsupported');
    await other.dispose();
  });

  test('is an encoder that there is not', async () => {
    const unknown = 'bert' as 'minilm';
    expect(await codeOf(open({ textEncoder: unknown }))).toBe('input/invalid');
  });
});
