/**
 * The words of the catalogue, found also where they are mistyped or begun. Minisearch does it, fetched with the first index as
 * a chunk of its own. What the words mean is not known here.
 */
import type MiniSearch from 'minisearch';
import type { Cell } from '../contract/bundle';

/** Columns that are read, and what a word in them counts. */
const BOOSTS = { title: 3, type: 2, category: 1, brand: 1, description: 0.5 };
const FIELDS = Object.keys(BOOSTS);

/** As much of a query as counts: the time of a search must not grow with what was pasted. */
const MOST_WORDS = 32;
const LONGEST_WORD = 32;
/** Shorter words are found as they are: of three letters nearly every other word is one slip away. */
const SHORTEST_MISTYPED = 4;
const SHORTEST_BEGUN = 2;
const SLIPS_PER_LETTER = 0.2;

/** English words that say nothing of a product; rare in titles, they would count most. They count where there is no other. */
const FILLERS = new Set(
  'a an and at by for from i in is it me my of on or some something the to what with'.split(' '),
);

/** Letters with their marks, and digits; an ideograph is a word. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const IDEOGRAPH = /\p{sc=Han}/gu;
const MARK = /\p{Mn}/gu;

/** The cells of items by index. */
export interface Cells {
  cell(column: string, index: number): Cell;
}

export class LexicalIndex {
  readonly #index: MiniSearch<number>;

  private constructor(index: MiniSearch<number>) {
    this.#index = index;
  }

  /** An index without an item. */
  static async open(cells: Cells): Promise<LexicalIndex> {
    const { default: Index } = await import('minisearch');
    const known = new Set<string>();
    const isMistyped = (word: string): boolean =>
      word.length >= SHORTEST_MISTYPED && !/\p{N}/u.test(word) && !known.has(word);
    const index = new Index<number>({
      fields: FIELDS,
      // Documents are item indices: what they say is read where it is.
      extractField: (item, field) =>
        field === 'id' ? item : (cells.cell(field, item)?.toString() ?? ''),
      tokenize: (text) => wordsOf(text),
      processTerm: (word) => {
        known.add(word);
        return word;
      },
      searchOptions: {
        processTerm: (word) => word,
        boost: BOOSTS,
        combineWith: 'OR',
        // A word of the catalogue is no slip: who asks for milk does not mean mild.
        fuzzy: (word) => isMistyped(word) && SLIPS_PER_LETTER,
        prefix: (word) => word.length >= SHORTEST_BEGUN,
      },
    });
    return new LexicalIndex(index);
  }

  /** Reads the items' cells; those of an item that is there already anew. */
  add(items: Iterable<number>): void {
    for (const item of items) {
      if (this.#index.has(item)) this.#index.discard(item);
      this.#index.add(item);
    }
  }

  remove(items: Iterable<number>): void {
    for (const item of items) if (this.#index.has(item)) this.#index.discard(item);
  }

  /**
   * By item index, in (0, 1]: its score beside the best one's, times the share of the query's words it has. Any text will do;
   * nothing is found for one without a word.
   */
  search(text: string): Map<number, number> {
    const words = queryOf(text);
    const found = this.#index.search(words.join(' '));
    return new Map(
      found.map(({ id, score, queryTerms }) => [
        id as number,
        ((score / found[0].score) * queryTerms.length) / words.length,
      ]),
    );
  }
}

function queryOf(text: string): string[] {
  const words = [...new Set(wordsOf(text.slice(0, MOST_WORDS * LONGEST_WORD)))];
  const meant = words.filter((word) => !FILLERS.has(word));
  return (meant.length > 0 ? meant : words)
    .slice(0, MOST_WORDS)
    .map((word) => word.slice(0, LONGEST_WORD));
}

function wordsOf(text: string): string[] {
  const bare = text.normalize('NFKD').replace(MARK, '').toLowerCase();
  return bare.replace(IDEOGRAPH, ' $& ').match(WORD) ?? [];
}
