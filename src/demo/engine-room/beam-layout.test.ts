import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trace } from '../../contract/recommend';
import { beamSearch } from '../../core/beam-search';
import { LevelScores } from '../../core/level-scores';
import { BaseRule, Mask } from '../../core/mask';
import { packCodes } from '../../core/semantic-id';
import { Trie } from '../../core/trie';
import { LEAF_ROW, layoutBeams, THIN_ROW, type BeamNode } from './beam-layout';

const CODES = 6;
const EVERYTHING = { leaves: 1000, thin: 1000 };

/** Kept: the families 1 and 2; pruned: 3. Family 1 ends in two products, family 2 in none. */
const SMALL: Trace = {
  levels: [
    [
      { codes: [1], logProb: Math.log(0.5), items: 3, kept: true },
      { codes: [2], logProb: Math.log(0.25), items: 1, kept: true },
      { codes: [3], logProb: Math.log(0.125), items: 4, kept: false },
    ],
    [
      { codes: [1, 5], logProb: Math.log(0.3), items: 1, kept: true },
      { codes: [1, 4], logProb: Math.log(0.1), items: 1, kept: true },
      { codes: [2, 0], logProb: Math.log(0.01), items: 1, kept: false },
    ],
  ],
};

const keysOf = (nodes: readonly BeamNode[]): string[] => nodes.map(({ key }) => key);
const find = (nodes: readonly BeamNode[], key: string): BeamNode =>
  nodes.find((node) => node.key === key)!;

describe('layout of a beam', () => {
  it('puts likely families first, what was given up last, parents before children', () => {
    const { nodes } = layoutBeams(SMALL, EVERYTHING);
    expect(keysOf(nodes)).toEqual(['', '1', '1.5', '1.4', '2', '2.0', '3']);
    expect(find(nodes, '1.5')).toMatchObject({ main: true, rank: 0, level: 2 });
    expect(find(nodes, '2')).toMatchObject({ main: false, rank: Infinity });
    expect(find(nodes, '2.0').parent?.key).toBe('2');
    expect(nodes[0].beam.items).toBe(8);
  });

  it('says per level how many were kept, how many pruned, and what probability is left', () => {
    const { levels } = layoutBeams(SMALL, EVERYTHING);
    expect(levels[0]).toMatchObject({ kept: 2, pruned: 1 });
    expect(levels[0].mass).toBeCloseTo(0.75);
    expect(levels[1].mass).toBeCloseTo(0.4);
  });

  it('draws only the best leaves and so many others, and still counts all', () => {
    const { nodes, levels } = layoutBeams(SMALL, { leaves: 1, thin: 0 });
    expect(keysOf(nodes)).toEqual(['', '1', '1.5']);
    expect(levels[1].kept).toBe(2);
    const some = layoutBeams(SMALL, { leaves: 1, thin: 1 });
    // One more kept and one pruned per level: 2 and 3, then 1.4 and 2.0.
    expect(keysOf(some.nodes)).toEqual(['', '1', '1.5', '1.4', '2', '2.0', '3']);
    expect(find(some.nodes, '1.4').main).toBe(false);
  });

  it('gives leaves with a name a whole row and the rest a thin one', () => {
    const { nodes, height } = layoutBeams(SMALL, { leaves: 2, thin: 0 });
    expect(height).toBe(2 * LEAF_ROW);
    expect(find(nodes, '1.5').y).toBe(LEAF_ROW / 2);
    expect(find(nodes, '1.4').y).toBe(1.5 * LEAF_ROW);
    expect(find(nodes, '1').y).toBe(LEAF_ROW);
  });

  it('has a root alone where nothing was searched', () => {
    expect(keysOf(layoutBeams({ levels: [] }, EVERYTHING).nodes)).toEqual(['']);
  });

  it('lays out any trace of the real search without a crossing or an overlap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: CODES ** 3 - 1 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 4 }),
        async (numbers, width, leaves, thin) => {
          const trace = await search(numbers, width);
          const { nodes, height } = layoutBeams(trace, { leaves, thin });
          expectTree(nodes, height);
          const survivors = trace.levels[2].filter(({ kept }) => kept);
          const named = nodes.filter(({ main, level }) => main && level === 3);
          expect(named.length).toBe(Math.min(leaves, survivors.length));
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** A trace of the engine's own beam search over made-up IDs, with log-probabilities that depend on the code alone. */
async function search(numbers: readonly number[], width: number): Promise<Trace> {
  const packed = numbers.map((n) =>
    packCodes([Math.floor(n / CODES ** 2), Math.floor(n / CODES) % CODES, n % CODES]),
  );
  const trie = new Trie(Uint32Array.from(packed), 3, 256);
  const row = Float32Array.from({ length: 256 }, (_, code) => -1 - ((code * 7) % CODES));
  const scores = new LevelScores(
    {
      logProbs: (_level, _state, _prefixes, rows) => {
        const out = new Float32Array(rows * 256);
        for (let at = 0; at < rows; at++) out.set(row, at * 256);
        return Promise.resolve(out);
      },
    },
    new Float32Array(1),
    trie,
  );
  const mask = new Mask(trie, new BaseRule(trie), new Set());
  return (await beamSearch({ trie, mask, scores, width, trace: true })).trace!;
}

function expectTree(nodes: readonly BeamNode[], height: number): void {
  const byLevel = new Map<number, BeamNode[]>();
  for (const node of nodes) {
    byLevel.set(node.level, [...(byLevel.get(node.level) ?? []), node]);
    expect(node.y).toBeGreaterThanOrEqual(0);
    expect(node.y).toBeLessThanOrEqual(height);
    for (const child of node.children) expect(child.parent).toBe(node);
    if (node.parent !== null) {
      expect(node.parent.beam.kept).toBe(true);
      expect(node.parent.children).toContain(node);
    }
    for (let i = 1; i < node.children.length; i++)
      expect(node.children[i].exit).toBeGreaterThan(node.children[i - 1].exit);
  }
  for (const column of byLevel.values()) {
    for (let i = 1; i < column.length; i++) {
      const apart = column[i].y - column[i - 1].y;
      const both = column[i].main && column[i - 1].main;
      expect(apart).toBeGreaterThanOrEqual(both ? LEAF_ROW : THIN_ROW / 2);
    }
  }
}
