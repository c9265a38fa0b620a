/** Codewords in a ring: each once, like ones side by side, the same ring every time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codebookRing } from './codebook-ring';
import { Random } from './testing/random';

const F = 6;
const V = 24;

function codebookOf(seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: V * F }, () => random.normal());
}

/** Codes in the order of the ring. */
function orderOf(turns: Float32Array): number[] {
  return Array.from(turns.keys()).sort((a, b) => turns[a] - turns[b]);
}

function tripLength(codebook: Float32Array, order: readonly number[]): number {
  const row = (code: number): Float32Array => codebook.subarray(code * F, (code + 1) * F);
  return order.reduce((sum, code, place) => {
    const next = row(order[(place + 1) % order.length]);
    return sum + Math.hypot(...row(code).map((value, i) => value - next[i]));
  }, 0);
}

describe('a codebook in a ring', () => {
  it('has every code once, evenly spread, from code 0 on', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const turns = codebookRing(codebookOf(seed), F);
        expect(turns[0]).toBe(0);
        const places = Array.from(turns, (turn) => Math.round(turn * V)).sort((a, b) => a - b);
        expect(places).toEqual(Array.from({ length: V }, (_, place) => place));
      }),
    );
  });

  it('cannot be made shorter by turning a stretch of it around', () => {
    for (let seed = 0; seed < 20; seed++) {
      const codebook = codebookOf(seed);
      const order = orderOf(codebookRing(codebook, F));
      const length = tripLength(codebook, order);
      for (let from = 1; from < V; from++) {
        for (let to = from + 2; to <= V; to++) {
          const turned = [
            ...order.slice(0, from),
            ...order.slice(from, to).reverse(),
            ...order.slice(to),
          ];
          expect(tripLength(codebook, turned)).toBeGreaterThan(length - 1e-4);
        }
      }
    }
  });

  it('finds the circle that codewords lie on, in whatever order and plane they come', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...Array(V).keys()], { minLength: V, maxLength: V }),
        fc.integer(),
        (places, seed) => {
          const random = new Random(seed);
          const [across, up] = [0, 1].map(() => Array.from({ length: F }, () => random.normal()));
          const codebook = Float32Array.from({ length: V * F }, (_, at) => {
            const angle = (2 * Math.PI * places[Math.floor(at / F)]) / V;
            return Math.cos(angle) * across[at % F] + Math.sin(angle) * up[at % F];
          });
          const round = orderOf(codebookRing(codebook, F)).map((code) => places[code]);
          const steps = new Set(round.map((place, i) => (round[(i + 1) % V] - place + V) % V));
          expect(
            [...steps].every((step) => step === 1) || [...steps].every((step) => step === V - 1),
          ).toBe(true);
        },
      ),
    );
  });

  it('is the same every time', () => {
    expect(codebookRing(codebookOf(7), F)).toEqual(codebookRing(codebookOf(7), F));
  });

  it.each([
    ['equal codewords', new Float32Array(V * F).fill(0.3)],
    ['one codeword', new Float32Array(F)],
    ['two', codebookOf(1).subarray(0, 2 * F)],
  ])('of %s is made of numbers', (_, codebook) => {
    const turns = codebookRing(codebook, F);
    expect(turns).toHaveLength(codebook.length / F);
    expect(turns.every((turn) => turn >= 0 && turn < 1)).toBe(true);
  });
});
