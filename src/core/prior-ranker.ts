/**
 * The `graph` executor: prior, own frequency and popularity, no network and no weights.
 * It serves the first paint and every failure, so it must always give a list; it cannot encode an item.
 */
import { RecommenderError } from '../contract/errors';
import type { SemanticId } from '../contract/recommend';
import { popularityOrder } from './candidates';
import type { Catalogue } from './catalogue';
import type { Executor, GrownCatalogue, Ranking, RankRequest } from './executor';
import { excludedItems, ownFrequency } from './history';
import { BaseRules, Mask } from './mask';
import { accumulatePrior, priorSources, priorTerm } from './prior';
import { topK } from './top-k';
import { TypeCap } from './type-cap';

/**
 * Weights beside a prior term of weight 1. Not the blend's: those are chosen beside a generator. On the grocery shop's
 * validation visits recall@10 rises with the frequency's weight up to about 4 (visits) and falls slowly with
 * popularity's (baskets), which is here to order what the prior does not know.
 */
const FREQUENCY_WEIGHT = 4;
const POPULARITY_WEIGHT = 0.05;

export class PriorRanker implements Executor {
  readonly name = 'graph';
  private catalogue: Catalogue;
  private rules: BaseRules;
  private byPopularity: Int32Array;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    this.rules = new BaseRules(catalogue.trie);
    this.byPopularity = popularityOrder(catalogue.popularity);
  }

  rank(request: RankRequest, signal?: AbortSignal): Promise<Ranking> {
    if (signal?.aborted === true) {
      return Promise.reject(new RecommenderError('call/aborted', { call: 'recommend' }));
    }
    return Promise.resolve(this.rankNow(request));
  }

  /** The same, synchronously. */
  rankNow(request: RankRequest): Ranking {
    const started = performance.now();
    const { trie, settings, types, popularity, prior } = this.catalogue;
    const { visits, basket, novelty } = request;
    const cap = new TypeCap(types, request.perType, basket);
    const excluded = excludedItems(visits, basket, novelty, types);
    for (const item of cap.filled()) excluded.add(item);
    const mask = new Mask(trie, this.rules.of(request.allowed), excluded);
    const fromPrior = accumulatePrior(prior, priorSources(visits, basket, settings.prior));
    const frequency = ownFrequency(visits, request.now, settings.frequency);

    // Everything a source points to and everything of one's own; then popular items until the list can be full.
    const candidates: number[] = [];
    const counter = cap.counter();
    const seen = new Set<number>();
    const take = (item: number): void => {
      if (seen.has(item) || !mask.allowsItem(item)) return;
      seen.add(item);
      candidates.push(item);
      counter.add(item);
    };
    for (const item of fromPrior.keys()) take(item);
    if (novelty === 'any') for (const item of frequency.keys()) take(item);
    // At least `count` popular ones always stand in, so that a weak neighbour does not beat them for being the only one.
    let standIns = 0;
    for (const item of this.byPopularity) {
      if (counter.length >= request.count && standIns >= request.count) break;
      if (!mask.allowsItem(item)) continue;
      take(item);
      standIns++;
    }

    const scores = Float64Array.from(
      candidates,
      (item) =>
        priorTerm(fromPrior.get(item) ?? 0, settings.prior.epsilon) +
        FREQUENCY_WEIGHT * Math.log(1 + (frequency.get(item) ?? 0)) +
        POPULARITY_WEIGHT * Math.log(popularity[item] + 1),
    );
    const order = topK(scores, Int32Array.from(candidates), candidates.length, candidates.length);
    const ranked = order.map((i) => candidates[i]);
    const chosen = cap.choose(ranked, request.count);
    return {
      items: Int32Array.from(chosen, (i) => ranked[i]),
      scores: Float32Array.from(chosen, (i) => scores[order[i]]),
      beams: [],
      encodeMs: 0,
      decodeMs: 0,
      blendMs: performance.now() - started,
    };
  }

  accept({ catalogue }: GrownCatalogue): void {
    const isSame = catalogue.trie === this.catalogue.trie;
    this.catalogue = catalogue;
    if (isSame) return;
    this.rules = new BaseRules(catalogue.trie);
    this.byPopularity = popularityOrder(catalogue.popularity);
  }

  fuse(): Promise<SemanticId> {
    return Promise.reject(
      new RecommenderError('runtime/unavailable', {
        executor: this.name,
        reason: 'it has no network to encode an item with',
      }),
    );
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
