/**
 * ModelRanker turns a GeneratorModel and the catalogue's tables into an Executor: encode, beam, candidates, blend, cap.
 * It knows no ids, no files and no runtime; the network behind it is the js twin or ONNX Runtime.
 */
import type { ExecutorName, ItemFeatures, SemanticId } from '../contract/recommend';
import { throwIfAborted } from './aborted';
import { beamSearch, type BeamResult } from './beam-search';
import { bestOfMap, popularityOrder, popularToFill } from './candidates';
import { scoredAs, type Catalogue } from './catalogue';
import { DenseHead } from './dense/dense-head';
import type { NearItems } from './dense/near-items';
import { Discounts } from './discount';
import type { Executor, GeneratorModel, GrownCatalogue, Ranking, RankRequest } from './executor';
import { encoderInput, excludedItems, ownFrequency } from './history';
import type { ItemTower } from './item-tower';
import { LevelScores } from './level-scores';
import { BaseRules, Mask } from './mask';
import { accumulatePrior, priorSources } from './prior';
import type { ScoreTerms } from './score';
import { Shortlist } from './shortlist';
import { topK } from './top-k';
import { TypeCap } from './type-cap';

/** What a call's candidates are scored by. */
interface Heads {
  readonly terms: ScoreTerms;
  readonly dense: DenseHead;
  readonly scores: LevelScores;
}

export class ModelRanker implements Executor {
  readonly name: ExecutorName;
  private readonly model: GeneratorModel;
  private readonly tower: ItemTower;
  private catalogue: Catalogue;
  private rules: BaseRules;
  private byPopularity: Int32Array;
  private discounts: Discounts;
  private readonly near: NearItems | undefined;

  constructor(parts: {
    readonly name: ExecutorName;
    readonly model: GeneratorModel;
    readonly catalogue: Catalogue;
    readonly tower: ItemTower;
    /** Finds the items that the dense head looks at; absent: it looks at every item. */
    readonly near?: NearItems | undefined;
  }) {
    this.name = parts.name;
    this.model = parts.model;
    this.catalogue = parts.catalogue;
    this.tower = parts.tower;
    this.near = parts.near;
    this.rules = new BaseRules(parts.catalogue.trie);
    this.byPopularity = popularityOrder(parts.catalogue.popularity);
    this.discounts = new Discounts(parts.catalogue.trie, parts.catalogue.popularity);
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

    const dense = this.denseHead(query);
    const terms: ScoreTerms = {
      prior: accumulatePrior(catalogue.prior, priorSources(visits, basket, settings.prior)),
      epsilon: settings.prior.epsilon,
      dense,
      frequency: ownFrequency(visits, request.now, settings.frequency),
      popularity: catalogue.popularity,
      lift: catalogue.lift,
    };
    const cap = new TypeCap(types, request.perType, basket);
    const excluded = excludedItems(visits, basket, novelty, types);
    for (const item of cap.filled()) excluded.add(item);
    const scores = new LevelScores(this.model, state, trie);
    const rule = this.rules.of(request.allowed);
    const shortlist = new Shortlist(request, terms, cap);

    const firstMask = new Mask(trie, rule, excluded);
    const first = await this.pass(
      request,
      firstMask,
      { terms, dense, scores },
      shortlist,
      request.trace,
    );
    throwIfAborted(signal);

    // Types that fill up leave the list short: once more without them, for what the beam had no room for.
    if (shortlist.counter.length < request.count && request.perType > 0 && types !== undefined) {
      for (const item of shortlist.counter.filled()) excluded.add(item);
      for (const item of shortlist.candidates) excluded.add(item);
      const secondMask = new Mask(trie, rule, excluded);
      await this.pass(request, secondMask, { terms, dense, scores }, shortlist, false);
      throwIfAborted(signal);
    }
    await this.backfill(request, firstMask, scores, shortlist, cap);
    const decoded = performance.now();

    return {
      ...shortlist.ranked(),
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

  accept(grown: GrownCatalogue): void {
    const { catalogue } = grown;
    const isSame = catalogue.trie === this.catalogue.trie;
    this.tower.grow(catalogue.trie.packed, grown.residualsOf(this.tower.residuals));
    this.catalogue = catalogue;
    if (isSame) return;
    this.rules = new BaseRules(catalogue.trie);
    this.byPopularity = popularityOrder(catalogue.popularity);
    this.discounts = new Discounts(catalogue.trie, catalogue.popularity);
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }

  private denseHead(query: Float32Array): DenseHead {
    const { trie, lift } = this.catalogue;
    return new DenseHead(this.tower.logits(query, lift), trie.size, this.near);
  }

  /** One beam and its extra candidates, into the shortlist. */
  private async pass(
    request: RankRequest,
    mask: Mask,
    { terms, dense, scores }: Heads,
    shortlist: Shortlist,
    trace: boolean,
  ): Promise<BeamResult> {
    const { trie, settings } = this.catalogue;
    const { beam_width: width, extra_candidates: extraCount } = settings.decoding;
    const discount = this.discounts.of(request.blend);
    const result = await beamSearch({
      trie,
      mask,
      scores,
      width,
      trace,
      ...(discount === undefined ? {} : { discount }),
    });
    const extra = new Set<number>();
    result.positions.forEach((position, i) => {
      const item = trie.itemAt[position];
      if (scoredAs(this.catalogue.lift, item) === item) shortlist.add(item, result.logProbs[i]);
      else extra.add(item);
    });

    for (const item of bestOfMap(terms.prior, mask, extraCount)) extra.add(item);
    if (request.blend.dense !== 0) {
      for (const item of dense.best(mask, extraCount)) extra.add(item);
    }
    if (request.novelty === 'any') {
      for (const item of bestOfMap(terms.frequency, mask, extraCount)) extra.add(item);
    }
    const unknown = [...extra].filter((item) => !shortlist.candidates.has(item));
    // The most promising first: they raise the bar, and most of the others then fall below it after a level or two.
    const promise = (item: number): number => {
      const [position] = this.scoredAt([item]);
      return shortlist.score(item, scores.row(1, position)[trie.code(position, 1)]);
    };
    const promises = Float64Array.from(unknown, promise);
    const order = topK(promises, Int32Array.from(unknown), unknown.length, unknown.length);
    const sorted = Array.from(order, (i) => unknown[i]);
    await this.score(sorted.slice(0, request.count), scores, shortlist);
    await this.score(sorted.slice(request.count), scores, shortlist);
    return result;
  }

  /** Scores items level by level, as long as they can still enter the list. */
  private async score(
    items: readonly number[],
    scores: LevelScores,
    shortlist: Shortlist,
  ): Promise<void> {
    const logProbs = await scores.logProbsOf(this.scoredAt(items), shortlist.floors(items));
    items.forEach((item, i) => {
      if (logProbs[i] > -Infinity) shortlist.add(item, logProbs[i]);
    });
  }

  /** Positions of the IDs whose log P counts for the items. */
  private scoredAt(items: readonly number[]): number[] {
    const { trie, lift } = this.catalogue;
    return items.map((item) => trie.positionOf[scoredAs(lift, item)]);
  }

  /** Popular allowed items, scored like all others, until the capped list can be full. */
  private async backfill(
    request: RankRequest,
    mask: Mask,
    scores: LevelScores,
    shortlist: Shortlist,
    cap: TypeCap,
  ): Promise<void> {
    const { candidates } = shortlist;
    const added = popularToFill(this.byPopularity, mask, candidates, cap, request.count);
    const logProbs = await scores.logProbsOf(this.scoredAt(added));
    added.forEach((item, i) => {
      shortlist.add(item, logProbs[i]);
    });
  }
}
