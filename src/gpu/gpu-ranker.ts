/**
 * The executor on WebGPU: a whole recommendation, or a batch of them, in one submit and one readback.
 * The host resolves a request to positions, sparse terms and masks, and makes the list of the scores that come back;
 * everything in between is kernels. Same candidates, same scores as core/ranker.ts.
 */
import type { ItemFeatures, SemanticId } from '../contract/recommend';
import type { Manifest } from '../contract/bundle';
import { throwIfAborted } from '../core/aborted';
import { popularToFill } from '../core/candidates';
import type { Catalogue } from '../core/catalogue';
import type { Executor, GrownCatalogue, Ranking, RankRequest } from '../core/executor';
import { Mask, type BaseRule } from '../core/mask';
import type { Tensors } from '../core/tensor';
import { BatchRunner, type FixedBuffers, type Stretch } from './batch-runner';
import { CatalogueTables, prefixSums } from './catalogue-tables';
import { checkAlive, unavailable } from './device';
import { filledBuffer } from './filled-buffer';
import { GpuFusion } from './gpu-fusion';
import { layOut, LIST_WORDS, NONE, type GpuJob, type JobLayout } from './job';
import { Kernels } from './kernels';
import { packWeights } from './model-weights';
import { bestOfBoth, type Plan } from './plan';
import { gpuSizes, type GpuSizes } from './sizes';
import { readTrace } from './trace';

export interface GpuRankerParts {
  readonly device: GPUDevice;
  readonly catalogue: Catalogue;
  /** Initialisers of the generator's files. */
  readonly tensors: Tensors;
  /** (N, R) by item index. */
  readonly residuals: Int8Array;
  readonly fusion: Manifest['fusion'];
  /** Initialisers of fusion.onnx, asked for when the first item is to be encoded. */
  readonly loadFusion: () => Promise<Tensors>;
}

/** Candidates a pass brings; `only`: nothing else counts. */
interface Brought {
  readonly brought: readonly number[];
  readonly only: boolean;
}

/** A request and who waits for its answer. */
interface Call {
  readonly request: RankRequest;
  readonly resolve: (ranking: Ranking) => void;
  readonly reject: (error: unknown) => void;
}

/** Of one submit: what a page asks at once, within reason for the memory of a phone. */
const MOST_JOBS = 32;

export class GpuRanker implements Executor {
  readonly name = 'webgpu';
  readonly batches = true;
  readonly #parts: GpuRankerParts;
  readonly #kernels: Kernels;
  readonly #runner: BatchRunner;
  readonly #weights: Pick<FixedBuffers, 'weights' | 'floats'>;
  #tables: CatalogueTables;
  readonly #waiting: Call[] = [];
  #running = false;
  #fusion: Promise<GpuFusion> | undefined;

  private constructor(parts: GpuRankerParts, sizes: GpuSizes, kernels: Kernels) {
    const { device, tensors } = parts;
    const { words, floats } = packWeights(tensors, sizes);
    this.#parts = parts;
    this.#kernels = kernels;
    this.#weights = {
      weights: filledBuffer(device, 'weights', words),
      floats: filledBuffer(device, 'floats', floats),
    };
    this.#tables = new CatalogueTables(device, parts, sizes);
    this.#runner = new BatchRunner(device, kernels);
  }

  /** Uploads weights and tables, compiles the kernels; `runtime/unavailable` where model or device are not up to it. */
  static async create(parts: GpuRankerParts): Promise<GpuRanker> {
    const { device } = parts;
    const sizes = sizesOf(parts);
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const outcome = await Kernels.of(device, sizes)
      .then((kernels) => new GpuRanker(parts, sizes, kernels))
      .catch((error: unknown) => error);
    const [invalid, exhausted] = await Promise.all([
      device.popErrorScope(),
      device.popErrorScope(),
    ]);
    await checkAlive(device);
    const refused = invalid ?? exhausted;
    if (outcome instanceof GpuRanker) {
      if (refused === null) return outcome;
      await outcome.dispose();
      throw unavailable(refused.message);
    }
    throw outcome;
  }

  /** Dispatches of one submit. */
  get dispatches(): number {
    return this.#kernels.dispatches;
  }

  /** Calls made at once, or while another runs, share a submit. */
  async rank(request: RankRequest, signal?: AbortSignal): Promise<Ranking> {
    throwIfAborted(signal);
    const ranking = await new Promise<Ranking>((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (!this.#running) void this.#answer();
    });
    throwIfAborted(signal);
    return ranking;
  }

  /** Answers what waits, batch by batch. Never rejects. */
  async #answer(): Promise<void> {
    this.#running = true;
    // What is asked in the same turn of the event loop still joins the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const calls = this.#waiting.splice(0, MOST_JOBS);
      await this.#rankAll(calls.map((call) => call.request)).then(
        (rankings) => {
          calls.forEach((call, i) => {
            call.resolve(rankings[i]);
          });
        },
        (error: unknown) => {
          for (const call of calls) call.reject(error);
        },
      );
    }
    this.#running = false;
  }

  /** Several requests in one submit; lists that stay short share a second. */
  async #rankAll(requests: readonly RankRequest[]): Promise<Ranking[]> {
    const started = performance.now();
    const { catalogue, planner, sizes } = this.#tables;
    const plans = requests.map((request) => planner.plan(request));
    const planned = performance.now();
    const { extra } = sizes;
    const firstPass = (plan: Plan): Brought => ({ brought: bestOfBoth(plan, extra), only: false });
    await this.#run(plans, firstPass, true);

    // Types that fill up leave a list short: once more without them, for what the beam had no room for.
    const short = plans.filter(
      ({ request, list }) => request.perType > 0 && list.counter.length < request.count,
    );
    const { types } = catalogue;
    if (short.length > 0 && types !== undefined) {
      const firstMasks = short.map((plan) => plan.mask);
      for (const plan of short) {
        for (const item of plan.list.counter.filled()) plan.excluded.add(item);
        for (const item of plan.list.candidates) plan.excluded.add(item);
        plan.mask = new Mask(catalogue.trie, plan.mask.rule, plan.excluded);
      }
      await this.#run(short, firstPass, false);
      short.forEach((plan, i) => (plan.mask = firstMasks[i]));
    }
    const unfilled = plans.map((plan) => ({ plan, popular: this.#popular(plan) }));
    const needy = unfilled.filter(({ popular }) => popular.length > 0);
    if (needy.length > 0) {
      const popularOf = new Map(needy.map(({ plan, popular }) => [plan, popular]));
      await this.#run(
        needy.map(({ plan }) => plan),
        (plan) => ({ brought: popularOf.get(plan)!, only: true }),
        false,
      );
    }
    const decoded = performance.now();
    return plans.map((plan) => ({
      ...plan.list.ranked(),
      beams: plan.beams,
      ...(plan.trace === undefined ? {} : { trace: plan.trace }),
      encodeMs: planned - started,
      decodeMs: decoded - planned,
      blendMs: performance.now() - decoded,
    }));
  }

  async fuse(features: ItemFeatures): Promise<SemanticId> {
    const { device, fusion, loadFusion } = this.#parts;
    const { levels, codebookSize: codes } = this.#tables.catalogue.trie;
    this.#fusion ??= loadFusion()
      .then((tensors) => GpuFusion.create(device, tensors, { fusion, levels, codes }))
      .catch((error: unknown) => {
        this.#fusion = undefined;
        throw error;
      });
    const [id] = await (await this.#fusion).fuse([features]);
    return id;
  }

  accept(grown: GrownCatalogue): void {
    const parts = {
      ...this.#parts,
      catalogue: grown.catalogue,
      residuals: grown.residualsOf(this.#parts.residuals),
    };
    this.#tables.destroy();
    this.#tables = new CatalogueTables(parts.device, parts, sizesOf(parts));
  }

  async dispose(): Promise<void> {
    (await this.#fusion?.catch(() => undefined))?.destroy();
    this.#runner.destroy();
    this.#tables.destroy();
    this.#weights.weights.destroy();
    this.#weights.floats.destroy();
  }

  /** One submit for all plans; what it finds goes into their lists. `only`: nothing but what is brought counts. */
  async #run(
    plans: readonly Plan[],
    bring: (plan: Plan) => Brought,
    isFirst: boolean,
  ): Promise<void> {
    const tables = this.#tables;
    const { catalogue, sizes } = tables;
    const { trie } = catalogue;
    const rules = tables.rules.place(
      plans.map((plan) => plan.mask.rule),
      (rule: BaseRule) => rule.sums as Uint32Array<ArrayBuffer>,
    );
    const discounts = tables.discounts.place(
      plans.flatMap((plan) => (plan.discount === undefined ? [] : [plan.discount])),
      prefixSums,
    );
    const brought = plans.map(bring);
    const jobs = plans.map((plan, i): GpuJob => {
      const { request, discount, mask } = plan;
      return {
        ...plan.rows,
        excluded: mask.excluded,
        terms: plan.terms,
        brought: Int32Array.from(brought[i].brought, (item) => trie.positionOf[item]),
        wantsDense: request.blend.dense !== 0 && !brought[i].only,
        ruleAt: rules.at.get(mask.rule)!,
        discountAt: discount === undefined ? NONE : discounts.at.get(discount)!,
        gamma: discount?.gamma ?? 0,
        weights: {
          generator: request.blend.generator,
          dense: request.blend.dense,
          popularity: request.blend.discount,
        },
      };
    });
    const batch = layOut(jobs, sizes);
    const traced = isFirst ? plans.filter((plan) => plan.request.trace) : [];
    const { levels, beams, depth } = sizes;
    const listWords = levels * beams * depth * LIST_WORDS;
    const stretches = traced.map((plan): Stretch => {
      return { at: batch.layouts[plans.indexOf(plan)].listsAt, words: listWords };
    });
    const words = await this.#runner.run(
      batch,
      {
        ...this.#weights,
        catalogue: tables.buffer,
        rules: tables.rules.buffer,
        discounts: tables.discounts.buffer,
      },
      stretches,
    );
    plans.forEach((plan, i) => {
      this.#take(plan, words, batch.layouts[i], { isFirst, only: brought[i].only });
    });
    traced.forEach((plan, i) => {
      const at = batch.resultWords + i * listWords;
      plan.trace = readTrace(words.subarray(at, at + listWords), trie, sizes);
    });
  }

  #take(
    plan: Plan,
    words: Uint32Array,
    { slots, resultAt }: JobLayout,
    { isFirst, only }: { readonly isFirst: boolean; readonly only: boolean },
  ): void {
    const { beams, extra } = this.#tables.sizes;
    const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    const [first, end] = only ? [beams, slots - extra] : [0, slots];
    for (let slot = first; slot < end; slot++) {
      const item = words[resultAt + 2 * slot];
      if (item !== NONE) plan.list.add(item, floats[resultAt + 2 * slot + 1]);
    }
    if (!isFirst) return;
    const survivors: { item: number; logProb: number }[] = [];
    for (let beam = 0; beam < beams; beam++) {
      const item = words[resultAt + 2 * beam];
      if (item === NONE) break;
      survivors.push({ item, logProb: floats[resultAt + 2 * slots + beam] });
    }
    plan.beams = survivors;
  }

  /** Popular allowed items, where the candidates cannot fill the list. */
  #popular({ list, cap, mask, request }: Plan): number[] {
    return popularToFill(this.#tables.byPopularity, mask, list.candidates, cap, request.count);
  }
}

function sizesOf({ catalogue, tensors }: GpuRankerParts): GpuSizes {
  const { trie, settings } = catalogue;
  const shape = { items: trie.size, levels: trie.levels, codes: trie.codebookSize };
  return gpuSizes(settings, tensors, shape);
}
