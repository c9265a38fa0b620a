/** Signs on a ring: one for each long stretch, in its middle, wherever the ring begins. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringSigns } from './ring-signs';

const stretch = (name: string | undefined, length: number): (string | undefined)[] =>
  Array.from({ length }, () => name);
const turnsOf = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, i) => ((i + from) % count) / count);

describe('signs on a ring', () => {
  it('stand in the middle of what is side by side', () => {
    const names = [...stretch('Drinks', 20), ...stretch('Pets', 12)];
    const signs = ringSigns(turnsOf(32), names);
    expect(signs.map(({ name }) => name).sort()).toEqual(['Drinks', 'Pets']);
    expect(signs.find(({ name }) => name === 'Drinks')!.turn).toBeCloseTo(9.5 / 32);
    expect(signs.find(({ name }) => name === 'Pets')!.turn).toBeCloseTo(25.5 / 32);
  });

  it('go around with the ring', () => {
    const names = [...stretch('Drinks', 20), ...stretch('Pets', 12), ...stretch('Baby', 9)];
    fc.assert(
      fc.property(fc.nat(40), (from) => {
        const still = ringSigns(turnsOf(41), names);
        const turned = ringSigns(turnsOf(41, from), names);
        expect(turned).toHaveLength(3);
        for (const { name, turn } of still) {
          const moved = turned.find((sign) => sign.name === name)!.turn;
          expect(Math.abs(Math.sin(Math.PI * (moved - turn - from / 41)))).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('pass over strangers among many, and codes that nobody has', () => {
    const names = [...stretch('Drinks', 10), 'Pets', undefined, ...stretch('Drinks', 10)];
    expect(ringSigns(turnsOf(22), names).map(({ name }) => name)).toEqual(['Drinks']);
    expect(ringSigns(turnsOf(9), stretch(undefined, 9))).toEqual([]);
  });
});
