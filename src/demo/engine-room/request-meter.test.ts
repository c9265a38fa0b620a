import { describe, expect, it } from 'vitest';
import { RestartingCounter } from './request-meter';

describe('a counter that may start over', () => {
  it('counts from its first reading on, across a restart', () => {
    const counter = new RestartingCounter();
    const totals = [7, 7, 9, 1, 4].map((value) => counter.read(value));
    // 7 before the shop opened; 2 more; then a new service worker counted 1, and 3 more.
    expect(totals).toEqual([0, 0, 2, 3, 6]);
    expect(counter.total).toBe(6);
  });
});
