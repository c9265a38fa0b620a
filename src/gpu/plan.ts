/**
 * A request resolved for the kernels: rows, sparse terms and masks by trie position, and the list that fills up.
 * What the host alone knows and does; words and buffers are job.ts and the ranker's business.
 */
import type { Trace } from '../contract/recommend';
import { CandidateList } from '../core/candidate-list';
import { bestOfMap } from '../core/candidates';
import type { Catalogue } from '../core/catalogue';
import { Discounts, type Discount } from '../core/discount';
import type { Ranking, RankRequest } from '../core/executor';
import { encoderInput, excludedItems, ownFrequency } from '../core/history';
import { BaseRules, Mask } from '../core/mask';
import { accumulatePrior, priorSources, priorTerm } from '../core/prior';
import { TypeCap } from '../core/type-cap';
import type { GpuJob } from './job';

/** A request on its way: what was resolved once, and what has been found so far. */
export interface Plan {
  readonly request: RankRequest;
  readonly rows: Pick<GpuJob, 'rowPositions' | 'roles' | 'historyRow'>;
  readonly terms: GpuJob['terms'];
  readonly prior: ReadonlyMap<number, number>;
  readonly frequency: ReadonlyMap<number, number>;
  readonly cap: TypeCap;
  readonly excluded: Set<number>;
  readonly list: CandidateList;
  readonly discount: Discount | undefined;
  mask: Mask;
  beams: Ranking['beams'];
  trace?: Trace;
}

export class Planner {
  private readonly catalogue: Catalogue;
  private readonly rules: BaseRules;
  private readonly discounts: Discounts;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
    this.rules = new BaseRules(catalogue.trie);
    this.discounts = new Discounts(catalogue.trie, catalogue.popularity);
  }

  plan(request: RankRequest): Plan {
    const { catalogue } = this;
    const { trie, settings, types } = catalogue;
    const { visits, basket, novelty, blend } = request;
    const input = encoderInput(visits, basket, novelty, settings.model);
    const prior = accumulatePrior(catalogue.prior, priorSources(visits, basket, settings.prior));
    const frequency = ownFrequency(visits, request.now, settings.frequency);
    const items = [...new Set([...prior.keys(), ...frequency.keys()])];
    items.sort((a, b) => trie.positionOf[a] - trie.positionOf[b]);
    const cap = new TypeCap(types, request.perType, basket);
    const excluded = excludedItems(visits, basket, novelty, types);
    for (const item of cap.filled()) excluded.add(item);
    return {
      request,
      rows: {
        rowPositions: input.items.map((item) => (item < 0 ? -1 : trie.positionOf[item])),
        roles: input.roles,
        historyRow: 1 + new Set(basket).size,
      },
      terms: {
        positions: Int32Array.from(items, (item) => trie.positionOf[item]),
        values: Float64Array.from(
          items,
          (item) =>
            blend.prior * priorTerm(prior.get(item) ?? 0, settings.prior.epsilon) +
            blend.frequency * Math.log(1 + (frequency.get(item) ?? 0)),
        ),
      },
      prior,
      frequency,
      cap,
      excluded,
      list: new CandidateList(request.count, cap),
      discount: this.discounts.of(blend),
      mask: new Mask(trie, this.rules.of(request.allowed), excluded),
      beams: [],
    };
  }
}

/** The best `extra` of the prior and, where they may be listed, of the shopper's own items. */
export function bestOfBoth({ request, prior, frequency, mask }: Plan, extra: number): number[] {
  const best = new Set(bestOfMap(prior, mask, extra));
  if (request.novelty === 'any') {
    for (const item of bestOfMap(frequency, mask, extra)) best.add(item);
  }
  return [...best];
}
