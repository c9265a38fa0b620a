/**
 * What calls of a page changed, kept from visit to visit: a delta beside the bundle's address. Pages of the same shop that are
 * open at once keep theirs together. Whatever cannot be read is nothing.
 */
import { DELTA_FORMAT, noted, type ChangedItem, type Difference } from '../contract/delta';
import { parseItems } from './delta-file';
import { keep, readKept } from './kept';

const CACHE = 'musicrec-items';

export class KeptItems {
  readonly #key: string;
  /** Writes take turns; never rejects. */
  #turn: Promise<void> = Promise.resolve();

  /** `bundle`: its address, with a slash at its end. */
  constructor(bundle: string) {
    this.#key = `${bundle}kept-items`;
  }

  async read(): Promise<readonly ChangedItem[]> {
    try {
      const kept = await readKept(CACHE, this.#key);
      return kept === undefined ? [] : parseItems(kept, 'the kept items');
    } catch {
      return [];
    }
  }

  /** Never rejects. */
  write(news: readonly Difference[]): Promise<void> {
    if (news.length === 0) return this.#turn;
    return this.#inTurn(async () => {
      const items = new Map((await this.read()).map((item) => [item.id, item]));
      noted(items, news);
      const delta = { format: DELTA_FORMAT, items: [...items.values()] };
      await keep(CACHE, this.#key, items.size > 0 ? delta : undefined);
    });
  }

  forget(): Promise<void> {
    return this.#inTurn(() => keep(CACHE, this.#key, undefined));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    // In Node 20 there is no navigator.
    const { navigator: here } = globalThis as { readonly navigator?: { locks?: LockManager } };
    const locks = here?.locks;
    this.#turn = this.#turn.then(() =>
      locks === undefined ? work() : locks.request(this.#key, work),
    );
    this.#turn = this.#turn.catch(() => undefined);
    return this.#turn;
  }
}
