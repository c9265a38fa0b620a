/** What the lamps say in words: every part that is there, and why others are dark. */
import { expect, test } from 'vitest';
import { partsSentence } from './part-lights';

const part = (size: number): { size: number; experts: number[] } => ({ size, experts: [0.5, 0.5] });

test('a sentence names each part with its share, and what was not given', () => {
  expect(partsSentence({ shared: part(0.4), text: part(0.6) })).toBe(
    'What the engine sees in it comes 60\u00a0% from experts that read words alone and 40\u00a0% from experts that look at words and picture together. There is no photo: the lamps for pictures stay dark.',
  );
  expect(partsSentence({ shared: part(0.7), image: part(0.3) })).toMatch(
    /70\s% .+ and 30\s% from experts that look at pictures alone\. There are no words: /,
  );
  expect(partsSentence({ shared: part(0.5), text: part(0.3), image: part(0.2) })).toMatch(
    /^.+ 30\s% .+, 50\s% .+ and 20\s% [^.]+\.$/,
  );
});
