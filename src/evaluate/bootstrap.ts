/**
 * 95 % intervals by resampling users: cases of one user are not independent, so users are drawn whole.
 * Percentile intervals, seeded: the same cases give the same interval.
 */

/** [value, low, high] */
export type Interval = [number, number, number];

const SAMPLES = 1000;
const SEED = 17;

/** Means over cases of M metrics. `users`: (C) whose case it is; `values`: (C) arrays of M. */
export function clusteredIntervals(
  users: readonly string[],
  values: readonly (readonly number[])[],
): Interval[] {
  const metrics = values.length === 0 ? 0 : values[0].length;
  const clusterOf = new Map<string, number>();
  for (const user of users) if (!clusterOf.has(user)) clusterOf.set(user, clusterOf.size);
  const clusters = clusterOf.size;
  const counts = new Float64Array(clusters);
  /** (clusters, M) */
  const sums = new Float64Array(clusters * metrics);
  users.forEach((user, row) => {
    const cluster = clusterOf.get(user) ?? 0;
    counts[cluster]++;
    for (let m = 0; m < metrics; m++) sums[cluster * metrics + m] += values[row][m];
  });
  const draws = Array.from({ length: metrics }, () => new Float64Array(SAMPLES));
  const random = mulberry32(SEED);
  const total = new Float64Array(metrics);
  for (let sample = 0; sample < SAMPLES; sample++) {
    total.fill(0);
    let cases = 0;
    for (let draw = 0; draw < clusters; draw++) {
      const cluster = Math.floor(random() * clusters);
      cases += counts[cluster];
      for (let m = 0; m < metrics; m++) total[m] += sums[cluster * metrics + m];
    }
    for (let m = 0; m < metrics; m++) draws[m][sample] = total[m] / cases;
  }
  return draws.map((drawn, m) => {
    let sum = 0;
    for (const row of values) sum += row[m];
    drawn.sort();
    return [sum / values.length, quantile(drawn, 0.025), quantile(drawn, 0.975)];
  });
}

/** Linear between the two nearest of sorted values. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** A small generator of uniform numbers in [0, 1) (Tommy Ettinger's mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
