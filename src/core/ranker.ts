/**
 * ModelRanker turns a GeneratorModel and the catalogue's tables into an Executor: encode, beam, candidates, blend, cap.
 * It knows no ids, no files and no runtime; the network behind it is the js twin or ONNX Runtime.
 */
import type { ExecutorName, ItemFeatures, SemanticId } from '../contract/recommend';
import { RecommenderError } from '../contract/errors';
import { beamSearch, type BeamResult } from './beam-search';
import { bestOfArray, bestOfMap, popularityOrder } from './candidates';
import type { Catalogue } from './catalogue';
import { denseLogProbs } from './dense';
import { Discount } from './discount';
import type { Executor, GeneratorModel, Ranking, RankRequest } from './executor';
import { encoderInput, excludedItems, ownFrequency } from './history';
import { LevelScores } from './level-scores';
import { BaseRules, Mask } from './mask';
import { accumulatePrior, priorSources } from './prior';
import { scoreWithoutGenerator, type ScoreTerms } from './score';
import { topK } from './top-k';
import { CapCounter, capTypes } from './type-cap';

export class ModelRanker implements Executor {
  readonly name: ExecutorName;
  private readonly model: GeneratorModel;
  private readonly catalogue: Catalogue;
  /** (N, D) */
  private readonly vectors: Float32Array;
  private readonly rules: BaseRules;
  private readonly byPopularity: Int32Array;
  /** Discounts by γ′: a manifest has few of them. */
  private readonly discounts = new Map<number, Discount>();

  constructor(parts: {
    readonly name: ExecutorName;
    readonly model: GeneratorModel;
    readonly catalogue: Catalogue;
    /** (N, D), see `itemVectors`. */
    readonly vectors: Float32Array;
  }) {
    this.name = parts.name;
    this.model = parts.model;
    this.catalogue = parts.catalogue;
    this.vectors = parts.vectors;
    this.rules = new BaseRules(parts.catalogue.trie);
    this.byPopularity = popularityOrder(parts.catalogue.popularity);
  }

  async rank(request: RankRequest, signal?: AbortSignal): Promise<Ranking> {
    const { catalogue } = this;
    const { trie, settings, types } = catalogue;
    const { novelty, visits, basket } = request;
    const started = performance.now();
    throwIfAborted(signal);
    const { state, query } = await this.model.encode(
      encoderInput(visits, basket, novelty, settings.model),
    );
    const encoded = performance.now();
    throwIfAborted(signal);

    const terms: ScoreTerms = {
      prior: accumulatePrior(catalogue.prior, priorSources(visits, basket, settings.prior)),
      epsilon: settings.prior.epsilon,
      dense: denseLogProbs(query, this.vectors),
      frequency: ownFrequency(visits, request.now, settings.frequency),
      popularity: catalogue.popularity,
    };
    const excluded = excludedItems(visits, basket, novelty, types);
    const scores = new LevelScores(this.model, state, trie);
    const rule = this.rules.of(request.allowed);
    const known = new Map<number, number>();

    const firstMask = new Mask(trie, rule, excluded);
    const first = await this.pass(request, firstMask, terms, scores, known, request.trace);
    throwIfAborted(signal);

    // Types that fill up leave the list short: once more without them, for what the beam had no room for.
    const counter = new CapCounter(types, request.perType);
    for (const item of known.keys()) counter.add(item);
    if (counter.length < request.count && request.perType > 0 && types !== undefined) {
      for (let item = 0; item < types.length; item++) {
        if (counter.saturated(types[item])) excluded.add(item);
      }
      for (const item of known.keys()) excluded.add(item);
      const before = new Set(known.keys());
      await this.pass(request, new Mask(trie, rule, excluded), terms, scores, known, false);
      for (const item of known.keys()) if (!before.has(item)) counter.add(item);
      throwIfAborted(signal);
    }
    await this.backfill(request, firstMask, counter, scores, known);
    const decoded = performance.now();

    const { items, values } = blendAll(request, terms, known);
    const chosen = capTypes(items, types, request.perType, request.count);
    return {
      items: Int32Array.from(chosen, (i) => items[i]),
      scores: Float32Array.from(chosen, (i) => values[i]),
      beams: Array.from(first.positions, (position, i) => ({
        item: trie.itemAt[position],
        logProb: first.logProbs[i],
      })),
      ...(first.trace === undefined ? {} : { trace: first.trace }),
      encodeMs: encoded - started,
      decodeMs: decoded - encoded,
      blendMs: performance.now() - decoded,
    };
  }

  fuse(features: ItemFeatures): Promise<SemanticId> {
    return this.model.fuse(features);
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }

  /** One beam with its extra candidates; adds log P by item to `known`. */
  private async pass(
    request: RankRequest,
    mask: Mask,
    terms: ScoreTerms,
    scores: LevelScores,
    known: Map<number, number>,
    trace: boolean,
  ): Promise<BeamResult> {
    const { trie, settings } = this.catalogue;
    const { beam_width: width, extra_candidates: extraCount } = settings.decoding;
    const extra = new Set<number>(bestOfMap(terms.prior, mask, extraCount));
    if (request.blend.dense !== 0) {
      for (const item of bestOfArray(terms.dense, mask, extraCount)) extra.add(item);
    }
    if (request.novelty === 'any') {
      for (const item of bestOfMap(terms.frequency, mask, extraCount)) extra.add(item);
    }
    const positions = Array.from(extra, (item) => trie.positionOf[item]);
    const discount = this.discount(request);
    const result = await beamSearch(
      { trie, mask, scores, width, trace, ...(discount === undefined ? {} : { discount }) },
      positions,
    );
    result.positions.forEach((position, i) => known.set(trie.itemAt[position], result.logProbs[i]));
    const missing = positions.filter((position) => !known.has(trie.itemAt[position]));
    const logProbs = await scores.logProbsOf(missing);
    missing.forEach((position, i) => known.set(trie.itemAt[position], logProbs[i]));
    return result;
  }

  /** Popular allowed items, scored like all others, until the capped list can be full. */
  private async backfill(
    request: RankRequest,
    mask: Mask,
    counter: CapCounter,
    scores: LevelScores,
    known: Map<number, number>,
  ): Promise<void> {
    const { trie } = this.catalogue;
    const added: number[] = [];
    for (const item of this.byPopularity) {
      if (counter.length >= request.count) break;
      if (known.has(item) || !mask.allowsItem(item)) continue;
      if (counter.add(item)) added.push(trie.positionOf[item]);
    }
    const logProbs = await scores.logProbsOf(added);
    added.forEach((position, i) => known.set(trie.itemAt[position], logProbs[i]));
  }

  private discount(request: RankRequest): Discount | undefined {
    const { generator, discount } = request.blend;
    if (discount === 0 || generator === 0) return undefined;
    const gamma = discount / generator;
    let found = this.discounts.get(gamma);
    if (found === undefined) {
      found = new Discount(this.catalogue.trie, this.catalogue.popularity, gamma);
      this.discounts.set(gamma, found);
    }
    return found;
  }
}

/** All candidates by descending score, ties by lower item index. `known`: log P by item. */
function blendAll(
  request: RankRequest,
  terms: ScoreTerms,
  known: ReadonlyMap<number, number>,
): { items: Int32Array; values: Float64Array } {
  const candidates = Int32Array.from(known.keys());
  const scores = new Float64Array(candidates.length);
  candidates.forEach((item, i) => {
    const logProb = known.get(item) ?? 0;
    scores[i] =
      request.blend.generator * logProb + scoreWithoutGenerator(request.blend, terms, item);
  });
  const order = topK(scores, candidates, candidates.length, candidates.length);
  return {
    items: order.map((i) => candidates[i]),
    values: Float64Array.from(order, (i) => scores[i]),
  };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new RecommenderError('call/aborted', { call: 'recommend' });
}
