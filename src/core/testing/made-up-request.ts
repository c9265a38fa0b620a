/** Random questions about a made-up shop, and random filters. For tests. */
import fc from 'fast-check';
import type { Blend } from '../../contract/bundle';
import type { RankRequest } from '../executor';
import { madeUpVisits, type MadeUpShop } from './made-up-shop';
import { Random } from './random';

/** Every term counts. */
export const BLEND: Blend = { generator: 1, prior: 0.4, dense: 0.3, frequency: 0.8, discount: 0.2 };

export function madeUpRequest(
  { sizes }: MadeUpShop,
  seed: number,
  changes: Partial<RankRequest> = {},
): RankRequest {
  const random = new Random(seed);
  return {
    visits: madeUpVisits(random, sizes.items, random.below(6)),
    basket: random.distinct(random.below(4), sizes.items),
    now: 1_700_000_000_000 + 60 * 86_400_000,
    novelty: (['any', 'items', 'types'] as const)[random.below(3)],
    blend: BLEND,
    count: 10,
    perType: 0,
    trace: false,
    ...changes,
  };
}

/** No filter, one that lets about half through, and one that leaves at most `few` of the `items`. */
export function filtersOf(items: number, few: number): fc.Arbitrary<Uint8Array | undefined> {
  return fc.oneof(
    fc.constant(undefined),
    fc.uint8Array({ min: 0, max: 1, minLength: items, maxLength: items }),
    fc.uniqueArray(fc.nat(items - 1), { maxLength: few }).map((left) => {
      const allowed = new Uint8Array(items);
      for (const item of left) allowed[item] = 1;
      return allowed;
    }),
  );
}
