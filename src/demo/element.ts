/** Making DOM nodes in one expression. Text nodes only; not a rendering framework. */

export type Child = Node | string | null | undefined | false;

type Attribute = string | number | boolean | null | undefined;
type Listeners = Readonly<Record<string, (event: Event) => void>>;
type Data = Readonly<Record<string, string>>;

interface Properties {
  readonly on?: Listeners;
  readonly data?: Data;
  readonly [attribute: string]: Attribute | Listeners | Data;
}

/** `h('a', { class: 'link', href: '#/' }, 'Home')`; an attribute of value false, null or undefined is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const { on = {}, data = {}, ...attributes } = properties;
  const node = document.createElement(tag);
  for (const [type, listener] of Object.entries(on)) node.addEventListener(type, listener);
  Object.assign(node.dataset, data);
  for (const [name, value] of Object.entries(attributes) as [string, Attribute][]) {
    if (value === undefined || value === null || value === false) continue;
    // ARIA's truth is the word; HTML's is the presence of the attribute.
    node.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
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

/** A line icon of the page's own controls; it brings its looks along, since it also stands inside shadow roots. */
export function glyph(path: string): SVGElement {
  const looks = {
    width: 20,
    height: 20,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 1.75,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  };
  return svg(
    'svg',
    { viewBox: '0 0 24 24', class: 'glyph', 'aria-hidden': 'true', ...looks },
    svg('path', { d: path }),
  );
}
