/**
 * Changes of the page that throw nobody off: what was just pressed stays under the finger, and the focus on its control.
 * Not for a change of place, which starts at the top with its heading.
 */

/** Makes a change above or below `anchor` without moving it on the screen. */
export function keepInPlace(anchor: Element, change: () => void): void {
  const before = anchor.getBoundingClientRect().top;
  change();
  scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: 'instant' });
}

/**
 * Makes a change that puts new controls in `container` for old ones. Where one of them had the focus, it goes to the one with the same
 * `data-control`, or to `otherwise` where that is gone.
 */
export function keepFocus(
  container: Element,
  change: () => void,
  otherwise: () => HTMLElement | null,
): void {
  const active = document.activeElement;
  const held = active instanceof HTMLElement && container.contains(active) ? active : null;
  change();
  if (held === null) return;
  const same = [...container.querySelectorAll<HTMLElement>('[data-control]')].find(
    ({ dataset }) => dataset['control'] === held.dataset['control'],
  );
  (same ?? otherwise())?.focus({ preventScroll: true });
}
