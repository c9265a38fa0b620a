/** The guide's table of error codes against the one of errors.ts: a code that nobody is told of helps nobody. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_TEMPLATES } from './errors';

test('the guide lists every code, and no other', () => {
  const guide = readFileSync(new URL('../../docs/embedding.md', import.meta.url), 'utf8');
  const [, table] = guide.split('## Errors\n');
  const listed = table
    .split('\n')
    .flatMap((row) => /^\|(.+?)\|/.exec(row)?.[1] ?? [])
    .flatMap((cell) => {
      const names = [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
      const group = names[0]?.split('/')[0];
      // `bundle/not-found` · `unreachable`: those that follow are of the same group.
      return names.map((name) => (name.includes('/') || name in ERROR_TEMPLATES ? name : `${group}/${name}`));
    });
  expect(listed.sort()).toEqual(Object.keys(ERROR_TEMPLATES).sort());
});
