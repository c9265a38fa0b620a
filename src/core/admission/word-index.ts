/**
 * Texts of the catalogue as the words they hold, rare words counting more (tf-idf, Spärck Jones 1972), and how like a new
 * text is to each. Single words, pairs of neighbours, and the first word once more: a title tends to begin with the brand.
 * A word that no known item has says nothing. Twin: trainer/musicrec/admission/words.py.
 */

/** Where a word occurs, and what it is worth in each of these texts. */
interface Postings {
  readonly rows: number[];
  /** Counts until all texts are read, then parts of a unit vector. */
  readonly values: number[];
  rarity: number;
}

export class WordIndex {
  /** N */
  readonly size: number;
  private readonly postings = new Map<string, Postings>();

  /** `texts`: (N), '' for an item without one. */
  constructor(texts: readonly string[]) {
    this.size = texts.length;
    texts.forEach((text, row) => {
      for (const [word, count] of countsOf(text)) {
        let found = this.postings.get(word);
        if (found === undefined) {
          found = { rows: [], values: [], rarity: 0 };
          this.postings.set(word, found);
        }
        found.rows.push(row);
        found.values.push(count);
      }
    });
    const squares = new Float64Array(this.size);
    for (const found of this.postings.values()) {
      found.rarity = Math.log(this.size / found.rows.length);
      found.rows.forEach((row, i) => (squares[row] += (found.values[i] *= found.rarity) ** 2));
    }
    for (const { rows, values } of this.postings.values()) {
      rows.forEach((row, i) => (values[i] /= Math.sqrt(squares[row]) || 1));
    }
  }

  /** Adds to (N) the cosine of `text` to each known text. */
  addLikeness(text: string, likeness: Float64Array): void {
    const known: [Postings, number][] = [];
    let squares = 0;
    for (const [word, count] of countsOf(text)) {
      const found = this.postings.get(word);
      if (found === undefined) continue;
      const value = count * found.rarity;
      known.push([found, value]);
      squares += value ** 2;
    }
    if (squares === 0) return;
    const length = Math.sqrt(squares);
    for (const [{ rows, values }, value] of known) {
      for (let i = 0; i < rows.length; i++) likeness[rows[i]] += (value / length) * values[i];
    }
  }
}

function countsOf(text: string): Map<string, number> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const counts = new Map<string, number>();
  const add = (word: string): void => {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  };
  words.forEach(add);
  for (let i = 1; i < words.length; i++) add(`${words[i - 1]} ${words[i]}`);
  if (words.length > 0) add(`^${words[0]}`);
  return counts;
}
