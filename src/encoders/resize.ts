/**
 * Pixels → the square an image encoder looks at, number for number as Pillow makes it (trainer/musicrec/features/preparation.py):
 * transparent parts on white, antialiased, of the shorter side's size or of the square's, the middle of it. It knows no canvas:
 * rows of RGBA are handed in from top to bottom, as many at a time as the caller can hold, and only those that the middle needs.
 *
 * Source: Pillow, src/libImaging/Resample.c (8 bits a channel: two passes in fixed point, across first, each rounded) and
 * Paste.c.
 */
import type { Preparation } from '../contract/bundle';

const CHANNELS = 3;
/** Fraction bits of a weight: 32, less 8 of a value and 2 for sums beyond it. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);
const WHITE = 255;

/** A part of the source, in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export class Resize {
  /** What the middle needs of the source. */
  readonly area: Area;
  private readonly across: Taps;
  private readonly down: Taps;
  private readonly side: number;
  /** (area.width, 3) one row of the source on white. */
  private readonly row: Uint8Array;
  /** (area.height, side, 3) the rows after the pass across. */
  private readonly narrowed: Uint8Array;
  private filled = 0;

  /** The source's size; both at least 1. */
  constructor(width: number, height: number, { side, shorter, resampling }: Preparation) {
    const resized = (size: number): number =>
      shorter === undefined ? side : Math.trunc((shorter * size) / Math.min(width, height));
    this.side = side;
    this.across = middleTaps(width, resized(width), side, FILTERS[resampling]);
    this.down = middleTaps(height, resized(height), side, FILTERS[resampling]);
    this.area = {
      left: this.across.first,
      top: this.down.first,
      width: this.across.length,
      height: this.down.length,
    };
    this.row = new Uint8Array(this.area.width * CHANNELS);
    this.narrowed = new Uint8Array(this.area.height * side * CHANNELS);
  }

  /** The area's next rows: (n, area.width, 4), alpha not multiplied in. */
  add(rgba: Uint8Array | Uint8ClampedArray): void {
    const stride = this.area.width * 4;
    for (let start = 0; start < rgba.length; start += stride) {
      onWhite(rgba, start, this.row);
      resample(this.row, this.across, CHANNELS, this.narrowed, this.filled * this.side * CHANNELS);
      this.filled++;
    }
  }

  /** (side, side, 3), once all rows of the area are in. */
  finish(): Uint8Array {
    const square = new Uint8Array(this.side * this.side * CHANNELS);
    resample(this.narrowed, this.down, this.side * CHANNELS, square, 0);
    return square;
  }
}

/** Which source positions make each of the middle's, and how much of each. */
interface Taps {
  /** The range of source positions that any of them needs. */
  readonly first: number;
  readonly length: number;
  /** (side) the first source position, counted from `first`, and how many there are. */
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** (side, most) in steps of 2^-22. */
  readonly weights: Int32Array;
  readonly most: number;
}

/** How much of a source pixel at a distance, and the distance beyond which there is nothing. */
interface Filter {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

const FILTERS: Record<Preparation['resampling'], Filter> = {
  bicubic: { support: 2, weight: bicubic },
  bilinear: { support: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) },
};

/** Of `size` source positions, what the middle of `resized`, `side` long, needs. */
function middleTaps(size: number, resized: number, side: number, filter: Filter): Taps {
  const scale = size / resized;
  // Made smaller, a kernel covers as much of the source as one pixel of the result; made larger, its own width.
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const most = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(side);
  const counts = new Int32Array(side);
  const weights = new Int32Array(side * most);
  const kernel = new Float64Array(most);
  const left = Math.floor((resized - side) / 2);
  for (let i = 0; i < side; i++) {
    const centre = (left + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(size, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      kernel[k] = filter.weight((k + start - centre + 0.5) * (1 / stretch));
      sum += kernel[k];
    }
    for (let k = 0; k < count; k++) {
      const steps = (sum === 0 ? kernel[k] : kernel[k] / sum) * (1 << PRECISION);
      weights[i * most + k] = Math.trunc(steps < 0 ? steps - 0.5 : steps + 0.5);
    }
    starts[i] = start;
    counts[i] = count;
  }
  const first = starts[0];
  const length = starts[side - 1] + counts[side - 1] - first;
  return { first, length, starts: starts.map((start) => start - first), counts, weights, most };
}

/** Keys' cubic with a = -0.5. */
function bicubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** source (length, lanes) → target (side, lanes) from `offset`: weighted sums, rounded and held within 0 … 255. */
function resample(
  source: Uint8Array,
  taps: Taps,
  lanes: number,
  target: Uint8Array,
  offset: number,
): void {
  const { starts, counts, weights, most } = taps;
  for (let i = 0, out = offset; i < starts.length; i++) {
    const firstWeight = i * most;
    const lastWeight = firstWeight + counts[i];
    const from = starts[i] * lanes;
    for (let lane = 0; lane < lanes; lane++, out++) {
      let sum = HALF;
      for (let w = firstWeight, at = from + lane; w < lastWeight; w++, at += lanes) {
        sum = (sum + source[at] * weights[w]) | 0;
      }
      const value = sum >> PRECISION;
      target[out] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** A row of RGBA that starts at `from` → RGB on white. */
function onWhite(rgba: Uint8Array | Uint8ClampedArray, from: number, row: Uint8Array): void {
  for (let out = 0, at = from; out < row.length; out += CHANNELS, at += 4) {
    const alpha = rgba[at + 3];
    for (let channel = 0; channel < CHANNELS; channel++) {
      const value = rgba[at + channel];
      row[out + channel] = alpha === WHITE ? value : blend(value, alpha);
    }
  }
}

/** Division by 255 in whole numbers, rounded, as Pillow writes it. */
function blend(value: number, alpha: number): number {
  const sum = value * alpha + WHITE * (WHITE - alpha) + 128;
  return ((sum >> 8) + sum) >> 8;
}
