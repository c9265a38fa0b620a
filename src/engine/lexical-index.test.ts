/** Words found as written, begun, mistyped and out of order, in a catalogue that changes; and texts that are none. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { LexicalIndex } from './lexical-index';

const TITLES = [
  'Whole milk, 1 gal',
  'Chocolate milk, 12 oz',
  'Café au lait',
  'שמן זית',
  '牛奶',
  'Black tea bags',
  'Peanut butter',
  'Kids’ toothpaste <b>mint</b>',
];
const rows = TITLES.map((title): Record<string, string> => ({ title, category: 'Groceries' }));
const cells = { cell: (column: string, index: number) => rows[index][column] ?? null };

let index: LexicalIndex;
const found = (text: string): number[] => [...index.search(text).keys()];

beforeAll(async () => {
  rows[0].type = 'Milk';
  rows[6].description = 'Tastes of roasted nuts.';
  index = await LexicalIndex.open(cells);
  index.add(rows.keys());
});

describe('a query', () => {
  it.each([
    ['chocolate milk', 1],
    ['milk chocolate', 1],
    ['choco', 1],
    ['chocolatte mlik', 1],
    ['MILK', 0],
    ['cafe', 2],
    ['café', 2],
    ['cafe\u0301', 2],
    ['זית', 3],
    ['\u200fשמן\u200e', 3],
    ['牛', 4],
    ['something with tea', 5],
    ['roasted', 6],
    ['<i>mint</i>', 7],
    ['peanut 🥜', 6],
  ])('%s finds its item first', (text, item) => {
    expect(found(text)[0]).toBe(item);
  });

  it('counts 1 where it is met best and as a whole, less by the share of its words', () => {
    expect(index.search('chocolate milk').get(1)).toBe(1);
    expect(index.search('chocolate elephant').get(1)).toBe(0.5);
    for (const score of index.search('milk tea butter').values()) {
      expect(score > 0 && score <= 1).toBe(true);
    }
  });

  it('of fillers alone still looks for them', async () => {
    const fillers = await LexicalIndex.open({ cell: () => 'What is it' });
    fillers.add([0]);
    expect(fillers.search('what is it').get(0)).toBe(1);
  });

  it.each(['', ' ', '🥛🧈', '<>', '—!?', '\ud800', '\u200f'])(
    'without a word (%j) finds nothing',
    (text) => {
      expect(found(text)).toEqual([]);
    },
  );

  it('of three letters is not taken for a mistyped one', () => {
    expect(found('pea')).toEqual([6]);
    expect(found('ted')).toEqual([]);
  });

  it('as long as can be takes no longer', () => {
    const started = performance.now();
    found('milk '.repeat(2_000));
    found('m'.repeat(10_000));
    found(Array.from({ length: 2_000 }, (_, i) => `word${i}`).join(' '));
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(found('milk '.repeat(2_000))[0]).toBe(0);
  });

  it('may be any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const score of index.search(text).values()) expect(score > 0 && score <= 1).toBe(true);
      }),
    );
  });
});

it('items come, change and go', async () => {
  const changing = await LexicalIndex.open(cells);
  expect(changing.search('milk').size).toBe(0);
  changing.add([0, 1]);
  expect([...changing.search('milk').keys()].sort()).toEqual([0, 1]);
  changing.remove([0, 5]);
  expect([...changing.search('milk').keys()]).toEqual([1]);
  rows[1] = { title: 'Cocoa' };
  changing.add([1, 0]);
  expect([...changing.search('milk').keys()]).toEqual([0]);
  expect([...changing.search('cocoa').keys()]).toEqual([1]);
});
