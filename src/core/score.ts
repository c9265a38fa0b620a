/**
 * The score of an item: the blend of log P, prior, dense head, own frequency and popularity, as in
 * docs/bundle-format.md, "Scores". The terms come in, one number goes out; who computes them is elsewhere.
 */
import type { Blend } from '../contract/bundle';
import { scoredAs, type Lift } from './catalogue';
import { priorTerm } from './prior';

export interface ScoreTerms {
  /** p(c) by item. */
  readonly prior: ReadonlyMap<number, number>;
  readonly epsilon: number;
  /** The dense head's logit by item. */
  readonly dense: { of(item: number): number };
  /** Own decayed frequency by item. */
  readonly frequency: ReadonlyMap<number, number>;
  /** (N) */
  readonly popularity: Float32Array;
  readonly lift?: Lift | undefined;
}

/** One item's score. `logProb`: log P of the ID it is scored as. */
export function scoreOf(blend: Blend, terms: ScoreTerms, item: number, logProb: number): number {
  const as = scoredAs(terms.lift, item);
  const popularity = Math.log(terms.popularity[item] + 1);
  const over = as === item ? 0 : popularity - Math.log(terms.popularity[as] + 1);
  return (
    blend.generator * (logProb + over) +
    blend.prior * priorTerm(terms.prior.get(item) ?? 0, terms.epsilon) +
    (blend.dense === 0 ? 0 : blend.dense * terms.dense.of(item)) +
    blend.frequency * Math.log(1 + (terms.frequency.get(item) ?? 0)) -
    blend.discount * popularity
  );
}
