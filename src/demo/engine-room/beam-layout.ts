/**
 * Where each beam of a trace stands in the drawing: a tree from left to right, one column per level, one row per branch that ends.
 * Pure arithmetic in pixels down the page; widths, colours and elements are the drawing's (beam-tree.ts).
 */
import type { Trace, TracedBeam } from '../../contract/recommend';

export interface BeamNode {
  /** The codes joined by dots; empty for the root. */
  readonly key: string;
  readonly beam: TracedBeam;
  /** 0 for the root. */
  readonly level: number;
  readonly parent: BeamNode | null;
  readonly children: readonly BeamNode[];
  /** On the way to a leaf that has a row of its own. */
  readonly main: boolean;
  /** Place among the beams that reached the last level, best 0; Infinity where this one did not. */
  readonly rank: number;
  /** Centre, in pixels from the top. */
  readonly y: number;
  /** Where the edge to this node leaves its parent, in pixels from the top. */
  readonly exit: number;
}

/** What the beam did at one level, drawn or not. */
export interface LevelSummary {
  readonly kept: number;
  readonly pruned: number;
  /** Probability that lies below the kept prefixes. */
  readonly mass: number;
}

export interface BeamLayout {
  /** Parents before children; siblings from top to bottom. */
  readonly nodes: readonly BeamNode[];
  readonly levels: readonly LevelSummary[];
  readonly height: number;
}

export interface LayoutOptions {
  /** So many of the best leaves get a whole row, for a name and a picture. */
  readonly leaves: number;
  /** So many more beams per level are drawn thin: kept ones, and as many pruned ones. */
  readonly thin: number;
}

export const LEAF_ROW = 50;
export const THIN_ROW = 9;
const FAMILY_GAP = 10;
/** The root is a trunk half as tall as what hangs on it: edges leave it beside each other and never cross. */
const TRUNK = 0.5;
/** Edges leave any other node within its height. */
const EXITS = 12;

interface Draft {
  key: string;
  beam: TracedBeam;
  level: number;
  parent: Draft | null;
  children: Draft[];
  main: boolean;
  rank: number;
  y: number;
  exit: number;
}

const ROOT: TracedBeam = { codes: [], logProb: 0, items: 0, kept: true };

export function layoutBeams(trace: Trace, options: LayoutOptions): BeamLayout {
  const root = draft(ROOT, null);
  const levels = readLevels(trace, root);
  const shown = choose(root, levels, options);
  arrange(root, shown);
  const height = place(root, trace.levels.length);
  return { nodes: flatten(root), levels: trace.levels.map(summary), height };
}

function draft(beam: TracedBeam, parent: Draft | null): Draft {
  const level = beam.codes.length;
  const key = beam.codes.join('.');
  return { key, beam, level, parent, children: [], main: false, rank: Infinity, y: 0, exit: 0 };
}

/** All beams of the trace as nodes below their parents, by level; ranks run from the leaves up. */
function readLevels(trace: Trace, root: Draft): Draft[][] {
  let above = new Map<string, Draft>([['', root]]);
  const levels = trace.levels.map((beams) => {
    const here: Draft[] = [];
    for (const beam of beams) {
      const parent = above.get(beam.codes.slice(0, -1).join('.'));
      // A prefix is only ever extended from a kept one; anything else is no tree and not drawn.
      if (parent?.beam.kept === true) here.push(draft(beam, parent));
    }
    above = new Map(here.map((node) => [node.key, node]));
    return here;
  });
  const leaves = levels.at(-1) ?? [];
  leaves
    .filter(({ beam }) => beam.kept)
    .forEach((leaf, rank) => {
      for (let node: Draft | null = leaf; node !== null; node = node.parent)
        node.rank = Math.min(node.rank, rank);
    });
  return levels;
}

/** The nodes to draw: the best leaves with all above them, then per level a few others whose parent is drawn. */
function choose(root: Draft, levels: readonly Draft[][], options: LayoutOptions): Set<Draft> {
  const shown = new Set<Draft>([root]);
  root.main = true;
  for (const leaf of levels.at(-1) ?? []) {
    if (leaf.rank >= options.leaves) continue;
    for (let node: Draft | null = leaf; node !== null; node = node.parent) {
      node.main = true;
      shown.add(node);
    }
  }
  for (const nodes of levels) {
    const room = { kept: options.thin, pruned: options.thin };
    for (const node of nodes) {
      const kind = node.beam.kept ? 'kept' : 'pruned';
      if (shown.has(node) || !shown.has(node.parent!) || room[kind] === 0) continue;
      room[kind]--;
      shown.add(node);
    }
  }
  return shown;
}

/** Children from the one that leads to the best leaf down to pruned ones. */
function arrange(root: Draft, shown: ReadonlySet<Draft>): void {
  for (const node of shown) if (node.parent !== null) node.parent.children.push(node);
  for (const node of shown) {
    node.children.sort(
      (a, b) =>
        // Not a difference: two infinite ranks would give NaN.
        (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0) ||
        Number(b.beam.kept) - Number(a.beam.kept) ||
        b.beam.logProb - a.beam.logProb,
    );
  }
  root.beam = { ...ROOT, items: root.children.reduce((sum, { beam }) => sum + beam.items, 0) };
}

/** Gives every node its y; returns the height of it all. */
function place(root: Draft, depth: number): number {
  let bottom = 0;
  const visit = (node: Draft): void => {
    if (node.children.length === 0) {
      const row = node.main && node.level === depth ? LEAF_ROW : THIN_ROW;
      node.y = bottom + row / 2;
      bottom += row;
      return;
    }
    let previous: Draft | null = null;
    for (const child of node.children) {
      // Families stand apart, and so does the thin growth below the last of them.
      if (node === root && previous !== null && previous.main) bottom += FAMILY_GAP;
      visit(child);
      previous = child;
    }
    const led = node.children.filter(({ main }) => main);
    const ends = led.length === 0 ? node.children : led;
    node.y = (ends[0].y + ends.at(-1)!.y) / 2;
    node.children.forEach((child, order) => {
      child.exit =
        node === root
          ? node.y + (child.y - node.y) * TRUNK
          : node.y + ((order + 0.5) / node.children.length - 0.5) * EXITS;
    });
  };
  visit(root);
  return bottom;
}

function flatten(root: Draft): Draft[] {
  const nodes: Draft[] = [];
  const visit = (node: Draft): void => {
    nodes.push(node);
    node.children.forEach(visit);
  };
  visit(root);
  return nodes;
}

function summary(beams: readonly TracedBeam[]): LevelSummary {
  const kept = beams.filter((beam) => beam.kept);
  return {
    kept: kept.length,
    pruned: beams.length - kept.length,
    mass: kept.reduce((sum, { logProb }) => sum + Math.exp(logProb), 0),
  };
}
