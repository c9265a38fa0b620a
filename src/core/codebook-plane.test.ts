/** A codebook laid flat: nothing comes out farther apart than it is, the two axes show most, the same map every time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodebookPlane, pathOf } from './codebook-plane';
import { Random } from './testing/random';

const F = 6;
const V = 24;

/** Codewords that differ more in some directions than in others. */
function codebookOf(seed: number): Float32Array {
  const random = new Random(seed);
  const widths = Array.from({ length: F }, () => 0.1 + 3 * random.next());
  return Float32Array.from({ length: V * F }, (_, at) => widths[at % F] * random.normal());
}

const row = (codebook: Float32Array, code: number): Float32Array =>
  codebook.subarray(code * F, (code + 1) * F);

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.hypot(...Array.from(a, (value, i) => value - b[i]));

const point = (plane: CodebookPlane, code: number): [number, number] => [
  plane.points[2 * code],
  plane.points[2 * code + 1],
];

/** Of the codewords along a direction of length 1. */
function spread(codebook: Float32Array, direction: readonly number[]): number {
  const along = Array.from({ length: V }, (_, code) =>
    row(codebook, code).reduce((sum, value, i) => sum + value * direction[i], 0),
  );
  const mean = along.reduce((sum, value) => sum + value, 0) / V;
  return along.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

describe('a codebook laid flat', () => {
  it('shows no two vectors farther apart than they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const codebook = codebookOf(seed);
        const plane = new CodebookPlane(codebook, F);
        const vector = codebookOf(seed + 1).subarray(0, F);
        const { x, y } = plane.place(vector);
        for (let code = 0; code < V; code++) {
          const shown = distance([x, y], point(plane, code));
          expect(shown).toBeLessThanOrEqual(distance(vector, row(codebook, code)) + 1e-4);
        }
      }),
    );
  });

  it('shows more than any two of the axes it was given in', () => {
    for (let seed = 0; seed < 50; seed++) {
      const codebook = codebookOf(seed);
      const { points } = new CodebookPlane(codebook, F);
      const mean = [0, 1].map((at) =>
        points.reduce((sum, p, i) => (i % 2 === at ? sum + p : sum), 0),
      );
      expect(Math.abs(mean[0]) + Math.abs(mean[1])).toBeLessThan(1e-3);
      const shown = points.reduce((sum, value) => sum + value * value, 0);
      const given = Array.from({ length: F }, (_, axis) =>
        spread(
          codebook,
          Array.from({ length: F }, (_, i) => (i === axis ? 1 : 0)),
        ),
      ).sort((a, b) => b - a);
      expect(shown).toBeGreaterThan(0.999 * (given[0] + given[1]));
      const [x, y] = [0, 1].map((at) =>
        points.reduce((s, p, i) => (i % 2 === at ? s + p * p : s), 0),
      );
      expect(x).toBeGreaterThanOrEqual(y);
    }
  });

  it('is the same every time, and for a codebook in another order the same but for that', () => {
    const codebook = codebookOf(7);
    const plane = new CodebookPlane(codebook, F);
    expect(new CodebookPlane(codebook, F).points).toEqual(plane.points);
    const backwards = Float32Array.from(
      { length: V * F },
      (_, at) => row(codebook, V - 1 - Math.floor(at / F))[at % F],
    );
    const turned = new CodebookPlane(backwards, F);
    for (let code = 0; code < V; code++) {
      expect(distance(point(turned, V - 1 - code), point(plane, code))).toBeLessThan(1e-4);
    }
  });

  it.each([
    ['nothing', new Float32Array(V * F)],
    ['equal codewords', Float32Array.from({ length: V * F }, (_, at) => 0.1 + (at % F) / 3)],
    [
      'codewords on one line',
      Float32Array.from({ length: V * F }, (_, at) => Math.floor(at / F) / 7),
    ],
  ])('of %s is made of numbers', (name, codebook) => {
    const plane = new CodebookPlane(codebook, F);
    expect(plane.points.every(Number.isFinite)).toBe(true);
    const { x, y } = plane.place(new Float32Array(F).fill(2));
    expect([x, y].every(Number.isFinite)).toBe(true);
    const width = Math.max(...plane.points) - Math.min(...plane.points);
    if (name !== 'codewords on one line') expect(width).toBe(0);
    else expect(width).toBeCloseTo(((V - 1) / 7) * Math.sqrt(F), 4);
  });
});

describe('the path of a vector', () => {
  it('is on each level where the codes before have left it', () => {
    const codebooks = [1, 2, 3].map(codebookOf);
    const planes = codebooks.map((codebook) => new CodebookPlane(codebook, F));
    const codes = [3, 14, 15];
    const last = codebookOf(4).subarray(0, F);
    const sum = last.map((value, i) =>
      codes.reduce((all, code, level) => all + row(codebooks[level], code)[i], value),
    );
    const path = pathOf(sum, codes, planes);
    expect(path).toHaveLength(3);
    const rest = last.map((value, i) => value + row(codebooks[2], codes[2])[i]);
    const at = planes[2].place(rest);
    expect(distance([path[2].x, path[2].y], [at.x, at.y])).toBeLessThan(1e-4);
    expect(path[0]).toEqual(planes[0].place(sum));
  });
});
