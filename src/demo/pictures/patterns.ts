/**
 * What a maker prints across its packages: eight patterns over the whole 240 x 240 square, each
 * in the accent colour (the silhouette clips them). Not the label, which lies on top.
 */
import { line, opacity, path, rect, repeat, short } from './marks';
import type { Look } from './palette';

const STRIPES = repeat(14, (i) => `M${i * 28 - 90} 240L${i * 28 + 50} 0h12L${i * 28 - 78} 240Z`);

const DOTS = repeat(12, (row) =>
  repeat(
    10,
    (column) =>
      `M${column * 26 + (row % 2) * 13} ${row * 21 + 8}a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0`,
  ),
);

const RAYS = repeat(12, (i) => {
  const at = (turn: number): string =>
    `${short(120 + 220 * Math.cos(turn))} ${short(128 + 220 * Math.sin(turn))}`;
  const start = (i * Math.PI) / 6;
  return `M120 128L${at(start)} ${at(start + Math.PI / 12)}Z`;
});

const CHEVRONS = repeat(7, (i) => `M-10 ${i * 36 + 22}L120 ${i * 36 - 16} 250 ${i * 36 + 22}`);

type Pattern = (look: Look) => string;

const PATTERNS: readonly Pattern[] = [
  ({ accent }) =>
    rect(0, 178, 240, 62, 0, accent) + rect(0, 171, 240, 3.5, 0, accent, opacity(0.8)),
  ({ accent }) => path(STRIPES, accent, opacity(0.3)),
  ({ accent }) => path(DOTS, accent, opacity(0.42)),
  ({ accent, accentPale }) =>
    path('M0 174Q30 152 60 170T120 168 180 170 240 164V240H0Z', accent, opacity(0.9)) +
    path('M0 190Q34 172 64 188T124 186 184 188 240 182V240H0Z', accentPale, opacity(0.8)),
  ({ accent }) => path('M0 240V164L240 78V240Z', accent, opacity(0.85)),
  ({ accent }) => path(RAYS, accent, opacity(0.28)),
  ({ accent, deep }) =>
    rect(0, 0, 240, 92, 0, accent, opacity(0.92)) +
    rect(0, 92, 240, 5, 0, deep, opacity(0.55)) +
    rect(0, 194, 240, 46, 0, deep, opacity(0.35)),
  ({ accent }) => line(CHEVRONS, accent, 7, opacity(0.34)),
];

const drawn = new WeakMap<Look, string>();

/** The print of a maker, drawn once per look: every further picture reuses the string. */
export function printOf(look: Look): string {
  let print = drawn.get(look);
  if (print === undefined) {
    print = look.own ? '' : PATTERNS[look.pattern](look);
    drawn.set(look, print);
  }
  return print;
}
