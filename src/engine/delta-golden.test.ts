/** `musicrec add` and the calls of a page: what is said of two committed bundles gives the same delta, and the same shop. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDirectory } from '../bundle/read-directory';
import type { ChangedItem, PlacedColumns } from '../contract/delta';
import type { ItemUpdate, NewItem } from '../contract/recommend';
import { Engine } from './engine';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly features?: Readonly<Record<string, readonly number[]>>;
}

interface Golden {
  readonly items: readonly Row[];
  readonly remove: readonly string[];
  readonly update: readonly ItemUpdate[];
  readonly delta: { readonly items: readonly ChangedItem[] };
  readonly answers: readonly { readonly id: string; readonly neighbours: readonly object[] }[];
}

const path = new URL('../../contract/golden/delta.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Golden>;
/** What sums of float32 may differ by. */
const DIGITS = 4;

const open = (name: string, own?: readonly ChangedItem[]): Promise<Engine> => {
  const bundle = new URL(`../../models/${name}/`, import.meta.url).href;
  return Engine.open({ bundle, executor: 'graph', source: readDirectory, ...(own && { own }) });
};

function newItem({ features, ...rest }: Row): NewItem {
  if (features === undefined) return rest;
  const arrays = Object.entries(features).map(([name, values]) => [name, new Float32Array(values)]);
  return { ...rest, features: Object.fromEntries(arrays) as NonNullable<NewItem['features']> };
}

/** Stored features, a step of which sums of float32 may lie on either side of. */
function steps(text: string | undefined): number[] {
  return Array.from(atob(text ?? ''), (letter) => (letter.charCodeAt(0) << 24) >> 24);
}

function expectSame(placed: PlacedColumns, other: PlacedColumns): void {
  expect(placed.basis, 'write it again: python -m tests.delta.delta_golden').toBe(other.basis);
  expect(placed.columns).toEqual(other.columns);
  expect(placed.codes).toEqual(other.codes);
  expect(placed.kin.items).toEqual(other.kin.items);
  placed.kin.likeness.forEach((likeness, k) => {
    // Below 0 the trainer writes 0: it counts for nothing.
    expect(Math.max(0, likeness)).toBeCloseTo(other.kin.likeness[k], DIGITS);
  });
  for (const modality of ['text', 'image'] as const) {
    const [own, others] = [steps(placed[modality]), steps(other[modality])];
    expect(own).toHaveLength(others.length);
    own.forEach((step, i) => {
      expect(Math.abs(step - others[i])).toBeLessThanOrEqual(1);
    });
  }
}

describe.each(Object.keys(golden))('%s', (name) => {
  const { items, remove, update, delta, answers } = golden[name];

  it('the calls of a page say what the command writes', async () => {
    const engine = await open(name);
    await engine.removeItems(remove);
    const added = await engine.addItems(items.map(newItem));
    engine.updateItems(update);
    const own = new Map(engine.own.map(([id, item]) => [id, item ?? { id }]));
    expect([...own.keys()].sort()).toEqual(delta.items.map(({ id }) => id).sort());
    for (const { added: placed, ...rest } of delta.items) {
      const { added: called, ...said } = own.get(rest.id)!;
      expect(said).toEqual(rest);
      expect(called === undefined).toBe(placed === undefined);
      if (called !== undefined && placed !== undefined) expectSame(called, placed);
    }
    expect(added.map(({ id, codes, nearest }) => ({ id, codes, nearest }))).toEqual(
      answers.map((answer) => expect.objectContaining({ id: answer.id }) as object),
    );
    added.forEach(({ nearest, distances, neighbours }, i) => {
      expect(answers[i]).toMatchObject({ nearest });
      const about = (value: number): unknown => expect.closeTo(value, DIGITS);
      expect(answers[i]).toMatchObject({ distances: distances.map(about) });
      expect(answers[i].neighbours).toEqual(
        neighbours.map(({ id, likeness }) => ({ id, likeness: about(Math.max(0, likeness)) })),
      );
    });

    // The shop that the command's delta makes gives the lists of the one that was called.
    const other = await open(name, delta.items);
    expect(other.catalogue()).toEqual(engine.catalogue());
    for (const history of [[items[0].id], [items[1].id, items[2].id]]) {
      const request = { kind: 'next', count: 30, history, now: Date.UTC(2024, 5, 1) } as const;
      const [mine, its] = await Promise.all([engine, other].map((one) => one.recommend(request)));
      expect(its.items.map(({ id }) => id)).toEqual(mine.items.map(({ id }) => id));
    }
  });
});
