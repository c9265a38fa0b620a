/** Which product a semantic ID belongs to, learned from descriptions as they are needed. IDs are frozen, so that what is learned once stays. */
import type { Recommender } from '../../client';
import type { ItemDescription } from '../../contract/recommend';

/** Descriptions asked for at once; the engine answers one call after the other. */
const BATCH = 24;

export class ItemCodes {
  readonly #idByCodes = new Map<string, string>();
  readonly #known = new Set<string>();

  constructor(private readonly recommender: Recommender) {}

  idOf(codes: readonly number[]): string | undefined {
    return this.#idByCodes.get(codes.join('.'));
  }

  /** Asks about `ids`, first ones first, until every semantic ID of `wanted` has a product or all are asked. */
  async learn(
    ids: readonly string[],
    wanted: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<void> {
    const unknown = ids.filter((id) => !this.#known.has(id));
    for (let at = 0; at < unknown.length; at += BATCH) {
      if (signal.aborted || wanted.every((codes) => this.idOf(codes) !== undefined)) return;
      await Promise.all(unknown.slice(at, at + BATCH).map((id) => this.describe(id)));
    }
  }

  async describe(id: string): Promise<ItemDescription> {
    const description = await this.recommender.describe(id);
    this.#known.add(id);
    this.#idByCodes.set(description.codes.join('.'), id);
    return description;
  }
}
