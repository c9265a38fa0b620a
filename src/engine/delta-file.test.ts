/** The parser and contract/delta.schema.json speak one language: whatever one refuses, so does the other. */
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changed, paths } from '../bundle/testing/changed';
import type { Delta } from '../contract/delta';
import { RecommenderError } from '../contract/errors';
import { parseItems } from './delta-file';

const schema = JSON.parse(
  readFileSync(new URL('../../contract/delta.schema.json', import.meta.url), 'utf8'),
) as object;
const bySchema = new Ajv2020({ allowUnionTypes: true }).compile(schema);
const part = { size: 0.4, experts: [0.25, 0.75] };
/** With everything a delta may say. */
const GOOD: Delta = {
  format: 1,
  items: [
    { id: 'gone', removed: true },
    {
      id: 'new',
      removed: true,
      added: {
        basis: '0123abcd 4567ef01 89abcdef',
        columns: { title: 'New', price: 3.5, available: true, vegan: false, note: null },
        ...{ text: 'AAEC', image: 'AAE=', codes: [1, 255, 0] },
        kin: { items: [3, 4], likeness: [0.5, -0.1] },
        found: {
          ...{ nearest: [1, 254, 0], distances: [0.5, 1.5, 0] },
          parts: { shared: part, text: part, image: part },
        },
      },
      changed: { price: 3 },
      available: false,
    },
  ],
};
const ODD = [null, true, -1, 0.5, 3, 257, '', 'any', 'AB==', [1], { a: 1 }];

function refusal(delta: unknown): RecommenderError | undefined {
  try {
    parseItems(delta, 'delta.json');
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RecommenderError);
    return error as RecommenderError;
  }
}

/** What a schema cannot say: lists as long as each other, an entry an item. */
const LENGTHS = /elements|an id no other/;

function agree(value: unknown, label: string): boolean {
  // As a file holds it: there are no gaps in an array.
  const delta: unknown = JSON.parse(JSON.stringify(value));
  const error = refusal(delta);
  if (!bySchema(delta)) {
    expect(error, label).toMatchObject({ code: 'bundle/malformed' });
    return false;
  }
  if (error !== undefined) expect(error.message, label).toMatch(LENGTHS);
  return true;
}

test('a good delta comes out as it is', () => {
  expect(bySchema(GOOD)).toBe(true);
  expect(parseItems(GOOD, 'delta.json')).toBe(GOOD.items);
});

test('a change anywhere is refused by both or by neither', () => {
  let refused = 0;
  for (const path of paths(GOOD)) {
    for (const to of path.length === 0 ? ODD : [undefined, ...ODD]) {
      if (!agree(changed(GOOD, path, to), `${path.join('/')} = ${JSON.stringify(to)}`)) refused++;
    }
  }
  expect(refused).toBeGreaterThan(300);
});

test('so are any value in place of any other, and unknown fields', () => {
  const inner = paths(GOOD).filter((path) => path.length > 0);
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom(...ODD));
  const keys = fc.oneof(fc.string(), fc.constantFrom('id', 'score', '__proto__', 'price'));
  fc.assert(
    fc.property(fc.constantFrom(...inner), values, keys, (path, to, key) => {
      agree(changed(GOOD, path, to), path.join('/'));
      agree(changed(GOOD, [...path.slice(0, -1), key], to), [...path.slice(0, -1), key].join('/'));
    }),
    { numRuns: 300 },
  );
});

test('an item has one entry, and as many of each as it has codes and kin', () => {
  expect(refusal(changed(GOOD, 'items/0/id', 'new'))?.message).toMatch(/items\[1\]\.id is "new"/);
  for (const at of ['kin/likeness', 'found/nearest', 'found/distances']) {
    expect(refusal(changed(GOOD, `items/1/added/${at}`, [1]))?.message).toMatch(LENGTHS);
  }
});
