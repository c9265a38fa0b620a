/** One colour per code, the same wherever the engine room shows it. Lightness follows the page's theme, in styles/room.css. */

/** The golden angle spreads any few codes over the circle. */
const GOLDEN_ANGLE = 137.508;

export function hueOf(code: number): number {
  return Math.round((code * GOLDEN_ANGLE) % 360);
}

/** Sets the hue through the style object: a style attribute would need a laxer content security policy. */
export function paint<E extends HTMLElement | SVGElement>(element: E, code: number): E {
  element.style.setProperty('--hue', String(hueOf(code)));
  element.classList.add('coded');
  return element;
}
