/**
 * Containers and heaps our own icons share, in a 32 x 32 square and the flat style of the emoji
 * they stand beside. Not the packages of the shelf (../silhouettes): these are pictures on labels.
 */
import { circle, ellipse, group, path, rect } from '../marks';

export const WHITE = '#f9f7f2';
export const GLASS = '#aeddff';

/** A drawing moved so that its 0,0 lies at x, y. */
export function at(x: number, y: number, inner: string, scale = 1, turn = 0): string {
  return group(
    inner,
    `transform="translate(${x} ${y})${turn ? ` rotate(${turn})` : ''}${scale === 1 ? '' : ` scale(${scale})`}"`,
  );
}

/** Turned around the middle of the square. */
export function turned(degrees: number, inner: string): string {
  return group(inner, `transform="rotate(${degrees} 16 16)"`);
}

/** Small dots from a flat list of coordinates: seeds, sprinkles, crumbs. */
export function dots(colour: string, radius: number, ...xy: number[]): string {
  let d = '';
  for (let i = 0; i < xy.length; i += 2)
    d += `M${xy[i] - radius} ${xy[i + 1]}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0-${radius * 2} 0`;
  return path(d, colour);
}

const DROP = 'M0-4.500C2-1.5 3.2 0 3.2 1.400A3.2 3.2 0 0 1-3.2 1.400C-3.2 0-2-1.5 0-4.500Z';
const LEAF = 'M-4 4Q-5-4 4-4 5 4-4 4Z';
const STAR = 'M0-4.5 1.3-1.4 4.5-1.4 2 .7 2.9 3.9 0 2-2.9 3.9-2 .7-4.5-1.4-1.3-1.400Z';
const HEART = 'M0 4C-7-1-3-5.5 0-2.3 3-5.5 7-1 0 4Z';

export const drop = (colour: string): string => path(DROP, colour);
export const leaf = (colour: string): string => path(LEAF, colour);
export const star = (colour: string): string => path(STAR, colour);
export const heart = (colour: string): string => path(HEART, colour);
export const cross = (colour: string): string =>
  path('M-1.3-4h2.600v2.700H4v2.600H1.300V4h-2.600V1.300H-4v-2.600h2.700Z', colour);

export function bottle(body: string, cap: string, label = WHITE, mark = ''): string {
  return (
    rect(12.5, 2, 7, 5, 1.5, cap) +
    path('M13 6h6v3q5 3 5 8v10q0 3-3 3H11q-3 0-3-3V17q0-5 5-8Z', body) +
    rect(8, 16.5, 16, 9, 0, label) +
    path('M11 14q-.5 1-.5 3v9', 'none', 'stroke="#fff" stroke-opacity=".5" stroke-width="1.5"') +
    at(16, 21, mark, 0.85)
  );
}

/** Wide shoulders, small cap: shampoo, soap, detergent. */
export function flask(body: string, cap: string, mark = '', label = WHITE): string {
  return (
    rect(12, 2, 8, 6, 1.5, cap) +
    rect(7, 7, 18, 23, 5, body) +
    rect(10, 12, 12, 13, 3, label) +
    at(16, 18.5, mark) +
    rect(8.5, 11, 1.5, 14, 0.7, '#fff', 'opacity=".45"')
  );
}

export function jar(content: string, lid: string, mark = '', label = WHITE): string {
  return (
    rect(6, 8, 20, 22, 5, content) +
    rect(7, 2, 18, 6.5, 2, lid) +
    rect(7, 6, 18, 1.5, 0, '#000', 'opacity=".12"') +
    rect(6, 14, 20, 10.5, 0, label) +
    at(16, 19.2, mark)
  );
}

export function tin(body: string, mark = '', label = WHITE): string {
  return (
    path('M6 6V26A10 3.5 0 0 0 26 26V6Z', '#bebebe') +
    path('M6 8.500V24A10 3.5 0 0 0 26 24V8.500A10 3.5 0 0 1 6 8.500Z', body) +
    circle(16, 18, 6.3, label) +
    at(16, 18, mark) +
    ellipse(16, 6, 10, 3.3, '#e6e6e6') +
    ellipse(16, 6.3, 7.6, 2.2, '#bebebe')
  );
}

export function tub(body: string, lid: string, mark = '', label = WHITE): string {
  return (
    path('M5 11H27L25 27Q24.7 30 22 30H10Q7.3 30 7 27Z', body) +
    rect(3, 6, 26, 6, 2.5, lid) +
    rect(3, 10, 26, 2, 1, '#000', 'opacity=".12"') +
    circle(16, 20.5, 6.4, label) +
    at(16, 20.5, mark)
  );
}

export function bag(body: string, deep: string, mark = '', label = WHITE): string {
  return (
    path('M8 3H24L26 10V27Q26 30 23 30H9Q6 30 6 27V10Z', body) +
    path('M8 3H24L24.6 5.500H7.400Z', deep) +
    path('M6 26.500H26V27Q26 30 23 30H9Q6 30 6 27Z', deep) +
    rect(9.5, 10, 13, 13.5, 3, label) +
    at(16, 16.7, mark)
  );
}

export function carton(front: string, side: string, mark = '', label = WHITE): string {
  return (
    path('M22 4 28 7V27L22 30Z', side) +
    rect(4, 4, 18, 26, 1, front) +
    rect(6.5, 9, 13, 15, 2, label) +
    at(13, 16.5, mark)
  );
}

/** A bowl with something heaped in it. */
export function bowl(colour: string, deep: string, heap: string): string {
  return (
    heap +
    path('M2.5 16H29.500Q29.5 24 22 28H10Q2.5 24 2.5 16Z', colour) +
    path('M10 28H22L21 30H11Z', deep) +
    rect(2, 15, 28, 2.4, 1.2, deep)
  );
}

/** A dish seen from above with something on it. */
export function dish(rim: string, inner: string, on: string): string {
  return ellipse(16, 18, 14.5, 11.5, rim) + ellipse(16, 17.5, 11.5, 8.7, inner) + on;
}

export function roll(paper: string, shade: string, core = '#a56953'): string {
  return (
    path('M5 9V24A8 4.5 0 0 0 21 24V9Z', paper) +
    path('M21 12H28V28.500H18Q21 27 21 24Z', shade) +
    ellipse(13, 9, 8, 4.5, shade) +
    ellipse(13, 9, 3, 1.7, core)
  );
}

export function sprayHead(colour: string, deep: string): string {
  return (
    path('M9 4Q9 2 11 2H19Q24 2.5 25 7H20V10H13V7H9Z', colour) +
    path('M13 8.500H11Q10.5 11 8.5 12.500L10.5 13.5 14 10.500Z', deep) +
    rect(6.5, 3, 2.5, 3, 0.6, deep)
  );
}

export function spray(body: string, head: string, deep: string, mark = ''): string {
  return (
    sprayHead(head, deep) +
    path('M13 10H20Q25 13 25 18V27Q25 30 22 30H11Q8 30 8 27V18Q8 13 13 10Z', body) +
    circle(16.5, 21.5, 5.6, WHITE) +
    at(16.5, 21.5, mark, 0.9)
  );
}

/** A round fruit with light and leaf. */
export function fruit(skin: string, light: string, green = '#44911b'): string {
  return (
    circle(16, 18, 12, skin) +
    path('M9 13Q11 9 16 9', 'none', `stroke="${light}" stroke-width="2.5" stroke-linecap="round"`) +
    path(
      'M16 7Q15 4 16.5 2.5',
      'none',
      'stroke="#6d4534" stroke-width="2" stroke-linecap="round"',
    ) +
    path('M17 6.500Q19 2 25 3.5 23 8.5 17 6.500Z', green)
  );
}
