/**
 * The engine: a bundle, its executors and the shop's changes behind one serial queue.
 * It runs in a worker in a page and as it is in Node; it knows no DOM and no messages.
 */
import { loadBundle, type Bundle } from '../bundle/bundle';
import type { OnProgress, Source } from '../bundle/sources';
import type { ItemTable } from '../contract/bundle';
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
  SearchRequest,
  SearchResult,
  SemanticId,
  Trace,
} from '../contract/recommend';
import { rankAgain } from '../core/again';
import type { Catalogue, RankedItems } from '../core/catalogue';
import type { FeatureTable } from '../core/features';
import { excludedItems } from '../core/history';
import type { RankRequest } from '../core/executor';
import { rankSimilar } from '../core/similar';
import { rankTrending } from '../core/trending';
import { blendOf } from './blend';
import { ShopCatalogue } from './catalogue';
import { checkFeatures } from './check-features';
import { show } from './checks';
import { describeItem } from './describe';
import { Executors } from './executors';
import { fillUp } from './fill-up';
import type { Newcomers } from './newcomers';
import { patientFetch } from './patient-fetch';
import { PictureFeatures } from './picture-features';
import {
  checkUpdates,
  knownIndex,
  knownIndices,
  resolveRequest,
  type ResolvedRequest,
} from './request';
import type { Searcher } from './searcher';
import { SerialQueue } from './serial-queue';
import { rankSimilarByCodes } from './similar-by-codes';
import { TextFeatures } from './text-features';

/** A server that sends nothing for this long is given up. */
const STALL_MS = 30_000;

export interface EngineOptions {
  /** URL of the bundle's folder. */
  readonly bundle: string;
  readonly executor: ExecutorChoice;
  /** URL of the folder of encoders, with a slash at its end; beside the bundle's folder by default, `../encoders/`. */
  readonly encoders?: string;
  /** What addresses of pictures are relative to; without it they must be whole. */
  readonly page?: string | undefined;
  /** Where bytes come from; the network by default. */
  readonly source?: Source;
  readonly onProgress?: (progress: Progress) => void;
}

interface Encoders {
  readonly texts: TextFeatures;
  readonly pictures: PictureFeatures;
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

export class Engine {
  readonly #bundle: Bundle;
  readonly #shop: ShopCatalogue;
  readonly #queue: SerialQueue;
  readonly #executors: Executors;
  readonly #encoders: Encoders;
  /** There from the first item on that the page adds. */
  #newcomers: Newcomers | undefined;
  #searcher: Searcher | undefined;
  readonly #onProgress: (progress: Progress) => void;
  #features: FeatureTable | undefined;
  /** The load of the features, once `similar` was asked for; never rejects. */
  #loadingFeatures: Promise<void> | undefined;

  private constructor(
    bundle: Bundle,
    queue: SerialQueue,
    executors: Executors,
    encoders: Encoders,
    onProgress: (progress: Progress) => void,
  ) {
    this.#bundle = bundle;
    this.#shop = new ShopCatalogue(bundle.items, bundle.catalogue.types);
    this.#encoders = encoders;
    this.#queue = queue;
    this.#executors = executors;
    this.#onProgress = onProgress;
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
      const queue = new SerialQueue();
      const onChange = (name: ExecutorName, reason: string): void => {
        onProgress({ status: 'executor', executor: name, reason });
      };
      const executors = await Executors.open({ bundle, queue, onChange }, executor);
      const folder = options.encoders ?? `${bundle.url}../encoders/`;
      const fetching = { source, onProgress: onBytes };
      const encoders = {
        texts: new TextFeatures(bundle, folder, fetching),
        pictures: new PictureFeatures(bundle, folder, options.page, fetching),
      };
      return new Engine(bundle, queue, executors, encoders, onProgress);
    } catch (error) {
      throw asRecommenderError(error, 'engine.open');
    }
  }

  async recommend(request: RecommendRequest, signal?: AbortSignal): Promise<Recommendation> {
    const asked = performance.now();
    try {
      const resolved = resolveRequest(request, this.#shop, this.#bundle.manifest.defaults);
      return await this.#queue.run(
        'recommend',
        () => this.#recommend(resolved, asked, signal),
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
      this.#searcher ??= new Searcher({
        shop: this.#shop,
        features: () => this.#searchable(),
        encode: (text) => {
          const { texts } = this.#encoders;
          const isRead = texts.supported && text !== '';
          return isRead ? texts.encode(text) : Promise.resolve(undefined);
        },
        look: (picture) => this.#encoders.pictures.encode(picture),
        rank: (question) => this.#rankMatches(question),
      });
      return await this.#searcher.search(request);
    } catch (error) {
      throw asRecommenderError(error, 'engine.search');
    }
  }

  /** Applies to every list from now on, waiting ones included. */
  setAvailable(ids: readonly string[], available: boolean): void {
    this.#shop.setAvailable(knownIndices(ids, 'ids', this.#shop), available);
  }

  updateItems(updates: readonly ItemUpdate[]): void {
    const checked = checkUpdates(updates, this.#shop);
    for (const { index, update } of checked) this.#shop.update(index, update);
    // It never rejects.
    void this.#searcher?.changed(checked.map(({ index }) => index));
  }

  /** Resolves when lists may hold them. All or none. */
  async addItems(items: readonly NewItem[]): Promise<AddedItem[]> {
    try {
      const newcomers = await this.#forNewcomers();
      const checked = newcomers.check(items);
      if (checked.length === 0) return [];
      const encoded = await newcomers.encode(checked);
      return await this.#queue.run('addItems', () => {
        // A call that waited in front of this one may have taken an id.
        newcomers.check(items);
        const { added, grown } = newcomers.add(encoded);
        this.#executors.accept(grown);
        return Promise.resolve(added);
      });
    } catch (error) {
      throw asRecommenderError(error, 'engine.addItems');
    }
  }

  async removeItems(ids: readonly string[]): Promise<void> {
    try {
      await this.#queue.run('removeItems', () => {
        const indices = knownIndices(ids, 'ids', this.#shop);
        this.#shop.remove(indices);
        return this.#searcher?.changed(indices) ?? Promise.resolve();
      });
    } catch (error) {
      throw asRecommenderError(error, 'engine.removeItems');
    }
  }

  describe(id: string): ItemDescription {
    const index = knownIndex(id, 'id', this.#shop);
    return describeItem(this.#ranked.trie, index, (other) => this.#shop.id(other));
  }

  async codebookMaps(id: string): Promise<CodebookMap[]> {
    try {
      const newcomers = await this.#forNewcomers();
      return await newcomers.maps(knownIndex(id, 'id', this.#shop));
    } catch (error) {
      throw asRecommenderError(error, 'engine.codebookMaps');
    }
  }

  async encodeItem(features: ItemFeatures): Promise<SemanticId> {
    try {
      const checked = checkFeatures(features, this.#bundle.manifest.fusion);
      await this.#executors.networkSettled;
      return await this.#queue.run('encodeItem', () => this.#executors.fuse(checked));
    } catch (error) {
      throw asRecommenderError(error, 'engine.encodeItem');
    }
  }

  catalogue(): ItemTable {
    return { columns: this.#shop.columns() };
  }

  info(): Info {
    const { manifest, loadedFiles } = this.#bundle;
    return {
      executor: this.#executors.current,
      reason: this.#executors.reason,
      bundle: manifest.name,
      currency: manifest.currency,
      items: this.#shop.count,
      levels: manifest.semantic_ids.levels,
      codebookSize: manifest.semantic_ids.codebook_size,
      encoders: manifest.encoders ?? {},
      files: loadedFiles,
      failures: this.#executors.failures,
    };
  }

  /** Resolves when nothing more will be fetched by itself. */
  async settled(): Promise<Info> {
    await this.#executors.settled;
    await this.#loadingFeatures;
    return this.info();
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#executors.dispose(), this.#encoders.pictures.release()]);
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
    const items = this.#shop.items(ranked);
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
    const allowed = this.#shop.allowed(request.filter, request.exclude);
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

  async #forNewcomers(): Promise<Newcomers> {
    // Code that no list needs.
    const { Newcomers } = await import('./newcomers');
    return (this.#newcomers ??= new Newcomers(this.#bundle, this.#shop, this.#encoders));
  }

  async #searchable(): Promise<FeatureTable | undefined> {
    if (!this.#bundle.has('features.bin')) return undefined;
    const ofBundle = await this.#bundle.features();
    return this.#newcomers?.features ?? ofBundle;
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
    const catalogue = this.#ranked;
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
    const features = this.#newcomers?.features ?? this.#features;
    return features === undefined
      ? rankSimilarByCodes(catalogue, list)
      : rankSimilar(catalogue, features, list);
  }

  /** The tables that lists are made of, with what was added. */
  get #ranked(): Catalogue {
    return this.#newcomers?.grown?.catalogue ?? this.#bundle.catalogue;
  }

  /** The first `similar` starts the load and does not wait for it; a failed one is tried again by a later call. */
  #wantFeatures(): void {
    if (this.#loadingFeatures !== undefined || !this.#bundle.has('features.bin')) return;
    this.#loadingFeatures = this.#bundle.features().then(
      (features) => {
        this.#features = features;
        this.#onProgress({ status: 'features' });
      },
      () => {
        this.#loadingFeatures = undefined;
      },
    );
  }
}
