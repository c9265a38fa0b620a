/**
 * Where a code lies on a dial: the product in the middle, each code at its turn around it, the farther out the less alike.
 * Numbers only; the dial draws them.
 */
import type { CodebookMap } from '../../contract/recommend';

/** The dial is drawn from −SIZE to SIZE. */
export const SIZE = 150;
/** Codes lie between these: the product has the middle, its departments the rim. */
const INNERMOST = 62;
const OUTERMOST = 122;
/** Few codewords are far from everything; they would press all others together, so they stand at the rim. */
const RIM_SHARE = 0.97;
const SMALLEST = 1.4;
const LARGEST = 5.5;

export interface Dot {
  readonly code: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** One for each code, in their order. */
export function dialDots({ turns, distances, items }: CodebookMap): Dot[] {
  const sorted = Array.from(distances).sort((a, b) => a - b);
  const near = sorted[0];
  const far = sorted[Math.floor(RIM_SHARE * (sorted.length - 1))];
  // As for all areas that stand for numbers: the square root.
  const most = Math.sqrt(items.reduce((a, b) => Math.max(a, b), 1));
  return Array.from(turns, (turn, code) => {
    const out = far > near ? Math.min(1, (distances[code] - near) / (far - near)) : 0;
    const away = INNERMOST + out * (OUTERMOST - INNERMOST);
    const { x, y } = onCircle(turn, away);
    return {
      code,
      x,
      y,
      radius: SMALLEST + (LARGEST - SMALLEST) * (Math.sqrt(items[code]) / most),
    };
  });
}

/** Turn 0 is at the top, and they go as a clock does. */
export function onCircle(turn: number, radius: number): { readonly x: number; readonly y: number } {
  const angle = 2 * Math.PI * turn;
  return { x: radius * Math.sin(angle), y: -radius * Math.cos(angle) };
}

/** The dot nearest to a point, no farther than `reach` from its edge. */
export function dotNear(
  dots: readonly Dot[],
  x: number,
  y: number,
  reach: number,
): Dot | undefined {
  let found: Dot | undefined;
  let nearest = reach;
  for (const dot of dots) {
    const away = Math.hypot(dot.x - x, dot.y - y) - dot.radius;
    if (away <= nearest) [found, nearest] = [dot, away];
  }
  return found;
}
