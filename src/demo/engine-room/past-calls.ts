/** The last calls as upright flame bars on one scale, the newest at the right. A picture only: the numbers stand beside it as text. */
import type { Timings } from '../../contract/recommend';
import { h } from '../element';
import { flame } from './flame';

/** `calls`: oldest first, at most `room` of them. */
export function pastCalls(calls: readonly Timings[], room: number): HTMLElement {
  const longest = Math.max(...calls.map(({ totalMs }) => totalMs));
  const chart = h(
    'div',
    { class: 'past-calls', 'aria-hidden': true },
    // Laid from right to left.
    ...calls.toReversed().map((timings) => flame(timings, longest)),
  );
  chart.style.setProperty('--room', String(room));
  return chart;
}
