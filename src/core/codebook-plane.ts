/**
 * One level's codebook laid flat: the plane on which its codewords differ most, and where a vector lies on it. For people to
 * look at; codes are chosen in all dimensions (admission/free-ids.ts).
 */
import type { MapPoint } from '../contract/recommend';

/** Turns of the power iteration: enough for axes to stand still in any codebook whose first directions differ at all. */
const TURNS = 200;
/** Of the largest number in a codebook of 32-bit floats: less than this is no difference. */
const ROUNDING = 1e-6;
/** Of the whole variance: less than this is no direction of its own. */
const NOTHING = 1e-12;

export class CodebookPlane {
  /** (V, 2) where the codewords lie. */
  readonly points: Float32Array;
  /** (V, F) */
  private readonly codebook: Float32Array;
  /** (F) */
  private readonly mean: Float64Array;
  /** Two of (F): of length 1 and at right angles, or 0 where the codewords do not differ in another direction. */
  private readonly axes: readonly Float64Array[];

  constructor(codebook: Float32Array, dimension: number) {
    this.codebook = codebook;
    this.mean = new Float64Array(dimension);
    const size = codebook.length / dimension;
    codebook.forEach((value, at) => (this.mean[at % dimension] += value / size));
    const largest = codebook.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const variances = covariance(codebook, this.mean, ROUNDING * largest);
    const first = principalAxis(variances, dimension, []);
    this.axes = [first, principalAxis(variances, dimension, [first])];
    this.points = new Float32Array(2 * size);
    for (let code = 0; code < size; code++) {
      const { x, y } = this.place(codebook.subarray(code * dimension, (code + 1) * dimension));
      this.points.set([x, y], 2 * code);
    }
  }

  /** Where a vector (F) lies: two vectors are never farther apart here than they are. */
  place(vector: ArrayLike<number>): MapPoint {
    const [x, y] = this.axes.map((axis) =>
      axis.reduce((sum, along, i) => sum + along * (vector[i] - this.mean[i]), 0),
    );
    return { x, y };
  }

  /** `rest` (F) less a codeword. */
  subtract(code: number, rest: Float64Array): void {
    for (let i = 0; i < rest.length; i++) rest[i] -= this.codebook[code * rest.length + i];
  }
}

/** For each level, where what the codes before have left of a fused vector (F) lies. */
export function pathOf(
  fused: Float32Array,
  codes: readonly number[],
  planes: readonly CodebookPlane[],
): MapPoint[] {
  const rest = Float64Array.from(fused);
  return planes.map((plane, level) => {
    const point = plane.place(rest);
    plane.subtract(codes[level], rest);
    return point;
  });
}

/** Σ of products of the codewords' distances from their mean (F, F); 0 where those are rounding alone. */
function covariance(codebook: Float32Array, mean: Float64Array, smallest: number): Float64Array {
  const dimension = mean.length;
  const sums = new Float64Array(dimension * dimension);
  for (let at = 0; at < codebook.length; at += dimension) {
    const row = mean.map((value, i) => codebook[at + i] - value);
    if (row.every((value) => Math.abs(value) <= smallest)) continue;
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j < dimension; j++) sums[i * dimension + j] += row[i] * row[j];
    }
  }
  return sums;
}

/**
 * The direction (F) of most variance among those at right angles to `others`; of length 0 where there is none. Its largest
 * component is positive, so that a map never comes out as its own mirror image.
 */
function principalAxis(
  variances: Float64Array,
  dimension: number,
  others: readonly Float64Array[],
): Float64Array {
  const total = variances.reduce((sum, value, at) => sum + (at % (dimension + 1) ? 0 : value), 0);
  // Anything but a direction that someone might have chosen, and the same every time.
  let axis = unit(
    without(
      Float64Array.from({ length: dimension }, (_, i) => Math.sin(i + 1)),
      others,
    ),
  );
  for (let turn = 0; turn < TURNS; turn++) {
    const next = new Float64Array(dimension);
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j < dimension; j++) next[i] += variances[i * dimension + j] * axis[j];
    }
    const left = without(next, others);
    if (Math.hypot(...left) <= NOTHING * total) return axis.fill(0);
    axis = unit(left);
  }
  const largest = axis.reduce(
    (most, value) => (Math.abs(value) > Math.abs(most) ? value : most),
    0,
  );
  return largest < 0 ? axis.map((value) => -value) : axis;
}

/** `vector`, changed to be at right angles to `others`. */
function without(vector: Float64Array, others: readonly Float64Array[]): Float64Array {
  for (const other of others) {
    const along = other.reduce((sum, value, i) => sum + value * vector[i], 0);
    other.forEach((value, i) => (vector[i] -= along * value));
  }
  return vector;
}

/** As long as 1, or as it is where it has no length. */
function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
