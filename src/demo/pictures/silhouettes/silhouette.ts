/**
 * What a package shape has to say about itself. Not how it is composed: draw.ts puts the parts of
 * every silhouette together in the same order, so that light and labels agree across the shelf.
 */
import type { IconAt, Slot } from '../label';
import type { Look } from '../palette';

export interface Brush {
  readonly look: Look;
  /** Colour of what shows through, where the package lets it. */
  readonly content: string | undefined;
  readonly icon: IconAt;
  /** Makes ids inside the picture unique on the page. */
  readonly prefix: string;
}

export interface Silhouette {
  /** Centre and half width of the shadow on the ground, at y = 211. */
  readonly shadow: readonly [x: number, halfWidth: number];
  /** Outline of what is printed and shaded; absent where `back` draws everything. */
  readonly body?: string;
  /** The outline has holes, such as the handle of a jug. */
  readonly holes?: boolean;
  /** `round` bodies are lit from the left like a cylinder, `flat` ones from above left. */
  readonly light?: 'round' | 'flat';
  /** Fill of the body where it differs from the maker's main colour. */
  readonly material?: (brush: Brush) => string | undefined;
  /** Where the print goes if the body shows its content or material. */
  readonly band?: Slot;
  readonly back?: (brush: Brush) => string;
  /** Drawn over print and light, still inside the outline. */
  readonly inside?: (brush: Brush) => string;
  readonly front?: (brush: Brush) => string;
  readonly label?: Slot;
  /** Where the cream of the house style goes if not around the package at the label's height. */
  readonly ownBand?: Slot;
  /** Centre of the maker's glyph; by default the upper left corner of the label. */
  readonly badge?: readonly [x: number, y: number];
  /** Centre and greatest width of the size. */
  readonly size?: readonly [x: number, y: number, width: number];
  /** The size on a sticker in the maker's colours instead of a pill. */
  readonly sticker?: Slot;
  /** Degrees the package is turned around the middle. */
  readonly turn?: number;
}

export function slot(x: number, y: number, width: number, height: number): Slot {
  return { x, y, width, height };
}

/** A zigzag of `count` teeth going right (positive width) or left, for crimped foil. */
export function crimp(count: number, width: number, depth: number): string {
  const half = width / count / 2;
  return `l${half} ${-depth}l${half} ${depth}`.repeat(count);
}
