/** What the drawer asks of each of its sections, and the frame they share: a title and one sentence for a newcomer. */
import { h, type Child } from '../element';

export interface RoomSection {
  /** In the drawer's own navigation. */
  readonly name: string;
  readonly element: HTMLElement;
  /** The drawer is open from now on: time to look again and to follow what happens. */
  opened?(): void;
  /** Nobody looks any more: nothing may be asked of the engine for this section's sake. */
  closed?(): void;
}

export function sectionFrame(
  id: string,
  title: string,
  sentence: string,
  ...children: Child[]
): HTMLElement {
  const heading = `room-${id}`;
  return h(
    'section',
    { class: `room-section ${id}`, 'aria-labelledby': heading },
    h('h3', { id: heading, tabindex: -1 }, title),
    h('p', { class: 'lead' }, sentence),
    ...children,
  );
}

/** What went wrong, as the one who watches may read it. */
export function troubleText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
