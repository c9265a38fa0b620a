/** The totals of the last calls as a small line, with the median across it. A picture only: the numbers stand beside it as text. */
import { svg } from '../element';
import { median } from './statistics';

const WIDTH = 240;
const HEIGHT = 44;
const INSET = 4;

export function sparkline(values: readonly number[]): SVGElement {
  // From zero, so that twice as high is twice as long; a single call stands at the right end.
  const top = Math.max(...values) || 1;
  const step = (WIDTH - 2 * INSET) / Math.max(1, values.length - 1);
  const x = (place: number): number => WIDTH - INSET - (values.length - 1 - place) * step;
  const y = (value: number): number => HEIGHT - INSET - (value / top) * (HEIGHT - 2 * INSET);
  const points = values.map((value, place) => `${x(place).toFixed(1)},${y(value).toFixed(1)}`);
  const middle = y(median(values)).toFixed(1);
  const last = values.length - 1;
  return svg(
    'svg',
    {
      viewBox: `0 0 ${String(WIDTH)} ${String(HEIGHT)}`,
      class: 'sparkline',
      'aria-hidden': 'true',
    },
    svg('line', { class: 'middle', x1: 0, x2: WIDTH, y1: middle, y2: middle }),
    svg('polyline', { points: points.join(' ') }),
    svg('circle', { cx: x(last).toFixed(1), cy: y(values[last]).toFixed(1), r: 3 }),
  );
}
