/**
 * The executors of one engine: which one answers, what happens when it fails, and how `auto` gets better by itself.
 *
 * A named executor is that one or a typed error. `auto` starts with `graph`, moves to `js` when its weights are there,
 * then, while no call waits, to whatever measures faster on this device: WebGPU first, and ONNX Runtime, which is a
 * download of megabytes, only where the GPU is none, fails or is slow. An executor that fails in a call is dropped and
 * the next one answers the same call; a GPU gets one more try with a new device.
 */
import type { Bundle } from '../bundle/bundle';
import { asRecommenderError, RecommenderError } from '../contract/errors';
import type {
  ExecutorChoice,
  ExecutorName,
  Info,
  ItemFeatures,
  SemanticId,
} from '../contract/recommend';
import type { Executor, GrownCatalogue, Ranking, RankRequest } from '../core/executor';
import { PriorRanker } from '../core/prior-ranker';
import type { OpenedDevice } from '../gpu/device';
import { listTime } from './list-time';
import { makeExecutor, openGpu } from './make-executor';
import type { SerialQueue } from './serial-queue';
import { comeBack, NAMES, race, type Track } from './race';
import { keepWinner, readWinner } from './winner';

/** Pauses before the model is fetched anew where network or server failed; after the last attempt it is given up. */
const RETRY_PAUSES_MS = [2_000, 8_000, 30_000, 120_000];

type Failure = Info['failures'][number];

export interface ExecutorsParts {
  readonly bundle: Bundle;
  /** Measuring goes through it, so that no call waits behind more than one list. */
  readonly queue: SerialQueue;
  readonly onChange: (executor: ExecutorName, reason: string) => void;
  /** A new device for WebGPU; this browser's by default. */
  readonly openGpu?: () => Promise<OpenedDevice>;
  /** Milliseconds of a list, what `auto` chooses by; measured by default. */
  readonly timeOf?: (executor: Executor) => Promise<number>;
}

export class Executors {
  readonly #parts: ExecutorsParts;
  /** Those that may answer, best first. */
  #order: Executor[] = [];
  #reason = '';
  #grown: GrownCatalogue | undefined;
  readonly #failures: Failure[] = [];
  /** `auto` getting better; never rejects. */
  #improving: Promise<void> = Promise.resolve();
  /** The first attempt at a network; never rejects. */
  #network: Promise<unknown> = Promise.resolve();
  readonly #stop = new AbortController();
  /** The call an executor without batches is busy with; never rejects. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Devices that may still be lost in a call. */
  #gpuTries = 2;

  private constructor(parts: ExecutorsParts) {
    this.#parts = parts;
  }

  /** For a named executor this waits until it is there; for `auto` only until `graph` is. */
  static async open(parts: ExecutorsParts, choice: ExecutorChoice): Promise<Executors> {
    const executors = new Executors(parts);
    if (choice === 'auto') {
      executors.#prefer(new PriorRanker(parts.bundle.catalogue), 'the model is still on its way.');
      const first = executors.#addJs();
      executors.#network = first;
      executors.#improving = executors.#improve(first);
    } else {
      executors.#prefer(await executors.#make(choice), 'it was asked for by name.');
    }
    return executors;
  }

  get current(): ExecutorName {
    return this.#order[0].name;
  }

  /** Whether calls may be made at once. */
  get batches(): boolean {
    return this.#order[0].batches === true;
  }

  /** Why `current` is the one, measured times included: a sentence a person reads. */
  get reason(): string {
    return this.#reason;
  }

  get failures(): readonly Failure[] {
    return this.#failures.slice();
  }

  /** Resolves when `auto` will not get better any more. */
  get settled(): Promise<void> {
    return this.#improving;
  }

  async rank(
    request: RankRequest,
    signal?: AbortSignal,
  ): Promise<{ ranking: Ranking; executor: ExecutorName }> {
    return this.#first(async (executor) => {
      const ranking = await this.#inTurn(executor, () => executor.rank(request, signal));
      const wrong = ranking.scores.find((score) => !Number.isFinite(score));
      if (wrong !== undefined) {
        const reason = `a score is ${wrong}`;
        throw new RecommenderError('runtime/self-test', { executor: executor.name, reason });
      }
      return { ranking, executor: executor.name };
    });
  }

  /** Waits for a network where one is on its way, not for a further attempt. Call it outside of the queue. */
  get networkSettled(): Promise<unknown> {
    return this.#network;
  }

  fuse(features: ItemFeatures): Promise<SemanticId> {
    return this.#first((executor) => executor.fuse(features));
  }

  /** All that answer now or later rank with more items. Call it from the queue. */
  accept(grown: GrownCatalogue): void {
    this.#grown = grown;
    for (const executor of this.#order) executor.accept(grown);
  }

  async dispose(): Promise<void> {
    this.#stop.abort();
    await this.#improving;
    await Promise.all(this.#order.map((executor) => executor.dispose()));
  }

  /** Calls made at once take turns where the executor they fall to can only do one at a time. */
  #inTurn<T>(executor: Executor, work: () => Promise<T>): Promise<T> {
    if (executor.batches === true) return work();
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** The first executor that does it. */
  async #first<T>(work: (executor: Executor) => Promise<T>): Promise<T> {
    for (;;) {
      const executor = this.#order[0];
      try {
        return await work(executor);
      } catch (thrown) {
        const error = asRecommenderError(thrown, `the ${executor.name} executor`);
        // An abort is no failure, a bundle file that cannot be had is not the executor's, and the last one stays.
        const blameless = error.code === 'call/aborted' || error.code.startsWith('bundle/');
        if (blameless || this.#order.length === 1) throw error;
        // Of several calls at once the first to fail drops it; the others just go on to the next.
        if (this.#order.includes(executor)) this.#drop(executor, error);
      }
    }
  }

  #drop(executor: Executor, error: RecommenderError): void {
    this.#fail(executor.name, error);
    this.#order = this.#order.filter((other) => other !== executor);
    void executor.dispose().catch(() => undefined);
    this.#announce(this.#order[0], `${NAMES[executor.name]} failed (${error.code}).`);
    if (executor.name !== 'webgpu') return;
    // A device can be lost and had again; one that is lost again stays away.
    this.#gpuTries--;
    this.#improving = this.#improving
      .then(() => keepWinner(this.#winnerKey, undefined))
      .then(() => this.#speedUp());
  }

  #make(name: ExecutorName, opened?: OpenedDevice): Promise<Executor> {
    return makeExecutor(name, this.#parts, this.#stop.signal, opened);
  }

  #fail(executor: ExecutorName, error: RecommenderError): void {
    this.#failures.push({ executor, code: error.code, message: error.message });
  }

  #prefer(executor: Executor, why: string): void {
    // The self-test it has passed is about the bundle's own items.
    if (this.#grown !== undefined) executor.accept(this.#grown);
    this.#order.unshift(executor);
    this.#announce(executor, why);
  }

  /** What is to be said of `executor`, if it is still the one that answers. */
  #announce(executor: Executor, why: string): void {
    if (executor !== this.#order[0]) return;
    this.#reason = `${NAMES[executor.name]}: ${why}`;
    this.#parts.onChange(executor.name, this.#reason);
  }

  /** A network, tried for again while it is the way there that fails; then the fastest. */
  async #improve(first: Promise<RecommenderError | undefined>): Promise<void> {
    let failure = await first;
    for (const pause of RETRY_PAUSES_MS) {
      if (failure?.code !== 'bundle/unreachable' || this.#stop.signal.aborted) break;
      const next = `next attempt in ${pause / 1000} s`;
      this.#announce(this.#order[0], `the model could not be fetched; ${next}.`);
      await this.#pause(pause);
      if (!this.#stop.signal.aborted) failure = await this.#addJs();
    }
    if (this.#stop.signal.aborted) return;
    if (failure === undefined) await this.#speedUp();
    else this.#announce(this.#order[0], `the model cannot be used here (${failure.code}).`);
  }

  /** Ends early when all this is disposed of. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#stop.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #addJs(): Promise<RecommenderError | undefined> {
    try {
      this.#prefer(await this.#make('js'), 'the model is here.');
      return undefined;
    } catch (thrown) {
      const error = asRecommenderError(thrown, 'the js executor');
      this.#fail('js', error);
      return error;
    }
  }

  /** The fastest goes first: the one of an earlier visit if it still runs, else whoever wins now. */
  async #speedUp(): Promise<void> {
    const js = this.#order.find((executor) => executor.name === 'js');
    if (js === undefined) return;
    const { openGpu: open = openGpu, timeOf } = this.#parts;
    const track: Track = {
      make: (name, opened) => this.#make(name, opened),
      timeOf: timeOf ?? ((executor) => listTime(executor, this.#parts)),
      openGpu: open,
      mayUseGpu: this.#gpuTries > 0,
      onFailure: (name, error) => {
        this.#fail(name, error);
      },
    };
    const kept = await readWinner(this.#winnerKey);
    let finish = kept === undefined ? undefined : await comeBack(kept, js, track);
    if (finish === undefined) {
      finish = await race(js, track);
      if (finish === undefined) return;
      await keepWinner(this.#winnerKey, { executor: finish.executor.name, said: finish.said });
    }
    const { executor, said } = finish;
    if (executor === js) this.#announce(js, `${said}.`);
    else this.#prefer(executor, `${said}.`);
  }

  /** An address under the bundle's that no file has; another model of another size is another question. */
  get #winnerKey(): string {
    const { url, manifest } = this.#parts.bundle;
    return `${url}fastest?items=${manifest.items}`;
  }
}
