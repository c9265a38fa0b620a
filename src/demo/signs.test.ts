/** Every icon the shop's signs ask for is in the sprite. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AISLES } from './aisles';
import { HOUSEHOLDS } from './households';
import { STARTERS } from './starters';

test('departments, households and starters have their icons', () => {
  const sprite = JSON.parse(readFileSync('public/grocery/icons.json', 'utf8')) as Record<
    string,
    string
  >;
  const names = [
    ...AISLES.map(([, icon]) => icon),
    ...HOUSEHOLDS.map(({ icon }) => icon),
    ...STARTERS.map(({ icon }) => icon),
  ];
  expect(names.filter((name) => !Object.hasOwn(sprite, name))).toEqual([]);
});
