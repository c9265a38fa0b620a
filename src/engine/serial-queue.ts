/**
 * One job at a time, in the order they came; only jobs that say so run together with those right behind them.
 * A job that rejects rejects its caller and nobody else.
 * It knows nothing of recommendations; a signal takes a waiting job out, a running one sees the signal itself.
 */
import { RecommenderError } from '../contract/errors';

interface Waiting {
  /** Never rejects. */
  readonly run: () => Promise<void>;
  /** Asked when its turn comes. */
  readonly together: () => boolean;
}

const alone = (): boolean => false;

export class SerialQueue {
  /** In order; those of `whenIdle` only run while this is empty. */
  readonly #waiting: Waiting[] = [];
  readonly #idleWork: Waiting[] = [];
  #running = false;

  /**
   * Runs `job` when its turn comes. `call` names it in `call/aborted`.
   * `together`: whether it may start with its neighbours that may too, as calls of one page that a GPU answers at once.
   */
  run<T>(
    call: string,
    job: () => Promise<T>,
    signal?: AbortSignal,
    together: () => boolean = alone,
  ): Promise<T> {
    const aborted = (): RecommenderError => new RecommenderError('call/aborted', { call });
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(aborted());
        return;
      }
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(aborted());
      };
      const entry = {
        together,
        run: () => {
          signal?.removeEventListener('abort', leave);
          return attempt(job).then(resolve, reject);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(entry);
      this.#pump();
    });
  }

  /** Runs `job` when no other waits: keep it as short as one call, for a call that comes meanwhile waits for it. */
  whenIdle<T>(job: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#idleWork.push({ together: alone, run: () => attempt(job).then(resolve, reject) });
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#running) return;
    const next = this.#waiting.shift() ?? this.#idleWork.shift();
    if (next === undefined) return;
    this.#running = true;
    const started = [next];
    while (next.together() && this.#waiting[0]?.together()) {
      started.push(this.#waiting.shift()!);
    }
    void Promise.all(started.map((entry) => entry.run())).finally(() => {
      this.#running = false;
      this.#pump();
    });
  }
}

/** A job that throws before its promise is a rejection like any other. */
async function attempt<T>(job: () => Promise<T>): Promise<T> {
  return job();
}
