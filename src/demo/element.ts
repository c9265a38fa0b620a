/** Making DOM nodes in one expression. Text nodes only; not a rendering framework. */

export type Child = Node | string | null | undefined | false;

interface Properties {
  readonly class?: string;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly [attribute: string]: unknown;
}

/** `h('a', { class: 'link', href: '#/' }, 'Home')`; an attribute of value false, null or undefined is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') node.className = String(value);
    else if (name === 'on') {
      for (const [type, listener] of Object.entries(properties.on!))
        node.addEventListener(type, listener);
    } else if (name === 'data') Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? '' : String(value as string | number));
  }
  node.append(
    ...children.filter(
      (child): child is Node | string =>
        child instanceof Node || (typeof child === 'string' && child !== ''),
    ),
  );
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: Node[]
): SVGElement {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** A line icon of the page's own controls. */
export function glyph(path: string): SVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 24 24', class: 'glyph', 'aria-hidden': 'true' },
    svg('path', { d: path }),
  );
}
