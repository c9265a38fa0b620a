import { expect, test } from 'vitest';
import { RecommenderError } from '../contract/errors';
import { checkTitle } from './title';

test.each(['', '  ', '🌮', '?!', '<>', '\u200f', '-'.repeat(10_000)])('not %j', (title) => {
  let thrown: unknown;
  try {
    checkTitle(title);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(RecommenderError);
  expect((thrown as RecommenderError).code).toBe('text/empty');
  expect((thrown as RecommenderError).message.length).toBeLessThan(150);
});

test.each(['a', '7', 'שלום', '茶', '🌮 taco', '<b>é</b>'])('%j', (title) => {
  expect(() => {
    checkTitle(title);
  }).not.toThrow();
});
