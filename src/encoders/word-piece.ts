/**
 * BERT's uncased tokeniser: text → positions in a vocabulary of pieces. It gives what the library `tokenizers` gives for the
 * same vocabulary, without [CLS] and [SEP]; a word it does not know gives nothing instead of [UNK]. It knows no weights.
 *
 * Source: Devlin et al., BERT (2019), and the library's BertNormalizer, BertPreTokenizer and WordPiece.
 */
const CONTINUED = '##';
const LONGEST_WORD = 100;

const PRINTABLE_ASCII = /^[ -~]*$/;
/** Control, format and private characters, but tab and line ends; and what stands for a broken character. */
const UNWANTED = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/gu;
/** Ideographs stand alone. The ranges are BERT's, its gap of 32 included. */
const IDEOGRAPH =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
const ACCENT = /\p{Mn}/gu;
/** A mark of punctuation, which ASCII has more of than Unicode says, or a run of anything else that is no space. */
const WORD = /[\p{P}$+<=>^`|~]|[^\p{White_Space}\p{P}$+<=>^`|~]+/gu;

export class WordPiece {
  private readonly positions: ReadonlyMap<string, number>;
  /** Length of the longest piece, its ## not counted. */
  private readonly longest: number;

  /** `pieces` in the order of their rows; one that goes on inside a word begins with ##. */
  constructor(pieces: readonly string[]) {
    this.positions = new Map(pieces.map((piece, position) => [piece, position]));
    this.longest = pieces.reduce(
      (most, piece) => Math.max(most, piece.length - (piece.startsWith(CONTINUED) ? 2 : 0)),
      1,
    );
  }

  /** Positions of the text's known words, in order. */
  encode(text: string): number[] {
    return this.words(text).flat();
  }

  /** For each word its positions, in order: none where it is unknown. */
  words(text: string): number[][] {
    return Array.from(normalised(text).matchAll(WORD), ([word]) => this.split(word));
  }

  /** Always the longest piece that fits; a word with a rest that no piece begins is unknown as a whole. */
  private split(word: string): number[] {
    if (word.length > LONGEST_WORD && Array.from(word).length > LONGEST_WORD) return [];
    const found: number[] = [];
    for (let start = 0; start < word.length;) {
      const prefix = start === 0 ? '' : CONTINUED;
      let end = Math.min(word.length, start + this.longest);
      let position: number | undefined;
      for (; end > start; end--) {
        position = this.positions.get(prefix + word.slice(start, end));
        if (position !== undefined) break;
      }
      if (position === undefined) return [];
      found.push(position);
      start = end;
    }
    return found;
  }
}

function normalised(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text.toLowerCase();
  const bare = text
    .replace(UNWANTED, '')
    .replace(IDEOGRAPH, ' $& ')
    .normalize('NFD')
    .replace(ACCENT, '');
  // Letter by letter: as a whole, JavaScript would write a Greek sigma at the end of a word in another way.
  return Array.from(bare, (letter) => letter.toLowerCase()).join('');
}
