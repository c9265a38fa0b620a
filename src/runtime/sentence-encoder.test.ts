/**
 * Readers of sentences against the trainer's: a small network of MiniLM's kind (contract/golden/minilm.json), and what a bundle
 * carries, by kind of tokenizer (contract/golden/sentences.json).
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentenceFiles } from '../contract/wire';
import { SentenceEncoder } from './sentence-encoder';

interface Golden {
  readonly cases: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly embedding: readonly number[];
  }[];
}

const GOLDEN = new URL('../../contract/golden/', import.meta.url);
const FOLDER = new URL('encoders/all-MiniLM-L6-v2/', GOLDEN);
const text = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
const { cases } = JSON.parse(readFileSync(new URL('minilm.json', GOLDEN), 'utf8')) as Golden;
const files = (): SentenceFiles => ({
  model: new Uint8Array(readFileSync(new URL('onnx/model_quantized.onnx', FOLDER))),
  tokenizer: text('tokenizer.json'),
  tokenizerConfig: text('tokenizer_config.json'),
  mostTokens: 128,
});

let encoder: SentenceEncoder;
beforeAll(async () => {
  encoder = await SentenceEncoder.create(files());
});
afterAll(() => encoder.release());

describe('a text', () => {
  it.each(cases.map(({ text: one }, i) => [i, one.slice(0, 30)] as const))(
    'has the trainer’s tokens and embedding: %i, %j',
    async (i) => {
      const { text: one, ids, embedding } = cases[i];
      expect(encoder.tokens(one)).toEqual(ids);
      const found = await encoder.embed(one);
      if (found === undefined) {
        // Nothing but marks and what is unknown: the trainer embeds those too, a page says that it knows nothing.
        expect(ids.length).toBeLessThanOrEqual(3);
        return;
      }
      const error = found.map((value, d) => Math.abs(value - embedding[d]));
      expect(Math.max(...error)).toBeLessThan(1e-5);
    },
  );

  it('of no known piece says nothing', async () => {
    expect(await encoder.embed('')).toBeUndefined();
    expect(await encoder.embed('Жизнь')).toBeUndefined();
  });
});

describe('files that are not what they should be', () => {
  it.each<[string, Partial<SentenceFiles>]>([
    ['a model of other bytes', { model: new Uint8Array(100) }],
    ['a tokenizer that is no JSON', { tokenizer: '<html>' }],
    ['a configuration that is no JSON', { tokenizerConfig: '' }],
  ])('%s', async (_, wrong) => {
    await expect(SentenceEncoder.create({ ...files(), ...wrong })).rejects.toMatchObject({
      code: 'encoder/unavailable',
    });
  });
});

interface OwnCase {
  readonly text: string;
  readonly ids: readonly number[];
  readonly known: boolean;
  readonly embedding: readonly number[];
}
const own = JSON.parse(readFileSync(new URL('sentences.json', GOLDEN), 'utf8')) as {
  readonly most_tokens: number;
  readonly encoders: Readonly<Record<string, readonly OwnCase[]>>;
};

describe.each(Object.keys(own.encoders))('an encoder of a bundle, %s', (name) => {
  const at = (file: string): Buffer => readFileSync(new URL(`encoders/${name}/${file}`, GOLDEN));
  let read: SentenceEncoder;
  beforeAll(async () => {
    read = await SentenceEncoder.create({
      model: new Uint8Array(at('text_encoder.onnx')),
      tokenizer: String(at('tokenizer.json')),
      tokenizerConfig: String(at('tokenizer_config.json')),
      mostTokens: own.most_tokens,
    });
  });
  afterAll(() => read.release());

  it.each(own.encoders[name].map((one) => [one.text.slice(0, 30), one] as const))(
    'has the trainer’s tokens and embedding: %j',
    async (_, { text: one, ids, known, embedding }) => {
      expect(read.tokens(one)).toEqual(ids);
      const found = await read.embed(one);
      expect(found !== undefined).toBe(known);
      const error = found?.map((value, d) => Math.abs(value - embedding[d])) ?? [0];
      expect(Math.max(...error)).toBeLessThan(1e-5);
    },
  );
});
