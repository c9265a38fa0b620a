import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WordPiece } from './word-piece';

/** Made by the library `tokenizers`: trainer/tests/features/encoder_golden.py. */
const GOLDEN = JSON.parse(
  readFileSync(new URL('./testing/word-piece-golden.json', import.meta.url), 'utf8'),
) as { vocabulary: string[]; cases: { text: string; ids: number[] }[] };

const pieces = new WordPiece(GOLDEN.vocabulary);
const encode = (text: string): number[] => pieces.encode(text);

describe('positions are the library’s', () => {
  test.each(GOLDEN.cases)('$text', ({ text, ids }) => {
    expect(encode(text)).toEqual(ids);
  });
});

test('any text gives positions of the vocabulary', () => {
  const anything = fc.oneof(
    fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.string({
      unit: fc.constantFrom('a', 'é', 'ß', '茶', '\u0301', '\ud83c', '#', ' ', '$'),
      maxLength: 100,
    }),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const size = GOLDEN.vocabulary.length;
      expect(encode(text).every((id) => Number.isInteger(id) && id >= 0 && id < size)).toBe(true);
    }),
  );
});

test('the pieces of a word made of pieces, put together, are the word', () => {
  const plain = GOLDEN.vocabulary.filter((piece) => /^(##)?[a-z]+$/.test(piece));
  const [first, next] = [
    plain.filter((piece) => !piece.startsWith('##')),
    plain.filter((piece) => piece.startsWith('##')),
  ];
  const spelled = fc.tuple(fc.constantFrom(...first), fc.array(fc.constantFrom(...next)));
  fc.assert(
    fc.property(spelled, ([head, rest]) => {
      const word = [head, ...rest.map((piece) => piece.slice(2))].join('');
      const found = encode(word).map((id) => GOLDEN.vocabulary[id]);
      const joined = found.map((piece, at) => (at === 0 ? piece : piece.slice(2))).join('');
      // The longest piece first is greedy: it may run into a dead end, and then says nothing.
      expect(['', word]).toContain(joined);
      expect(found.slice(1).every((piece) => piece.startsWith('##'))).toBe(true);
    }),
  );
});

test('an empty vocabulary knows nothing', () => {
  expect(new WordPiece([]).encode('green tea')).toEqual([]);
});
