/**
 * A search of the shop: words and meaning matched, and put in the order of a shopper where a history is given. It knows no
 * bundle and no network: who encodes and who ranks is told to it. How matches are made and ordered is core/search.
 */
import { asRecommenderError, type RecommenderError } from '../contract/errors';
import type {
  ExecutorName,
  Picture,
  SearchPart,
  SearchRequest,
  SearchResult,
} from '../contract/recommend';
import type { Ranking, RankRequest } from '../core/executor';
import type { FeatureTable, StoredFeatures } from '../core/features';
import { reinforced } from '../core/search/feedback';
import { bestMatches, blendMatches, queryCosines, type Matches } from '../core/search/match';
import { preferMatches } from '../core/search/preference';
import { SignCodes } from '../core/search/sign-codes';
import type { ShopCatalogue } from './catalogue';
import { LexicalIndex } from './lexical-index';
import { resolveSearch, type ResolvedSearch } from './search-request';

/** Of the best matches this many are put in order anew, or as many as asked for. */
const CANDIDATES = 100;
/** Up to this many items, each is compared. */
const EXACT = 50_000;
/** Items whose words are read before others have their turn: about 20 ms. */
const STEP = 500;

/** What reads queries. */
export interface TextReader {
  /** Whether there is an encoder. */
  readonly supported: boolean;
  /** Stored text features (64); undefined where no word is known. */
  encode(text: string): Promise<Int8Array | undefined>;
  /** Whether a text that no item has a word of is more than letters in a row. */
  understands(text: string): Promise<boolean>;
}

export interface SearcherParts {
  readonly shop: ShopCatalogue;
  /** Features of all items as they are now; undefined where the bundle has none. Asked at every search. */
  readonly features: () => Promise<FeatureTable | undefined>;
  readonly texts: TextReader;
  /** Stored image features of a query (64). */
  readonly look: (picture: Picture | string) => Promise<Int8Array>;
  /** Up to this many items, each is compared with a query: EXACT where absent. */
  readonly exact?: number;
  /** A shopper's order of the allowed items, all of them. */
  readonly rank: (
    request: Required<Pick<RankRequest, 'visits' | 'now' | 'count' | 'allowed'>>,
    signal?: AbortSignal,
  ) => Promise<{ readonly ranking: Pick<Ranking, 'items'>; readonly executor: ExecutorName }>;
}

/** What the query means and shows: features of it and of all items, or why its words have none. */
interface Meaning {
  readonly query: StoredFeatures;
  readonly features?: FeatureTable;
  readonly failure?: RecommenderError;
}

/** What else a search has besides features: who may be found, by which words, and how many. */
interface Sought {
  readonly allowed: Uint8Array | undefined;
  readonly lexical: ReadonlyMap<number, number> | undefined;
  readonly wanted: number;
}

export class Searcher {
  readonly #parts: SearcherParts;
  #opening: Promise<LexicalIndex> | undefined;
  /** Items whose words were read: all before this one. */
  #read = 0;
  #signs: SignCodes | undefined;

  constructor(parts: SearcherParts) {
    this.#parts = parts;
  }

  /**
   * Every failure is a `RecommenderError`; one of the words' encoder or features leaves the words, and is in the answer. One of
   * the picture is the call's.
   */
  async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult> {
    try {
      return await this.#search(resolveSearch(request, this.#parts.shop), signal);
    } catch (error) {
      throw asRecommenderError(error, 'searcher.search');
    }
  }

  /** To be told of items that changed or went; new ones are seen at the next search. Never rejects. */
  async changed(indices: readonly number[]): Promise<void> {
    // One that could not be opened has read nothing.
    const index = await this.#opening?.catch(() => undefined);
    const { shop } = this.#parts;
    const read = indices.filter((item) => item < this.#read);
    const isThere = (item: number): boolean => shop.indexOf(shop.id(item)) === item;
    index?.remove(read);
    index?.add(read.filter(isThere));
  }

  async #search(request: ResolvedSearch, signal: AbortSignal | undefined): Promise<SearchResult> {
    const { shop, rank } = this.#parts;
    const asked = performance.now();
    // Together: while files are on their way, words are read.
    const [meaning, index] = await Promise.all([this.#meaning(request), this.#words()]);
    const { features, failure } = meaning;
    const encoded = performance.now();
    const lexical = request.text === '' ? undefined : index.search(request.text);
    const query = await this.#understood(meaning.query, request.text, lexical);

    const parts: SearchPart[] = request.text === '' ? [] : ['words'];
    if (query.text !== undefined) parts.push('meaning');
    if (query.image !== undefined) parts.push('picture');
    const { count, visits, now } = request;
    const isPersonal = visits.length > 0;
    const wanted = isPersonal ? Math.max(count, CANDIDATES) : count;
    const allowed = shop.allowed(request.filter, []);
    const isSought = query.text !== undefined || query.image !== undefined;
    const cosines =
      features && isSought
        ? this.#cosines(query, features, { allowed, lexical, wanted })
        : undefined;
    const blended = blendMatches(lexical, cosines, shop.size);
    // A picture says itself what is meant.
    const isReinforced =
      features && lexical && query.text !== undefined && query.image === undefined;
    const scores = isReinforced ? reinforced(blended, lexical, features, allowed) : blended;
    let matches = bestMatches(scores, allowed, wanted);
    const matched = performance.now();

    let executor: ExecutorName | undefined;
    if (isPersonal && matches.items.length > 0) {
      parts.push('history');
      const allowed = new Uint8Array(shop.size);
      for (const item of matches.items) allowed[item] = 1;
      const answer = await rank({ visits, now, count: matches.items.length, allowed }, signal);
      executor = answer.executor;
      matches = preferMatches(matches, answer.ranking.items);
    }
    const ended = performance.now();
    return {
      items: shop.items(firstOf(matches, count)),
      parts,
      ...(failure === undefined
        ? {}
        : { failure: { code: failure.code, message: failure.message } }),
      ...(executor === undefined ? {} : { executor }),
      ignored: request.ignored,
      timings: {
        encodeMs: encoded - asked,
        matchMs: matched - encoded,
        historyMs: ended - matched,
        totalMs: performance.now() - asked,
      },
    };
  }

  /** (N) of all items; in a large catalogue of those near by signs, and of those that have the words. */
  #cosines(
    query: StoredFeatures,
    features: FeatureTable,
    { allowed, lexical, wanted }: Sought,
  ): Float64Array {
    const { exact = EXACT } = this.#parts;
    if (features.present.length / 2 <= exact) return queryCosines(query, features);
    if (this.#signs?.features !== features) this.#signs = new SignCodes(features);
    const near = this.#signs.near(query, allowed, wanted);
    for (const item of lexical?.keys() ?? []) near[item] = 1;
    return queryCosines(query, features, near);
  }

  /** The query without words that nobody has and nobody understands: what is nearest to them is nearest by chance. */
  async #understood(
    query: StoredFeatures,
    text: string,
    lexical: ReadonlyMap<number, number> | undefined,
  ): Promise<StoredFeatures> {
    const { image } = query;
    if (query.text === undefined || lexical?.size !== 0) return query;
    if (await this.#parts.texts.understands(text)) return query;
    return image === undefined ? {} : { image };
  }

  async #meaning({ text, picture }: ResolvedSearch): Promise<Meaning> {
    const { texts, look, features } = this.#parts;
    const encode = async (words: string): Promise<Int8Array | undefined> =>
      texts.supported && words !== '' ? texts.encode(words) : undefined;
    if (picture !== undefined) {
      const [words, image, table] = await Promise.all([encode(text), look(picture), features()]);
      return { query: { ...(words && { text: words }), image }, ...(table && { features: table }) };
    }
    try {
      const words = await encode(text);
      const table = words && (await features());
      return words && table ? { query: { text: words }, features: table } : { query: {} };
    } catch (error) {
      return { query: {}, failure: asRecommenderError(error, 'searcher.encode') };
    }
  }

  /** The words of all items. Searches that wait for them at once share the reading. */
  async #words(): Promise<LexicalIndex> {
    const { shop } = this.#parts;
    this.#opening ??= LexicalIndex.open(shop).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    const index = await this.#opening;
    while (this.#read < shop.size) {
      const end = Math.min(this.#read + STEP, shop.size);
      const items = Array.from({ length: end - this.#read }, (_, i) => this.#read + i);
      this.#read = end;
      index.add(items);
      // The page's other calls are not to wait for all of it.
      if (end < shop.size) await new Promise((resolve) => setTimeout(resolve));
    }
    return index;
  }
}

function firstOf(
  { items, scores }: Matches,
  count: number,
): { items: Int32Array; scores: Float32Array } {
  return { items: items.slice(0, count), scores: Float32Array.from(scores.subarray(0, count)) };
}
