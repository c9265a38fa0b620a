/**
 * The few SVG marks everything is drawn with, as strings. Not an SVG builder: no escaping happens
 * here because only numbers and our own literals come in (text from the catalogue goes through
 * `escapeText` in label.ts).
 */

export function path(d: string, fill: string, more = ''): string {
  return `<path d="${d}" fill="${fill}" ${more}/>`;
}

export function line(d: string, stroke: string, width: number, more = ''): string {
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
  fill: string,
  more = '',
): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" ${more}/>`;
}

export function ellipse(
  x: number,
  y: number,
  rx: number,
  ry: number,
  fill: string,
  more = '',
): string {
  return `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`;
}

export function circle(x: number, y: number, radius: number, fill: string, more = ''): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}" ${more}/>`;
}

export function group(inner: string, more: string): string {
  return `<g ${more}>${inner}</g>`;
}

/** `count` marks side by side: ribs, slats, egg cups. */
export function repeat(count: number, mark: (index: number) => string): string {
  let marks = '';
  for (let index = 0; index < count; index++) marks += mark(index);
  return marks;
}

/** Coordinates with one decimal are exact enough at 240 units and keep the strings short. */
export function short(value: number): number {
  return Math.round(value * 10) / 10;
}

export function opacity(value: number): string {
  return `opacity="${value}"`;
}
