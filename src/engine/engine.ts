/**
 * The engine: a bundle, its executors and the shop's changes behind one serial queue.
 * It runs in a worker in a page and as it is in Node; it knows no DOM and no messages.
 */
import { loadBundle, type Bundle } from '../bundle/bundle';
import type { OnProgress, Source } from '../bundle/sources';
import type { ItemTable, TextEncoderName } from '../contract/bundle';
import type { ChangedItem, Difference } from '../contract/delta';
import { asRecommenderError, RecommenderError } from '../contract/errors';
import { EXECUTORS } from '../contract/executors';
import type {
  ExecutorChoice,
  ExecutorName,
  AddedItem,
  CodebookMap,
  Info,
  ItemDescription,
  ItemFeatures,
  ItemUpdate,
  NewItem,
  Progress,
  RecommendRequest,
  Recommendation,
  Refreshed,
  SearchRequest,
  SearchResult,
  SemanticId,
  Trace,
} from '../contract/recommend';
import { rankAgain } from '../core/again';
import type { RankedItems } from '../core/catalogue';
import type { FeatureTable } from '../core/features';
import { excludedItems } from '../core/history';
import type { RankRequest } from '../core/executor';
import { rankSimilar } from '../core/similar';
import { rankTrending } from '../core/trending';
import { blendOf } from './blend';
import type { BundleDelta } from './bundle-delta';
import type { ApplyParts } from './apply-delta';
import { ChangedShop } from './changed-shop';
import { show } from './checks';
import { describeItem } from './describe';
import { Encoders } from './encoders';
import { Executors } from './executors';
import { fillUp } from './fill-up';
import type { KeptItems } from './kept-items';
import type { Newcomers } from './newcomers';
import { patientFetch } from './patient-fetch';
import { knownIndex, resolveRequest, type ResolvedRequest } from './request';
import type { Searcher } from './searcher';
import { SerialQueue } from './serial-queue';
import { rankSimilarByCodes } from './similar-by-codes';

/** A server that sends nothing for this long is given up. */
const STALL_MS = 30_000;

export interface EngineOptions {
  /** URL of the bundle's folder. */
  readonly bundle: string;
  readonly executor: ExecutorChoice;
  /** URL of the folder of encoders, with a slash at its end; beside the bundle's folder by default, `../encoders/`. */
  readonly encoders?: string;
  /** What reads texts; `static` by default. */
  readonly textEncoder?: TextEncoderName;
  /** What addresses of pictures are relative to; without it they must be whole. */
  readonly page?: string | undefined;
  /** What calls change is kept from visit to visit, where there is a Cache storage. */
  readonly keep?: boolean;
  /** What calls of an engine before this one have changed; what was kept by default. */
  readonly own?: readonly ChangedItem[];
  /** Where bytes come from; the network by default. */
  readonly source?: Source;
  readonly onProgress?: (progress: Progress) => void;
}

async function openDelta(bundle: Bundle): Promise<BundleDelta> {
  const { BundleDelta } = await import('./bundle-delta');
  return BundleDelta.of(bundle);
}

async function openKept({ url }: Bundle): Promise<KeptItems> {
  const { KeptItems } = await import('./kept-items');
  return new KeptItems(url);
}

/** What one kind of list takes to make. */
interface Made {
  readonly ranked: RankedItems;
  readonly executor: ExecutorName;
  readonly encodeMs: number;
  readonly decodeMs: number;
  readonly blendMs: number;
  readonly trace?: Trace;
}

/** What an engine is made of. */
interface Parts {
  readonly changed: ApplyParts;
  readonly shop: ChangedShop;
  /** Absent where the bundle was opened with none. */
  readonly delta: BundleDelta | undefined;
  readonly kept: KeptItems | undefined;
  readonly queue: SerialQueue;
  readonly executors: Executors;
  readonly encoders: Encoders;
  readonly onProgress: (progress: Progress) => void;
}

export class Engine {
  readonly #bundle: Bundle;
  readonly #parts: Parts;
  readonly #queue: SerialQueue;
  readonly #executors: Executors;
  /** Exchanged for another one when the delta is. */
  #shop: ChangedShop;
  #delta: BundleDelta | undefined;
  #searcher: Searcher | undefined;
  #features: FeatureTable | undefined;
  /** The load of the features, once `similar` was asked for; never rejects. */
  #loadingFeatures: Promise<void> | undefined;

  private constructor(parts: Parts) {
    this.#bundle = parts.changed.bundle;
    this.#parts = parts;
    this.#queue = parts.queue;
    this.#executors = parts.executors;
    this.#shop = parts.shop;
    this.#delta = parts.delta;
  }

  /** Resolves when lists can be asked for. Every failure is a `RecommenderError`. */
  static async open(options: EngineOptions): Promise<Engine> {
    const { executor, source = patientFetch(STALL_MS) } = options;
    const onProgress = options.onProgress ?? (() => undefined);
    if (executor !== 'auto' && !EXECUTORS.includes(executor)) {
      const allowed = ['auto', ...EXECUTORS].join(', ');
      throw new RecommenderError('executor/unknown', { executor: show(executor), allowed });
    }
    try {
      const onBytes: OnProgress = (file, loadedBytes, totalBytes) => {
        onProgress({ status: 'loading', file, loadedBytes, totalBytes });
      };
      const bundle = await loadBundle(options.bundle, { source, onProgress: onBytes });
      const folder = options.encoders ?? `${bundle.url}../encoders/`;
      const fetching = { source, onProgress: onBytes };
      const { page, textEncoder } = options;
      const encoders = new Encoders(bundle, { folder, page, textEncoder, fetching });
      let newcomers: Newcomers | undefined;
      const changed: ApplyParts = {
        bundle,
        newcomers: async () => {
          // Code that no list needs.
          const [{ Newcomers }, own] = await Promise.all([import('./newcomers'), encoders.get()]);
          return (newcomers ??= new Newcomers(bundle, own));
        },
      };
      const delta = bundle.delta && (await openDelta(bundle));
      const kept = options.keep === true ? await openKept(bundle) : undefined;
      const own = options.own ?? (await kept?.read()) ?? [];
      const shop = await ChangedShop.open(changed, delta?.items ?? [], own);
      await kept?.write(shop.takeNews());
      const queue = new SerialQueue();
      const onChange = (name: ExecutorName, reason: string): void => {
        onProgress({ status: 'executor', executor: name, reason });
      };
      const executors = await Executors.open({ bundle, queue, onChange }, executor);
      executors.accept(shop.grown);
      return new Engine({ changed, shop, delta, kept, queue, executors, encoders, onProgress });
    } catch (error) {
      throw asRecommenderError(error, 'engine.open');
    }
  }

  async recommend(request: RecommendRequest, signal?: AbortSignal): Promise<Recommendation> {
    const asked = performance.now();
    try {
      const resolve = (): ResolvedRequest =>
        resolveRequest(request, this.#shop.catalogue, this.#bundle.manifest.defaults);
      // At once: what is wrong need not wait for its turn. By then the shop may be another.
      const [shop, resolved] = [this.#shop, resolve()];
      return await this.#queue.run(
        'recommend',
        () => this.#recommend(shop === this.#shop ? resolved : resolve(), asked, signal),
        signal,
        () => this.#executors.batches,
      );
    } catch (error) {
      throw asRecommenderError(error, 'engine.recommend');
    }
  }

  /** Items that match a person's words or picture, best first; `filter` and stock hold as in lists. */
  async search(request: SearchRequest): Promise<SearchResult> {
    try {
      // Code that no list needs.
      const { Searcher } = await import('./searcher');
      const { texts, pictures } = await this.#parts.encoders.get();
      for (;;) {
        const shop = this.#shop;
        this.#searcher ??= new Searcher({
          shop: shop.catalogue,
          features: () => this.#searchable(),
          texts,
          look: (picture) => pictures.encode(picture),
          rank: (question) => this.#rankMatches(question),
        });
        const result = await this.#searcher.search(request);
        if (shop === this.#shop) return result;
      }
    } catch (error) {
      throw asRecommenderError(error, 'engine.search');
    }
  }

  /** Applies to every list from now on, waiting ones included. */
  setAvailable(ids: readonly string[], available: boolean): void {
    this.#shop.setAvailable(ids, available);
  }

  updateItems(updates: readonly ItemUpdate[]): void {
    const indices = this.#shop.update(updates);
    // It never rejects.
    void this.#searcher?.changed(indices);
  }

  /** Resolves when lists may hold them. All or none. */
  async addItems(items: readonly NewItem[]): Promise<AddedItem[]> {
    try {
      const newcomers = await this.#parts.changed.newcomers();
      const checked = newcomers.check(items, this.#shop);
      if (checked.length === 0) return [];
      const encoded = await newcomers.encode(checked);
      return await this.#queue.run('addItems', async () => {
        // A call that waited in front of this one may have taken an id.
        newcomers.check(items, this.#shop);
        const added = await newcomers.add(encoded, this.#shop);
        this.#executors.accept(this.#shop.grown);
        return added;
      });
    } catch (error) {
      throw asRecommenderError(error, 'engine.addItems');
    }
  }

  async removeItems(ids: readonly string[]): Promise<void> {
    try {
      await this.#queue.run('removeItems', () => {
        const indices = this.#shop.remove(ids);
        return this.#searcher?.changed(indices) ?? Promise.resolve();
      });
    } catch (error) {
      throw asRecommenderError(error, 'engine.removeItems');
    }
  }

  /** What `addItems` has added and is there. */
  async added(): Promise<AddedItem[]> {
    if (!this.#shop.own.some(({ added }) => added)) return [];
    return (await this.#parts.changed.newcomers()).added(this.#shop);
  }

  /** The shop is as its bundle and its delta have it, now and on later visits. */
  async forgetChanges(): Promise<void> {
    try {
      await this.#queue.run('forgetChanges', async () => {
        const forgotten = this.#shop.own.map(({ id }): Difference => [id]);
        await this.#exchange(this.#delta, []);
        this.#shop.note(...forgotten);
        await this.#parts.kept?.forget();
      });
    } catch (error) {
      throw asRecommenderError(error, 'engine.forgetChanges');
    }
  }

  /** Applies the delta that the host has now. What calls have said stays, but where the shop has an item of that id itself. */
  async refresh(): Promise<Refreshed> {
    try {
      const nothing = { added: [], removed: [], changed: [] };
      const delta = (this.#delta ??= await openDelta(this.#bundle));
      const newest = await delta.newest(this.#bundle);
      if (newest === undefined) return { ...nothing, outdated: true };
      if (newest === delta) return { ...nothing, outdated: false };
      return await this.#queue.run('refresh', async () => {
        const { items } = this.#bundle;
        const changes = delta.changesTo(newest, (id) => items.indexOf(id) !== undefined);
        await this.#exchange(newest, this.#shop.own);
        return { ...changes, outdated: false };
      });
    } catch (error) {
      throw asRecommenderError(error, 'engine.refresh');
    }
  }

  /** What calls have changed, all of it. */
  get own(): Difference[] {
    return this.#shop.own.map((item) => [item.id, item]);
  }

  /** What calls have changed since this was last asked; kept, where that was wished for. */
  async takeNews(): Promise<Difference[]> {
    const news = this.#shop.takeNews();
    await this.#parts.kept?.write(news);
    return news;
  }

  describe(id: string): ItemDescription {
    const { catalogue, ranked } = this.#shop;
    const index = knownIndex(id, 'id', catalogue);
    return describeItem(ranked.trie, index, (other) => catalogue.id(other));
  }

  async codebookMaps(id: string): Promise<CodebookMap[]> {
    try {
      const newcomers = await this.#parts.changed.newcomers();
      return await newcomers.maps(knownIndex(id, 'id', this.#shop.catalogue), this.#shop);
    } catch (error) {
      throw asRecommenderError(error, 'engine.codebookMaps');
    }
  }

  async encodeItem(features: ItemFeatures): Promise<SemanticId> {
    try {
      // Code that no list needs.
      const { checkFeatures } = await import('./check-features');
      const checked = checkFeatures(features, this.#bundle.manifest.fusion);
      await this.#executors.networkSettled;
      return await this.#queue.run('encodeItem', () => this.#executors.fuse(checked));
    } catch (error) {
      throw asRecommenderError(error, 'engine.encodeItem');
    }
  }

  catalogue(): ItemTable {
    return { columns: this.#shop.catalogue.columns() };
  }

  info(): Info {
    const { manifest, loadedFiles } = this.#bundle;
    const encoders = Object.entries(manifest.encoders ?? {});
    const delta = this.#delta?.info;
    return {
      executor: this.#executors.current,
      reason: this.#executors.reason,
      bundle: manifest.name,
      currency: manifest.currency,
      items: this.#shop.catalogue.count,
      levels: manifest.semantic_ids.levels,
      codebookSize: manifest.semantic_ids.codebook_size,
      encoders: Object.fromEntries(
        encoders.map(([modality, said]) => [
          modality,
          typeof said === 'object' ? said.model : said,
        ]),
      ),
      files: loadedFiles,
      failures: this.#executors.failures,
      ...(delta && { delta }),
    };
  }

  /** Resolves when nothing more will be fetched by itself. */
  async settled(): Promise<Info> {
    await this.#executors.settled;
    await this.#loadingFeatures;
    return this.info();
  }

  async dispose(): Promise<void> {
    const { executors, encoders } = this.#parts;
    await Promise.all([executors.dispose(), encoders.release()]);
  }

  async #recommend(
    request: ResolvedRequest,
    asked: number,
    signal: AbortSignal | undefined,
  ): Promise<Recommendation> {
    const started = performance.now();
    const made = await this.#make(request, signal);
    let { ranked } = made;
    if (ranked.items.length < request.count && request.perType > 0 && !request.capAsked) {
      const uncapped = await this.#make({ ...request, perType: 0, trace: false }, signal);
      ranked = fillUp(ranked, uncapped.ranked, request.count);
    }
    // Too late to save work, not too late to keep the promise: an aborted call gives no list.
    if (signal?.aborted === true) throw new RecommenderError('call/aborted', { call: 'recommend' });
    const items = this.#shop.catalogue.items(ranked);
    const ended = performance.now();
    return {
      items,
      executor: made.executor,
      ignored: request.ignored,
      timings: {
        queueMs: started - asked,
        encodeMs: made.encodeMs,
        decodeMs: made.decodeMs,
        blendMs: made.blendMs,
        totalMs: ended - asked,
      },
      ...(made.trace === undefined ? {} : { trace: made.trace }),
    };
  }

  async #make(request: ResolvedRequest, signal: AbortSignal | undefined): Promise<Made> {
    const allowed = this.#shop.catalogue.allowed(request.filter, request.exclude);
    if (request.kind === 'next' || request.kind === 'complements') {
      const { ranking, executor } = await this.#executors.rank(
        {
          ...request,
          blend: blendOf(this.#bundle.manifest, request.kind, request.novelty),
          ...(allowed === undefined ? {} : { allowed }),
        },
        signal,
      );
      return { ...ranking, ranked: ranking, executor };
    }
    // The other kinds need no network: tables alone, on every executor alike.
    const started = performance.now();
    const ranked = this.#rankByTables(request, allowed);
    const blendMs = performance.now() - started;
    return { ranked, executor: 'graph', encodeMs: 0, decodeMs: 0, blendMs };
  }

  async #searchable(): Promise<FeatureTable | undefined> {
    if (!this.#bundle.has('features.bin')) return undefined;
    const ofBundle = await this.#bundle.features();
    return this.#shop.featuresOf(ofBundle);
  }

  /** The order in which a shopper would have the items that a search found. */
  #rankMatches(
    question: Pick<RankRequest, 'visits' | 'count'> & { now: number; allowed: Uint8Array },
  ): ReturnType<Executors['rank']> {
    const blend = blendOf(this.#bundle.manifest, 'next', 'any');
    const rest = { basket: [], novelty: 'any', perType: 0, trace: false } as const;
    return this.#queue.run(
      'search',
      () => this.#executors.rank({ ...question, ...rest, blend }),
      undefined,
      () => this.#executors.batches,
    );
  }

  #rankByTables(request: ResolvedRequest, allowed: Uint8Array | undefined): RankedItems {
    const catalogue = this.#shop.ranked;
    const { visits, basket, novelty, kind } = request;
    const excluded = excludedItems(
      visits,
      basket,
      kind === 'again' ? 'any' : novelty,
      catalogue.types,
    );
    const list = { ...request, excluded, ...(allowed === undefined ? {} : { allowed }) };
    if (kind === 'again') return rankAgain(catalogue, list);
    if (kind === 'trending') return rankTrending(catalogue, list);
    this.#wantFeatures();
    return this.#features === undefined
      ? rankSimilarByCodes(catalogue, list)
      : rankSimilar(catalogue, this.#shop.featuresOf(this.#features), list);
  }

  /** Another shop on the same bundle, in place of this one. Call it from the queue. */
  async #exchange(delta: BundleDelta | undefined, own: readonly ChangedItem[]): Promise<void> {
    const { changed } = this.#parts;
    this.#shop = await ChangedShop.open(changed, delta?.items ?? [], own);
    this.#delta = delta;
    this.#searcher = undefined;
    this.#executors.accept(this.#shop.grown);
  }

  /** The first `similar` starts the load and does not wait for it; a failed one is tried again by a later call. */
  #wantFeatures(): void {
    if (this.#loadingFeatures !== undefined || !this.#bundle.has('features.bin')) return;
    this.#loadingFeatures = this.#bundle.features().then(
      (features) => {
        this.#features = features;
        this.#parts.onProgress({ status: 'features' });
      },
      () => {
        this.#loadingFeatures = undefined;
      },
    );
  }
}
