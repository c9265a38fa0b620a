/** Codes on a dial: the nearest is nearest to the middle, all are on it, what is pointed at is found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialDots, dotNear, onCircle, SIZE } from './dial-layout';

const map = fc
  .array(
    fc.record({
      distance: fc.double({ min: 0, max: 100, noNaN: true }),
      items: fc.nat(500),
    }),
    { minLength: 1, maxLength: 64 },
  )
  .map((codes) => ({
    turns: Float32Array.from(codes, (_, code) => code / codes.length),
    distances: Float32Array.from(codes, ({ distance }) => distance),
    items: Uint32Array.from(codes, ({ items }) => items),
    sample: codes.map(() => []),
  }));

describe('codes on a dial', () => {
  it('lie the farther out the less alike, and never outside', () => {
    fc.assert(
      fc.property(map, (given) => {
        const dots = dialDots(given);
        const order = [...dots].sort((a, b) => given.distances[a.code] - given.distances[b.code]);
        const away = order.map(({ x, y }) => Math.hypot(x, y));
        away.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual((away[i - 1] ?? 0) - 1e-9);
          expect(value + dots[order[i].code].radius).toBeLessThan(SIZE);
        });
      }),
    );
  });

  it('are the larger the more products have them', () => {
    fc.assert(
      fc.property(map, (given) => {
        const order = dialDots(given).sort((a, b) => given.items[a.code] - given.items[b.code]);
        order.forEach(({ radius }, i) => {
          expect(radius).toBeGreaterThanOrEqual(order[i - 1]?.radius ?? 1);
        });
      }),
    );
  });

  it('start at the top and go as a clock does', () => {
    expect(onCircle(0, 10).y).toBe(-10);
    expect(onCircle(0.25, 10).x).toBeCloseTo(10);
    expect(onCircle(0.5, 10).y).toBeCloseTo(10);
  });
});

describe('what is pointed at', () => {
  it('is the dot below, and nothing where none is near', () => {
    fc.assert(
      fc.property(map, (given) => {
        const dots = dialDots(given);
        for (const { x, y } of dots) {
          const found = dotNear(dots, x, y, 10)!;
          expect(Math.hypot(found.x - x, found.y - y)).toBeLessThanOrEqual(found.radius + 1e-9);
        }
        expect(dotNear(dots, 0, 0, 10)).toBeUndefined();
      }),
    );
  });
});
