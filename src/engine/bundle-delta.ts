/**
 * The shop's delta.json as an engine holds it: what it says, or why it cannot be used, and what a newer one changes. A delta
 * never keeps a shop from opening. How it is applied is changed-shop.ts.
 */
import type { Bundle } from '../bundle/bundle';
import { DELTA_FILE } from '../bundle/manifest';
import type { Manifest } from '../contract/bundle';
import type { ChangedItem } from '../contract/delta';
import { asRecommenderError, RecommenderError } from '../contract/errors';
import type { Info, Refreshed } from '../contract/recommend';
import { parseDelta } from './delta-file';

type Changes = Omit<Refreshed, 'outdated'>;

export class BundleDelta {
  readonly items: readonly ChangedItem[];
  readonly #sha256: string | undefined;
  readonly #failure: RecommenderError | undefined;

  private constructor(
    { files }: Manifest,
    items: readonly ChangedItem[],
    failure?: RecommenderError,
  ) {
    this.items = items;
    this.#sha256 = Object.hasOwn(files, DELTA_FILE) ? files[DELTA_FILE].sha256 : undefined;
    this.#failure = failure;
  }

  /** The one the bundle was opened with. */
  static of({ manifest, delta }: Bundle): BundleDelta {
    try {
      if (delta instanceof RecommenderError) throw delta;
      return new BundleDelta(manifest, delta ? parseDelta(delta, manifest) : []);
    } catch (error) {
      return new BundleDelta(manifest, [], asRecommenderError(error, 'engine.delta'));
    }
  }

  /**
   * The one on the host now: this one where nothing is new, undefined where the bundle itself was exchanged. Rejects where it
   * cannot be had or used.
   */
  async newest(bundle: Bundle): Promise<BundleDelta | undefined> {
    const manifest = await bundle.newestManifest();
    if (!isSameBundle(bundle.manifest, manifest)) return undefined;
    const isKnown =
      this.#failure === undefined && this.#sha256 === new BundleDelta(manifest, []).#sha256;
    if (isKnown) return this;
    const bytes = await bundle.deltaOf(manifest);
    return new BundleDelta(manifest, bytes ? parseDelta(bytes, manifest) : []);
  }

  /** `isKnown`: whether the bundle has an item of this id. */
  changesTo(newer: BundleDelta, isKnown: (id: string) => boolean): Changes {
    const [before, after] = [this, newer].map(
      ({ items }) => new Map(items.map((item) => [item.id, item])),
    );
    const changes = { added: [], removed: [], changed: [] } as Record<keyof Changes, string[]>;
    for (const id of new Set([...before.keys(), ...after.keys()])) {
      const [old, now] = [before.get(id), after.get(id)];
      if (JSON.stringify(old) === JSON.stringify(now)) continue;
      const isThere = (item?: ChangedItem): boolean =>
        item?.added !== undefined || (isKnown(id) && !item?.removed);
      const [was, is] = [isThere(old), isThere(now)];
      if (was && is) changes.changed.push(id);
      else if (is) changes.added.push(id);
      else if (was) changes.removed.push(id);
    }
    return changes;
  }

  get info(): Info['delta'] {
    if (this.#sha256 === undefined) return undefined;
    const { code, message } = this.#failure ?? {};
    return {
      items: this.items.length,
      ...(code !== undefined && message !== undefined && { failure: { code, message } }),
    };
  }
}

function isSameBundle(one: Manifest, other: Manifest): boolean {
  const names = new Set([...Object.keys(one.files), ...Object.keys(other.files)]);
  names.delete(DELTA_FILE);
  const hash = ({ files }: Manifest, name: string): string | undefined =>
    Object.hasOwn(files, name) ? files[name].sha256 : undefined;
  return [...names].every((name) => hash(one, name) === hash(other, name));
}
