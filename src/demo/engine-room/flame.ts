/** A call as a flame bar: its stages side by side, as long as they took. A picture only: the numbers stand beside it as text. */
import type { Timings } from '../../contract/recommend';
import { h } from '../element';
import { stagesOf } from './stages';

/** `wholeMs`: the time that the full length stands for. */
export function flame(timings: Timings, wholeMs: number): HTMLElement {
  const bar = h('span', { class: 'flame', 'aria-hidden': true });
  for (const { key, ms } of stagesOf(timings)) {
    if (ms === 0) continue;
    const part = h('span', { data: { stage: key } });
    part.style.setProperty('--share', (ms / (wholeMs || 1)).toFixed(4));
    bar.append(part);
  }
  return bar;
}
