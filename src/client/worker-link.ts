/**
 * One worker from its start to its death, and the calls that are open on it.
 * Replacing a dead worker and retrying is the recommender's business (recommender.ts).
 */
import * as Comlink from 'comlink';
import { noted, type ChangedItem } from '../contract/delta';
import { RecommenderError } from '../contract/errors';
import { valueOf } from '../contract/reply';
import type { EngineService, Reply } from '../contract/wire';

/** A worker as the client holds it. */
export interface WorkerHandle {
  readonly endpoint: Comlink.Endpoint;
  onFailure(listener: (reason: string) => void): void;
  terminate(): void;
}

export type Service = Comlink.Remote<EngineService>;

/** Thrown into open calls when the worker is gone; never leaves the client. */
export class WorkerGone extends Error {}

/**
 * A worker that is killed sends no event, so while calls are open it is asked to answer a ping.
 * Missed ticks are counted, not time: a page that was frozen must not take its frozen worker for dead.
 */
const TICK_MS = 500;

export class WorkerLink {
  readonly service: Service;
  /** What calls have changed of the shop, as the worker says it: for a worker that takes its place. */
  readonly own = new Map<string, ChangedItem>();
  readonly #handle: WorkerHandle;
  readonly #patience: number;
  readonly #pending = new Set<(error: Error) => void>();
  #gone: Error | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  /** `patience`: ticks (half seconds) without an answer after which the worker counts as dead. */
  constructor(handle: WorkerHandle, patience: number) {
    this.#handle = handle;
    this.#patience = patience;
    this.service = Comlink.wrap<EngineService>(handle.endpoint);
    handle.onFailure((reason) => {
      this.close(new WorkerGone(reason));
    });
  }

  get closed(): boolean {
    return this.#gone !== undefined;
  }

  /** Rejects with `worker/start` when the worker's script has not answered in time. */
  async started(timeoutMs: number, url: string): Promise<void> {
    const failed = (reason: string): RecommenderError =>
      new RecommenderError('worker/start', { reason, url });
    const timer = setTimeout(() => {
      this.close(failed(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    try {
      await this.#race(this.service.ping());
    } catch (error) {
      throw error instanceof WorkerGone ? failed(error.message) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The value of a reply; rejects with the error in it, or with `WorkerGone`. */
  async call<T>(send: (service: Service) => Promise<Reply<T>>): Promise<T> {
    if (this.#gone) throw this.#gone;
    const open = this.#race(send(this.service));
    this.#startHeartbeat();
    const reply = await open;
    const value = valueOf(reply);
    noted(this.own, (reply.ok && reply.own) || []);
    return value;
  }

  /** Ends the worker; every open call rejects with `why`. */
  close(why: Error): void {
    if (this.#gone) return;
    this.#gone = why;
    this.#stopHeartbeat();
    this.#handle.terminate();
    for (const reject of this.#pending) reject(why);
    this.#pending.clear();
  }

  /** Comlink's promises never settle once the worker is gone: they race against its end. */
  #race<T>(promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#gone) {
        reject(this.#gone);
        return;
      }
      this.#pending.add(reject);
      promise.then(resolve, reject).finally(() => {
        this.#pending.delete(reject);
        if (this.#pending.size === 0) this.#stopHeartbeat();
      });
    });
  }

  #startHeartbeat(): void {
    if (this.#heartbeat !== undefined) return;
    let missed = 0;
    this.#heartbeat = setInterval(() => {
      if (++missed > this.#patience) {
        this.close(new WorkerGone('it no longer answers'));
        return;
      }
      // Not raced: a ping must not keep the heartbeat alive by itself.
      this.service.ping().then(
        () => {
          missed = 0;
        },
        () => {
          // A ping that cannot be sent counts as missed.
        },
      );
    }, TICK_MS);
  }

  #stopHeartbeat(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}
