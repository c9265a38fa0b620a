/** The shipped engine as a contender: the built library, its worker, an executor by name. */
import type { Contender, IndexedVisits } from './contender';

/** The part of the library that is used; it is loaded from the built site, not built again. */
interface Library {
  readonly createRecommender: (options: { bundle: string; executor: string }) => Recommender;
}

interface Recommender {
  settled(): Promise<unknown>;
  recommend(
    call: object,
  ): Promise<{ executor: string; timings: { totalMs: number; queueMs: number } }>;
  dispose(): void;
}

export class EngineContender implements Contender {
  private readonly recommender: Recommender;
  private readonly executor: string;
  private readonly ids: readonly string[];

  private constructor(recommender: Recommender, executor: string, ids: readonly string[]) {
    this.recommender = recommender;
    this.executor = executor;
    this.ids = ids;
  }

  /** `base`: where the site is served; `ids`: of the bundle's items. */
  static async create(
    base: string,
    bundle: string,
    executor: string,
    ids: readonly string[],
  ): Promise<EngineContender> {
    const { createRecommender } = (await import(
      /* @vite-ignore */ `${base}lib/musicrec.js`
    )) as Library;
    const recommender = createRecommender({ bundle, executor });
    await recommender.settled();
    return new EngineContender(recommender, executor, ids);
  }

  async recommend(visits: IndexedVisits): Promise<number> {
    const history = visits.map(({ at, items }) => ({ at, items: items.map((i) => this.ids[i]) }));
    const call = { kind: 'next', count: 10, novelty: 'any', history };
    const { executor, timings } = await this.recommender.recommend(call);
    if (executor !== this.executor) throw new Error(`${this.executor} was answered by ${executor}`);
    return timings.totalMs - timings.queueMs;
  }

  dispose(): void {
    this.recommender.dispose();
  }
}
