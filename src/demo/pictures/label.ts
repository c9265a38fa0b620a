/**
 * What is printed for the shopper: the label with the icon of the good, the maker's glyph and the
 * size. Not the package below it: a silhouette only says where these go.
 */
import { circle, ellipse, group, opacity, path, rect, short } from './marks';
import type { Look } from './palette';

const PAPER = '#fffdf8';
const INK = '#2b2622';

export interface Slot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Makers' marks, drawn around 0,0 in a circle of radius 6.5. */
const GLYPHS: readonly string[] = [
  'M0-6 1.8-1.9 6-1.9 2.6.9 3.8 5 0 2.5-3.8 5-2.6.9-6-1.9-1.8-1.9Z',
  'M0-6.2 5.4 0 0 6.2-5.4 0Z',
  'M-5.4 4.6Q-5.4-5 5-5 5 5-4.2 4.4L-1 0Z',
  'M-6.2 1.6Q-3-4 0 .6T6.2-.8V4.4H-6.2Z',
  'M0 5.8C-9-.8-4.4-7.2 0-3.2 4.4-7.2 9-.8 0 5.8Z',
  'M-5-5.2H5V1Q5 4.8 0 6.6-5 4.8-5 1Z',
  'M-6 4.4-6-3.4-3 0 0-5.4 3 0 6-3.4 6 4.4Z',
  'M1.4-5.6A5.8 5.8 0 1 0 5.6 2 4.6 4.6 0 0 1 1.4-5.6Z',
  'M-2-5.8H2V-2H5.8V2H2V5.8H-2V2H-5.8V-2H-2Z',
  'M0-6.4C3.2-2.4 4.8 0 4.8 2A4.8 4.4 0 0 1-4.8 2C-4.8 0-3.2-2.4 0-6.4Z',
];

export function glyphBadge(look: Look, x: number, y: number, scale = 1): string {
  return group(
    circle(0, 0, 12, PAPER) +
      circle(0, 0, 10.4, look.glyphDisc) +
      path(GLYPHS[look.glyph], look.glyphInk),
    `transform="translate(${x} ${y})${scale === 1 ? '' : ` scale(${scale})`}"`,
  );
}

interface LabelShape {
  /** Side of the icon as a share of the shorter side of the slot. */
  readonly share: number;
  panel(slot: Slot, inset: number, fill: string): string;
}

const CARD: LabelShape = {
  share: 0.82,
  panel: ({ x, y, width, height }, i, fill) =>
    rect(x + i, y + i, width - 2 * i, height - 2 * i, 9 - i, fill),
};

const OVAL: LabelShape = {
  share: 0.72,
  panel: ({ x, y, width, height }, i, fill) =>
    ellipse(x + width / 2, y + height / 2, width / 2 - i, height / 2 - i, fill),
};

const ARCH: LabelShape = {
  share: 0.74,
  panel: ({ x, y, width, height }, i, fill) => {
    const side = width - 2 * i;
    const arch = short(Math.min(side / 2, height * 0.46));
    return path(
      `M${x + i} ${y + height - i}V${short(y + i + arch)}a${short(side / 2)} ${arch} 0 0 1 ${side} 0V${y + height - i}Z`,
      fill,
    );
  },
};

const TICKET: LabelShape = {
  share: 0.8,
  panel: ({ x, y, width, height }, i, fill) => {
    const c = 12 - i / 2;
    return path(
      `M${x + i + c} ${y + i}H${x + width - i - c}L${x + width - i} ${y + i + c}V${y + height - i - c}L${x + width - i - c} ${y + height - i}H${x + i + c}L${x + i} ${y + height - i - c}V${y + i + c}Z`,
      fill,
    );
  },
};

const SHAPES: readonly LabelShape[] = [CARD, OVAL, ARCH, TICKET];

export type IconAt = (x: number, y: number, side: number) => string;

function centred(slot: Slot, share: number, drop: number, icon: IconAt): string {
  const side = short(Math.min(slot.width, slot.height) * share);
  return icon(
    short(slot.x + (slot.width - side) / 2),
    short(slot.y + (slot.height - side) / 2 + drop),
    side,
  );
}

/** The label of a maker; the shop's own has none, its band is part of the package (houseBand). */
export function label(look: Look, slot: Slot, icon: IconAt): string {
  if (look.own) return centred(slot, 0.84, 0, icon);
  const shape = SHAPES[look.label];
  const ring = look.label === 0 ? look.accentDeep : look.main;
  return (
    shape.panel(slot, 0, PAPER) +
    group(shape.panel(slot, 2.5, ring), opacity(0.55)) +
    shape.panel(slot, 4, PAPER) +
    centred(slot, shape.share, shape === ARCH ? slot.height * 0.05 : 0, icon)
  );
}

/**
 * The house style: a cream band around the whole package at the height of the label, ruled above
 * and below, or a field of its own where the label is nearly as tall as the package.
 */
export function houseBand(look: Look, slot: Slot, field?: Slot): string {
  if (field !== undefined) {
    const { x, y, width, height } = field;
    return (
      rect(x, y, width, height, 0, look.accent) +
      rect(x - 5, y, 2.5, height, 0, look.accent) +
      rect(x + width + 2.5, y, 2.5, height, 0, look.accent)
    );
  }
  const top = slot.y - 3;
  const height = slot.height + 6;
  return (
    rect(0, top - 5, 240, 2.5, 0, look.accent) +
    rect(0, top, 240, height, 0, look.accent) +
    rect(0, top + height + 2.5, 240, 2.5, 0, look.accent)
  );
}

/** Widths of Inter Bold in thousandths of the font size, coarse: enough to keep a size inside. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character === ' ') width += 0.26;
    else if (".,'il/|".includes(character)) width += 0.34;
    else if ('mwMW@%'.includes(character)) width += 0.95;
    else width += character > '~' ? 1 : 0.66;
  }
  return width;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Catalogue text as XML text: markup escaped, characters XML forbids dropped. */
export function escapeText(text: string): string {
  return text
    .replace(/[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]/g, '')
    .replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

const LONGEST_SIZE = 14;

export interface SizeStyle {
  readonly text: string;
  readonly paper?: string;
  readonly ink?: string;
}

/** The size in a pill centred on x, y, at most `width` wide. Nothing for an empty size. */
export function sizePill(style: SizeStyle, x: number, y: number, width: number): string {
  const trimmed = style.text.trim();
  if (trimmed === '') return '';
  const text = trimmed.length > LONGEST_SIZE ? trimmed.slice(0, LONGEST_SIZE - 1) + '…' : trimmed;
  const ems = widthOf(text);
  const font = short(Math.min(15, (width - 10) / ems));
  const w = short(Math.min(width, ems * font + 12));
  const h = short(font + 6);
  return (
    rect(short(x - w / 2), short(y - h / 2), w, h, short(h / 2), style.paper ?? PAPER) +
    `<text x="${x}" y="${short(y + font * 0.36)}" text-anchor="middle" font-family="Inter,system-ui,sans-serif" font-weight="700" font-size="${font}" fill="${style.ink ?? INK}">${escapeText(text)}</text>`
  );
}
