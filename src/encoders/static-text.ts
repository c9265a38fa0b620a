/**
 * The static text encoder: a text is the sum of its pieces' vectors, at unit length. No network and no runtime, so it works
 * in every browser, in about 10 µs a title. It does not fetch: its weights and its vocabulary are given to it.
 *
 * Weights: `tokens.weight` int8 (V, 128) with `tokens.weight.scale` (V), and `projection.weight` (128, 384), which lifts an
 * embedding into the space of the larger text encoder.
 */
import { floatTensor, int8Tensor, type Tensors } from '../core/tensor';
import { WordPiece } from './word-piece';

const SIZE = 128;
/** Letters of a piece, on average, up to which a text is no language: chosen by bench/search.ts's queries and random letters. */
const FRAGMENT = 2;
const LETTER = /[\p{L}\p{N}]/gu;
const LIFTED_SIZE = 384;

export class StaticText {
  private readonly pieces: WordPiece;
  /** As the vocabulary has them. */
  private readonly lines: readonly string[];
  /** (V, 128) */
  private readonly rows: Int8Array;
  /** (V) */
  private readonly scale: Float32Array;
  /** (128, 384) */
  private readonly projection: Float32Array;

  /** `vocabulary` is one piece a line. What does not fit together is `bundle/malformed`. */
  constructor(tensors: Tensors, vocabulary: string) {
    const lines = vocabulary.replace(/\r?\n$/, '').split(/\r?\n/);
    this.pieces = new WordPiece(lines);
    this.lines = lines;
    this.rows = int8Tensor(tensors, 'tokens.weight', [lines.length, SIZE]);
    this.scale = floatTensor(tensors, 'tokens.weight.scale', [lines.length]);
    this.projection = floatTensor(tensors, 'projection.weight', [SIZE, LIFTED_SIZE]);
  }

  /** Rows of the pieces. */
  tokens(text: string): number[] {
    return this.pieces.encode(text);
  }

  /**
   * Whether what is known of a text is words, or parts of some, not letters in a row. What is not known and what is between the
   * words counts for nothing.
   */
  understands(text: string): boolean {
    const parts = this.tokens(text).flatMap((token) => this.lettersOf(token) || []);
    return parts.reduce((sum, letters) => sum + letters, 0) > FRAGMENT * parts.length;
  }

  /**
   * Whether a text says anything: a word of it, however short ("up"), is known as a whole, or half of it is in parts that are more
   * than single letters. Less than `understands` asks: of "celery" three parts are known, and mean it.
   */
  knows(text: string): boolean {
    const words = this.pieces.words(text);
    if (words.some((tokens) => tokens.length === 1 && this.lettersOf(tokens[0]) > 1)) return true;
    const parts = words.flat().map((token) => this.lettersOf(token));
    const known = parts.reduce((sum, letters) => sum + (letters > 1 ? letters : 0), 0);
    return known > 0 && 2 * known >= lettersIn(text);
  }

  /** (128) at unit length; undefined where no word is known. */
  embed(text: string): Float32Array | undefined {
    const { rows, scale } = this;
    const tokens = this.tokens(text);
    const sum = new Float64Array(SIZE);
    for (const token of tokens) {
      const step = scale[token];
      const start = token * SIZE;
      for (let i = 0; i < SIZE; i++) sum[i] += rows[start + i] * step;
    }
    let square = 0;
    for (let i = 0; i < SIZE; i++) square += sum[i] * sum[i];
    if (square === 0) return undefined;
    const embedding = new Float32Array(SIZE);
    const length = Math.sqrt(square);
    for (let i = 0; i < SIZE; i++) embedding[i] = sum[i] / length;
    return embedding;
  }

  /** (128) embedding → (384), not brought to unit length. */
  lifted(embedding: Float32Array): Float32Array {
    const sum = new Float64Array(LIFTED_SIZE);
    for (let i = 0, at = 0; i < SIZE; i++) {
      for (let j = 0; j < LIFTED_SIZE; j++, at++) sum[j] += embedding[i] * this.projection[at];
    }
    return new Float32Array(sum);
  }

  private lettersOf(token: number): number {
    return lettersIn(this.lines[token]);
  }
}

function lettersIn(text: string): number {
  return text.match(LETTER)?.length ?? 0;
}
