import fc from 'fast-check';
import { expect, it } from 'vitest';
import { appended } from './appended';

it('grows as a list does, and leaves every earlier view as it was', () => {
  const parts = fc.array(fc.array(fc.integer({ min: -128, max: 127 }), { maxLength: 9 }));
  fc.assert(
    fc.property(parts, fc.nat(), (all, seed) => {
      const whole = new ArrayBuffer(16);
      const views = [new Int8Array(whole, 4, 3)];
      const expected: number[][] = [[0, 0, 0]];
      for (const [i, part] of all.entries()) {
        // Mostly the newest view grows, now and then an older one.
        const from = i % 4 === 3 ? seed % views.length : views.length - 1;
        views.push(appended(views[from], Int8Array.from(part)));
        expected.push([...expected[from], ...part]);
      }
      expect(views.map((view) => [...view])).toEqual(expected);
      expect([...new Int8Array(whole)]).toEqual(new Array(16).fill(0));
    }),
  );
});

it('copies seldom: a thousand appends make few buffers', () => {
  let table = new Uint32Array(0);
  const buffers = new Set<ArrayBufferLike>();
  for (let i = 0; i < 1000; i++) {
    table = appended(table, Uint32Array.of(i));
    buffers.add(table.buffer);
  }
  expect(Array.from(table)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(buffers.size).toBeLessThan(12);
});
