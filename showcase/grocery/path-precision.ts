/**
 * Rewrites the data of an SVG path with fewer decimals. Rounding the numbers alone would let
 * relative commands drift away from where they should end; here every segment is measured from the
 * rounded point the one before really ended at, so no error grows. Shapes are otherwise kept.
 */

/** Numbers per segment of each command. */
const ARITY: Readonly<Record<string, number>> = {
  m: 2,
  l: 2,
  h: 1,
  v: 1,
  c: 6,
  s: 4,
  q: 4,
  t: 2,
  a: 7,
  z: 0,
};

const NUMBER = /^[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i;
const FLAG = /^[\s,]*([01])/;

interface Segment {
  readonly command: string;
  readonly values: readonly number[];
}

/** The segments of a path; the flags of an arc may be glued to the number after them. */
function segmentsOf(data: string): Segment[] {
  const segments: Segment[] = [];
  let rest = data.trim();
  while (rest !== '') {
    let command = rest[0];
    const arity = ARITY[command.toLowerCase()];
    if (arity === undefined) throw new Error(`No path command at "${rest.slice(0, 12)}".`);
    rest = rest.slice(1);
    do {
      const values: number[] = [];
      while (values.length < arity) {
        const isFlag = arity === 7 && (values.length === 3 || values.length === 4);
        const match = (isFlag ? FLAG : NUMBER).exec(rest);
        if (match === null) throw new Error(`No number at "${rest.slice(0, 12)}".`);
        values.push(Number(match[1]));
        rest = rest.slice(match[0].length);
      }
      segments.push({ command, values });
      // Further pairs after a move are lines.
      if (command === 'm') command = 'l';
      if (command === 'M') command = 'L';
      rest = rest.replace(/^[\s,]+/, '');
    } while (arity > 0 && /^[+\-.\d]/.test(rest));
  }
  return segments;
}

/** Whether the value at `index` runs along y; null for what is no coordinate (radii, flags). */
function isVertical(command: string, index: number): boolean | null {
  const lower = command.toLowerCase();
  if (lower === 'v') return true;
  if (lower === 'a') return index < 5 ? null : index === 6;
  return lower !== 'h' && index % 2 === 1;
}

function write(value: number, decimals: number): string {
  const text = String(Number(value.toFixed(decimals)));
  return text === '-0' ? '0' : text.replace(/^(-?)0\./, '$1.');
}

export function roundPath(data: string, decimals: number): string {
  const exact = { x: 0, y: 0, startX: 0, startY: 0 };
  const drawn = { x: 0, y: 0, startX: 0, startY: 0 };
  let out = '';
  let previous = '';
  for (const { command, values } of segmentsOf(data)) {
    const relative = command === command.toLowerCase();
    const texts = values.map((value, index) => {
      const vertical = isVertical(command, index);
      // Radii keep a decimal more: a radius too short would be scaled up by the renderer.
      if (vertical === null) return write(value, decimals + 1);
      if (!relative) return write(value, decimals);
      return write(value + (vertical ? exact.y - drawn.y : exact.x - drawn.x), decimals);
    });
    values.forEach((value, index) => {
      const vertical = isVertical(command, index);
      // The last value along each axis is where the segment ends.
      const last = index >= values.length - (/[hv]/i.test(command) ? 1 : 2);
      if (vertical === null || !last) return;
      const key = vertical ? 'y' : 'x';
      const text = Number(texts[index]);
      exact[key] = relative ? exact[key] + value : value;
      drawn[key] = relative ? drawn[key] + text : text;
    });
    if (/m/i.test(command))
      for (const point of [exact, drawn]) [point.startX, point.startY] = [point.x, point.y];
    if (/z/i.test(command))
      for (const point of [exact, drawn]) [point.x, point.y] = [point.startX, point.startY];
    const joined = texts.reduce(
      (text, next) =>
        text +
        (text === '' || next.startsWith('-') || (next.startsWith('.') && /\.\d*$/.test(text))
          ? ''
          : ' ') +
        next,
      '',
    );
    const implied = command === previous && !/[mz]/i.test(command);
    out += implied ? (joined.startsWith('-') ? '' : ' ') + joined : command + joined;
    previous = command;
  }
  return out;
}
