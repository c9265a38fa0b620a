/**
 * The recommender a page holds: sends calls to the worker, replaces a dead worker, keeps the history.
 * No ranking here and no checks of requests: the engine does both (engine/engine.ts, engine/request.ts).
 */
import * as Comlink from 'comlink';
import type { ItemTable } from '../contract/bundle';
import { asRecommenderError, RecommenderError } from '../contract/errors';
import type {
  AddedItem,
  CodebookMap,
  Info,
  ItemDescription,
  ItemFeatures,
  ItemUpdate,
  NewItem,
  Progress,
  Recommendation,
  Refreshed,
  SearchRequest,
  SearchResult,
  SemanticId,
  Visit,
} from '../contract/recommend';
import type { EngineCalls, Reply } from '../contract/wire';
import type { Recommender, RecommendCall, RecommenderOptions } from './api';
import { invalid, plain } from './plain';
import { WorkerGone, WorkerLink, type Service, type WorkerHandle } from './worker-link';

const START_TIMEOUT_MS = 20_000;
/**
 * Half seconds of silence for which a worker is taken for dead: 4 s at first, so that a killed one is soon replaced; 16 s
 * and 64 s for those that follow, since a device that is only slow would otherwise never get through.
 */
const FIRST_PATIENCE = 8;
const PATIENCE_GROWTH = 4;
const MOST_PATIENCE = 128;
/** More than any list looks at; a page left open for weeks must not grow. */
const MAX_TRACKED_VISITS = 1000;

export class WorkerRecommender implements Recommender {
  readonly #options: RecommenderOptions;
  readonly #spawn: () => WorkerHandle;
  readonly #listeners = new Set<() => void>();
  #visits: Visit[] = [];
  #ready: Promise<WorkerLink> | undefined;
  #link: WorkerLink | undefined;
  /** What the last worker that started held of the shop's changes. */
  #own: WorkerLink['own'] | undefined;
  #disposed = false;
  #lastCall = 0;
  #patience = FIRST_PATIENCE;

  constructor(options: RecommenderOptions, spawn: () => WorkerHandle) {
    this.#options = { ...options };
    this.#spawn = spawn;
    // What goes wrong here, the first call finds again and reports.
    this.#started().catch(() => {});
  }

  recommend(call: RecommendCall): Promise<Recommendation> {
    return this.#answer('recommend', () => {
      if (Object(call) !== call) {
        throw invalid('request', typeof call, 'pass an object { kind, count, … }');
      }
      const { signal, ...request } = call;
      const id = ++this.#lastCall;
      const message = plain({ ...request, history: request.history ?? this.#visits }, 'request');
      const send = (service: Service): Promise<Reply<Recommendation>> =>
        service.recommend(id, message);
      return signal ? this.#abortable(id, signal, send) : this.#call('recommend', send);
    });
  }

  track(visit: Visit | string): void {
    const entry = typeof visit === 'string' ? { at: Date.now(), items: [visit] } : visit;
    if (!Array.isArray((entry as Visit | null)?.items)) {
      throw invalid('visit', typeof visit, 'pass an item id or { at?, items: [ids] }');
    }
    this.#visits.push(plain(entry, 'visit'));
    if (this.#visits.length > MAX_TRACKED_VISITS) this.#visits.shift();
    this.#tell();
  }

  get history(): readonly Visit[] {
    return this.#visits.slice();
  }

  clear(): void {
    this.#visits = [];
    this.#tell();
  }

  setAvailable(ids: readonly string[], available: boolean): Promise<void> {
    return this.#change('setAvailable', 'ids', ids, available);
  }

  updateItems(updates: readonly ItemUpdate[]): Promise<void> {
    return this.#change('updateItems', 'updates', updates);
  }

  addItems(items: readonly NewItem[]): Promise<readonly AddedItem[]> {
    return this.#change('addItems', 'items', items);
  }

  removeItems(ids: readonly string[]): Promise<void> {
    return this.#change('removeItems', 'ids', ids);
  }

  added(): Promise<readonly AddedItem[]> {
    return this.#ask('added', '');
  }

  forgetChanges(): Promise<void> {
    return this.#change('forgetChanges', '');
  }

  refresh(): Promise<Refreshed> {
    return this.#change('refresh', '');
  }

  search(request: SearchRequest): Promise<SearchResult> {
    return this.#ask('search', 'request', { history: this.#visits, ...request });
  }

  describe(id: string): Promise<ItemDescription> {
    return this.#ask('describe', 'id', id);
  }

  codebookMaps(id: string): Promise<readonly CodebookMap[]> {
    return this.#ask('codebookMaps', 'id', id);
  }

  encodeItem(features: ItemFeatures): Promise<SemanticId> {
    return this.#ask('encodeItem', 'features', features);
  }

  catalogue(): Promise<ItemTable> {
    return this.#ask('catalogue', '');
  }

  info(): Promise<Info> {
    return this.#ask('info', '');
  }

  settled(): Promise<Info> {
    return this.#ask('settled', '');
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
    this.#visits = [];
    this.#link?.close(new WorkerGone('the recommender was disposed'));
  }

  /** Whatever is thrown on the way becomes a `RecommenderError`. */
  async #answer<T>(call: string, work: () => Promise<T>): Promise<T> {
    try {
      if (this.#disposed) throw new RecommenderError('client/disposed', { call });
      return await work();
    } catch (error) {
      throw asRecommenderError(error, `client.${call}`);
    }
  }

  /** A call the engine answers as it is; `field` names its first argument in an error. */
  #ask<K extends keyof EngineCalls>(
    name: K,
    field: string,
    ...args: Parameters<EngineCalls[K]>
  ): Promise<Awaited<ReturnType<EngineCalls[K]>>> {
    return this.#answer(name, () => {
      const message = args.map((argument) => plain(argument, field));
      type Method = (...message: unknown[]) => Promise<Reply<Awaited<ReturnType<EngineCalls[K]>>>>;
      return this.#call(name, (service) => (service[name] as unknown as Method)(...message));
    });
  }

  /** One that changes what lists hold: listeners are told. */
  async #change<K extends keyof EngineCalls>(
    name: K,
    field: string,
    ...args: Parameters<EngineCalls[K]>
  ): Promise<Awaited<ReturnType<EngineCalls[K]>>> {
    const answer = await this.#ask(name, field, ...args);
    this.#tell();
    return answer;
  }

  /** One call, retried once on a fresh worker when its worker dies. */
  async #call<T>(name: string, send: (service: Service) => Promise<Reply<T>>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const link = await this.#started();
        return await link.call(send);
      } catch (error) {
        // A replacement that dies while it starts is a second death, not a script that cannot start.
        const startFailed = error instanceof RecommenderError && error.code === 'worker/start';
        if (!(error instanceof WorkerGone || (startFailed && attempt === 2))) throw error;
        if (this.#disposed) throw new RecommenderError('client/disposed', { call: name });
        if (attempt === 2) {
          const reason = startFailed ? error.details['reason'] : error.message;
          throw new RecommenderError('worker/died', { call: name, reason });
        }
      }
    }
  }

  async #abortable<T>(
    id: number,
    signal: AbortSignal,
    send: (service: Service) => Promise<Reply<T>>,
  ): Promise<T> {
    const aborted = (): RecommenderError =>
      new RecommenderError('call/aborted', { call: 'recommend' });
    if (signal.aborted) throw aborted();
    const answer = this.#call('recommend', (service) => {
      // Aborted while the worker was still starting: never sent.
      if (signal.aborted) throw aborted();
      return send(service);
    });
    return new Promise<T>((resolve, reject) => {
      const onAbort = (): void => {
        reject(aborted());
        // A dead one hears nothing.
        void this.#link?.service.abort(id);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      answer.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', onAbort);
      });
    });
  }

  /** The living worker, started if need be; a failed start is forgotten, so that the next call tries anew. */
  #started(): Promise<WorkerLink> {
    if (this.#ready && !this.#link?.closed) return this.#ready;
    const starting = this.#start();
    this.#ready = starting;
    starting.catch(() => {
      if (this.#ready !== starting) return;
      this.#link?.close(new WorkerGone('it could not start'));
      this.#ready = this.#link = undefined;
    });
    return starting;
  }

  async #start(): Promise<WorkerLink> {
    const { encoders: folder, textEncoder, keep = false } = this.#options;
    const bundle = folderUrl(this.#options.bundle, 'bundle');
    const encoders = folder === undefined ? {} : { encoders: folderUrl(folder, 'encoders') };
    const page = pageUrl();
    const link = new WorkerLink(this.#spawn(), this.#patience);
    this.#patience = Math.min(this.#patience * PATIENCE_GROWTH, MOST_PATIENCE);
    this.#link = link;
    await link.started(this.#options.startTimeoutMs ?? START_TIMEOUT_MS, 'the worker script');
    const onProgress = Comlink.proxy((progress: Progress) => {
      if (this.#link !== link) return;
      queueMicrotask(() => this.#options.onProgress?.(progress));
      if (progress.status !== 'loading') this.#tell();
    });
    const executor = this.#options.executor ?? 'auto';
    const own = this.#own && { own: [...this.#own.values()] };
    const reading = textEncoder && { textEncoder };
    const options = { bundle, executor, page, keep, ...encoders, ...reading, ...own };
    await link.call((service) => service.start(options, onProgress));
    this.#own = link.own;
    return link;
  }

  /** In a task of their own, so that a listener that throws is the page's error and not ours. */
  #tell(): void {
    for (const listener of this.#listeners) queueMicrotask(listener);
  }
}

/** What addresses are relative to; nothing where there is no page. */
function pageUrl(): string | undefined {
  return (globalThis as { readonly document?: Document }).document?.baseURI;
}

/** The absolute URL of a folder, with the slash at its end that relative names need. */
function folderUrl(folder: string | URL, field: 'bundle' | 'encoders'): string {
  try {
    // Nothing at all is no address, whatever page it is on.
    const url = new URL(folder, folder ? pageUrl() : undefined);
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return url.href;
  } catch {
    throw invalid(field, JSON.stringify(folder) ?? 'undefined', 'pass the URL of a folder');
  }
}
