/** The stages of a call add up to it. */
import { expect, test } from 'vitest';
import { stagesOf } from './stages';

test('what no stage has measured is the rest', () => {
  const stages = stagesOf({ queueMs: 1, encodeMs: 2, decodeMs: 3, blendMs: 4, totalMs: 12 });
  expect(stages.map(({ key, ms }) => [key, ms])).toEqual([
    ['queue', 1],
    ['encode', 2],
    ['decode', 3],
    ['blend', 4],
    ['rest', 2],
  ]);
});

test('a rounded clock leaves no negative rest', () => {
  const stages = stagesOf({ queueMs: 0, encodeMs: 0.1, decodeMs: 0.1, blendMs: 0.1, totalMs: 0.2 });
  expect(stages.at(-1)!.ms).toBe(0);
});
