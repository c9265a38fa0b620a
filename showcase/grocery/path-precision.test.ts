import { describe, expect, it } from 'vitest';
import { roundPath } from './path-precision';

describe('roundPath', () => {
  it('does not drift over many small steps', () => {
    const ends = roundPath('M0 0' + 'l.04 .04'.repeat(100), 1)
      .match(/-?\d*\.?\d+/g)!
      .map(Number);
    const x = ends.filter((_, index) => index % 2 === 0).reduce((a, b) => a + b, 0);
    expect(Math.abs(x - 4)).toBeLessThanOrEqual(0.1);
  });

  it('reads arc flags glued to the next number', () => {
    expect(roundPath('M1 1a2.04 2.04 0 11-3.04 0z', 1)).toBe('M1 1a2.04 2.04 0 1 1-3 0z');
  });

  it('starts the next subpath where the last one began', () => {
    expect(roundPath('M1.04 1.04l5 5zm1 1h2', 1)).toBe('M1 1l5 5zm1 1h2');
  });

  it('refuses what is no path', () => {
    expect(() => roundPath('M1', 1)).toThrow(/No number/);
    expect(() => roundPath('x', 1)).toThrow(/No path command/);
  });
});
