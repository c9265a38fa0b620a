/**
 * A drawn picture as an element of the page. The only file here that needs a DOM; the drawing
 * itself is `drawProduct`.
 */

/**
 * Parsed as XML, never as HTML: nothing in the string can run. The tile follows the custom property
 * `--picture-night` (0 by day, about 0.8 on a dark page), set through the style object because a
 * style attribute in the markup would need a laxer content security policy.
 */
export function pictureElement(svg: string, description = ''): SVGSVGElement {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  if (!(root instanceof SVGSVGElement)) throw new TypeError('The picture is not an SVG.');
  const element = document.importNode(root, true);
  element
    .querySelector<SVGElement>('.night')
    ?.style.setProperty('opacity', 'var(--picture-night, 0)');
  if (description === '') {
    element.setAttribute('aria-hidden', 'true');
  } else {
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', description);
  }
  return element;
}
