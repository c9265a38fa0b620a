/**
 * The executors of one engine: which one answers, what happens when it fails, and how `auto` gets better by itself.
 *
 * A named executor is that one or a typed error. `auto` starts with `graph`, moves to `js` when its weights are there,
 * then, while no call waits, to `wasm` if that is faster on this device. An executor that fails in a call is dropped
 * and the next one answers the same call.
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
import type { Executor, Ranking, RankRequest } from '../core/executor';
import { JsModel } from '../core/network/js-model';
import { PriorRanker } from '../core/prior-ranker';
import { ModelRanker } from '../core/ranker';
import { OrtModel } from '../runtime/ort-model';
import { listTime } from './list-time';
import { selfTest } from './self-test';
import type { SerialQueue } from './serial-queue';

/** A `js` that is this fast leaves nothing to gain for a download of two megabytes. */
const FAST_ENOUGH_MS = 4;

/** Pauses before the model is fetched anew where network or server failed; after the last attempt it is given up. */
const RETRY_PAUSES_MS = [2_000, 8_000, 30_000, 120_000];

/** What the executors are called in a reason. */
const NAMES: Readonly<Record<ExecutorName, string>> = {
  graph: 'Item graph',
  js: 'Plain JavaScript',
  wasm: 'ONNX Runtime in WebAssembly',
  webgpu: 'WebGPU',
};

type Failure = Info['failures'][number];

export interface ExecutorsParts {
  readonly bundle: Bundle;
  /** Measuring goes through it, so that no call waits behind more than one list. */
  readonly queue: SerialQueue;
  readonly onChange: (executor: ExecutorName, reason: string) => void;
}

export class Executors {
  readonly #parts: ExecutorsParts;
  /** Those that may answer, best first. */
  #order: Executor[] = [];
  #reason = '';
  readonly #failures: Failure[] = [];
  /** `auto` getting better; never rejects. */
  #improving: Promise<void> = Promise.resolve();
  /** The first attempt at a network; never rejects. */
  #network: Promise<unknown> = Promise.resolve();
  readonly #stop = new AbortController();

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
      const ranking = await executor.rank(request, signal);
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

  async dispose(): Promise<void> {
    this.#stop.abort();
    await this.#improving;
    await Promise.all(this.#order.map((executor) => executor.dispose()));
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
        this.#drop(executor, error);
      }
    }
  }

  #drop(executor: Executor, error: RecommenderError): void {
    this.#fail(executor.name, error);
    this.#order = this.#order.filter((other) => other !== executor);
    void executor.dispose().catch(() => undefined);
    this.#announce(this.#order[0], `${NAMES[executor.name]} failed (${error.code}).`);
  }

  #fail(executor: ExecutorName, error: RecommenderError): void {
    this.#failures.push({ executor, code: error.code, message: error.message });
  }

  #prefer(executor: Executor, why: string): void {
    this.#order.unshift(executor);
    this.#announce(executor, why);
  }

  /** What is to be said of `executor`, if it is still the one that answers. */
  #announce(executor: Executor, why: string): void {
    if (executor !== this.#order[0]) return;
    this.#reason = `${NAMES[executor.name]}: ${why}`;
    this.#parts.onChange(executor.name, this.#reason);
  }

  /** A network, tried for again while it is the way there that fails; then the faster of two. */
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
    if (failure === undefined) await this.#addWasm();
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

  #addJs(): Promise<RecommenderError | undefined> {
    return this.#try('js', async () => {
      this.#prefer(await this.#make('js'), 'the model is here.');
    });
  }

  async #addWasm(): Promise<void> {
    const js = this.#order.find((executor) => executor.name === 'js');
    if (js === undefined) return;
    if (savesData()) {
      this.#announce(js, `${NAMES.wasm} is not downloaded, to save data.`);
      return;
    }
    let jsTime = '';
    const failure = await this.#try('wasm', async () => {
      const jsMs = await listTime(js, this.#parts);
      if (Number.isNaN(jsMs)) return;
      jsTime = `${jsMs.toFixed(1)} ms`;
      if (jsMs <= FAST_ENOUGH_MS) {
        this.#announce(js, `${jsTime} a list here, so fast that ${NAMES.wasm} is not downloaded.`);
        return;
      }
      const wasm = await this.#make('wasm');
      const wasmMs = await listTime(wasm, this.#parts);
      const wasmTime = `${wasmMs.toFixed(1)} ms`;
      if (wasmMs < jsMs || !this.#order.includes(js)) {
        this.#prefer(wasm, `${wasmTime} a list here, plain JavaScript ${jsTime}.`);
      } else {
        await wasm.dispose();
        this.#announce(js, `${jsTime} a list here, ${NAMES.wasm} ${wasmTime}.`);
      }
    });
    if (failure !== undefined && jsTime !== '') {
      this.#announce(js, `${jsTime} a list here; ${NAMES.wasm} could not run.`);
    }
  }

  /** What goes wrong while `auto` improves is recorded, given back, and changes nothing else. */
  async #try(name: ExecutorName, work: () => Promise<void>): Promise<RecommenderError | undefined> {
    try {
      await work();
      return undefined;
    } catch (thrown) {
      const error = asRecommenderError(thrown, `the ${name} executor`);
      this.#fail(name, error);
      return error;
    }
  }

  /** An executor that passed the self-test. */
  async #make(name: ExecutorName): Promise<Executor> {
    const { bundle, queue } = this.#parts;
    if (name === 'graph') return new PriorRanker(bundle.catalogue);
    if (name === 'webgpu') {
      const reason = 'WebGPU is not part of this release; use auto, js or wasm';
      throw new RecommenderError('runtime/unavailable', { executor: name, reason });
    }
    const { tower, files, tensors } = await bundle.generator(this.#stop.signal);
    const { manifest, catalogue } = bundle;
    const model =
      name === 'js'
        ? new JsModel({
            manifest,
            tensors,
            tower,
            loadFusion: async () => (await bundle.fusion()).tensors,
          })
        : await OrtModel.create({
            encoder: fileOf(files, 'encoder.onnx'),
            levels: Array.from({ length: manifest.semantic_ids.levels }, (_, level) =>
              fileOf(files, `level_${level + 1}.onnx`),
            ),
            loadFusion: async () => (await bundle.fusion()).bytes,
            tower,
            features: manifest.fusion,
          });
    const executor = new ModelRanker({ name, model, catalogue, tower });
    try {
      if (bundle.has('selftest.json')) {
        const checks = await bundle.selftest();
        await queue.run('self-test', () => selfTest(executor, checks, manifest));
      }
    } catch (error) {
      await executor.dispose();
      throw error;
    }
    return executor;
  }
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`${name} was not loaded with the generator`);
  return bytes;
}

/** The shopper asked for less data: what is only faster is not worth a download. */
function savesData(): boolean {
  // Not everywhere: Node 20 has no navigator, and few browsers tell.
  const { navigator: device } = globalThis as {
    readonly navigator?: { readonly connection?: { readonly saveData?: boolean } };
  };
  return device?.connection?.saveData === true;
}
