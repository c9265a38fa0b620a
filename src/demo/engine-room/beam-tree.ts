/**
 * Draws a laid-out beam: edges as one SVG, nodes as elements above it, a tip beside the node that is looked at.
 * Keyboard: one tab stop; arrows go up and down the rows, to the parent and to the first branch.
 */
import { h, svg } from '../element';
import type { Product } from '../catalogue';
import type { PictureBook } from '../picture-book';
import type { BeamLayout, BeamNode } from './beam-layout';
import { codeChips } from './code-chips';
import { paint } from './code-colour';
import { count, logProbability, percent } from './format';

export interface TreeContent {
  readonly layout: BeamLayout;
  readonly depth: number;
  /** The product of a whole semantic ID, where it is known. */
  productOf(codes: readonly number[]): Product | undefined;
  /** Its place on the shelf, best 1; undefined where it is not on it. */
  placeOf(id: string): number | undefined;
}

const ROOT_X = 10;
const HEAD = 44;
/** Columns closer than this have no room for words above each of them. */
const NARROW = 54;
const THICKEST = 13;
/** Half the width of a pill, less a little that the edge goes under. */
const PILL = 14;

export class BeamTree {
  readonly #canvas = h('div', { class: 'canvas', role: 'tree', 'aria-label': 'The beam' });
  readonly #tip = h('div', { class: 'tip', 'aria-hidden': true, hidden: true });
  readonly #heads = h('div', { class: 'heads', 'aria-hidden': true });
  readonly element = h('div', { class: 'tree' }, this.#heads, this.#canvas, this.#tip);
  #content: TreeContent | null = null;
  #nodes = new Map<BeamNode, HTMLElement>();
  #edges = new Map<BeamNode, SVGElement>();
  #width = 0;

  constructor(private readonly pictures: PictureBook) {
    new ResizeObserver(() => {
      const width = this.element.clientWidth;
      if (width === this.#width || width === 0 || this.#content === null) return;
      this.#render(this.#content, false);
    }).observe(this.element);
    this.#canvas.addEventListener('keydown', (event) => {
      this.#onKey(event);
    });
    this.element.addEventListener('pointerleave', () => {
      this.#look(null);
    });
  }

  draw(content: TreeContent): void {
    this.#content = content;
    this.#render(content, true);
  }

  #render(content: TreeContent, growing: boolean): void {
    const { layout, depth } = content;
    this.#width = this.element.clientWidth;
    const width = this.#width || 360;
    const step = Math.min(96, Math.max(depth > 3 ? 44 : 54, width * (depth > 3 ? 0.13 : 0.16)));
    const x = (level: number): number => ROOT_X + level * step;
    const focused = this.#canvas.contains(document.activeElement);
    this.#nodes = new Map();
    this.#edges = new Map();
    this.#look(null);

    const likeliest = Math.max(
      ...layout.nodes.filter(({ level }) => level === 1).map(({ beam }) => beam.logProb),
      -Infinity,
    );
    const edges = svg('svg', {
      class: 'edges',
      'aria-hidden': 'true',
      width: x(depth),
      height: layout.height,
    });
    // What matters lies on top.
    const order = layout.nodes
      .filter(({ parent }) => parent !== null)
      .toSorted(
        (a, b) => Number(a.main) - Number(b.main) || Number(a.beam.kept) - Number(b.beam.kept),
      );
    for (const node of order) {
      const edge = this.#edge(node, x, likeliest);
      this.#edges.set(node, edge);
      edges.append(edge);
    }
    for (const node of layout.nodes) this.#nodes.set(node, this.#node(node, content, x));
    this.#heads.replaceChildren(...this.#columnHeads(content, x));
    this.#canvas.replaceChildren(edges, ...this.#nodes.values());
    this.#canvas.style.setProperty('block-size', `${String(layout.height)}px`);
    this.#canvas.classList.toggle('growing', growing);
    const first = this.#nodes.get(layout.nodes[0]);
    if (first !== undefined) {
      first.tabIndex = 0;
      if (focused) first.focus({ preventScroll: true });
    }
  }

  #columnHeads({ layout, depth }: TreeContent, x: (level: number) => number): HTMLElement[] {
    const narrow = x(1) - x(0) < NARROW;
    return layout.levels.map(({ kept, mass }, place) => {
      const level = place + 1;
      const last = level === depth;
      // Side by side on a phone, only the first has the words.
      const words = !narrow || level === 1 || last;
      const head = h(
        'span',
        { class: last ? 'head last' : 'head' },
        h('b', {}, `${words ? 'Level ' : ''}${String(level)}${last ? ': products' : ''}`),
        `${String(kept)}${words ? ' kept' : ''}${last ? `, ${percent(mass)} of all probability` : ''}`,
        !last && h('span', {}, percent(mass)),
      );
      head.style.setProperty('inset-inline-start', `${String(x(level))}px`);
      return head;
    });
  }

  #edge(node: BeamNode, x: (level: number) => number, likeliest: number): SVGElement {
    const parent = node.parent!;
    const from = x(parent.level) + (parent.level > 0 && parent.main ? PILL : 0);
    const to = x(node.level) - (node.main ? PILL : 0);
    const middle = (from + to) / 2;
    const points = [from, node.exit, middle, node.exit, middle, node.y, to, node.y];
    const [ax, ay, bx, by, cx, cy, dx, dy] = points.map((value) => value.toFixed(1));
    // The square root, as for areas: small probabilities stay visible, big ones do not bury them.
    const share = Math.sqrt(Math.exp(node.beam.logProb - likeliest));
    const edge = svg('path', {
      d: `M${ax} ${ay}C${bx} ${by} ${cx} ${cy} ${dx} ${dy}`,
      class: `edge ${standing(node)} at-${String(node.level)}`,
      'stroke-width': node.beam.kept ? (1 + (THICKEST - 1) * share).toFixed(2) : 1,
      pathLength: 1,
    });
    return paint(edge, node.beam.codes[0]);
  }

  #node(node: BeamNode, content: TreeContent, x: (level: number) => number): HTMLElement {
    const product = node.level === content.depth ? content.productOf(node.beam.codes) : undefined;
    const leaf = node.main && node.level === content.depth;
    const element = h('div', {
      class: `node ${standing(node)} at-${String(node.level)}${leaf ? ' leaf' : ''}${node.level === 0 ? ' root' : ''}`,
      role: 'treeitem',
      tabindex: -1,
      'aria-level': node.level + 1,
      'aria-expanded': node.children.length > 0 && 'true',
    });
    element.style.setProperty('inset-inline-start', `${String(x(node.level))}px`);
    element.style.setProperty('inset-block-start', `${node.y.toFixed(1)}px`);
    if (node.level === 0 && node.children.length > 0) {
      const trunk = node.children.at(-1)!.exit - node.children[0].exit + THICKEST;
      const middle = (node.children.at(-1)!.exit + node.children[0].exit) / 2;
      element.style.setProperty('block-size', `${trunk.toFixed(1)}px`);
      element.style.setProperty('inset-block-start', `${middle.toFixed(1)}px`);
    }
    if (node.level > 0) {
      paint(element, node.beam.codes[0]);
      if (node.main) {
        element.append(h('span', { class: 'pill' }, String(node.beam.codes.at(-1))));
        if (leaf) element.append(...this.#leaf(node, content, product));
        else element.append(h('span', { class: 'below' }, String(node.beam.items)));
      }
    }
    // Beside what can be read anyway, so that the name holds the visible text.
    element.append(h('span', { class: 'unseen' }, spoken(node, content, product)));
    element.addEventListener('pointerenter', () => {
      this.#look(node);
    });
    element.addEventListener('focus', () => {
      this.#look(node);
    });
    element.addEventListener('blur', () => {
      this.#look(null);
    });
    return element;
  }

  #leaf(node: BeamNode, content: TreeContent, product: Product | undefined): HTMLElement[] {
    const place = product === undefined ? undefined : content.placeOf(product.id);
    return [
      h('span', { class: 'thumb' }, product !== undefined && this.pictures.draw(product)),
      h(
        'span',
        { class: 'what' },
        h('span', { class: 'title' }, product?.title ?? node.beam.codes.join(' · ')),
        h(
          'span',
          { class: 'chance' },
          percent(Math.exp(node.beam.logProb)),
          place !== undefined && h('b', {}, `#${String(place)}`),
        ),
      ),
    ];
  }

  /** Lights the way through `node` and says beside it what it is; null puts all back. */
  #look(node: BeamNode | null): void {
    this.element.classList.toggle('looking', node !== null);
    for (const lit of this.element.querySelectorAll('.lit')) lit.classList.remove('lit');
    this.#tip.hidden = node === null || node.level === 0;
    if (node === null || this.#content === null) return;
    const light = (one: BeamNode): void => {
      this.#nodes.get(one)?.classList.add('lit');
      this.#edges.get(one)?.classList.add('lit');
    };
    for (let up: BeamNode | null = node; up !== null; up = up.parent) light(up);
    const down = (one: BeamNode): void => {
      for (const child of one.children) {
        light(child);
        down(child);
      }
    };
    down(node);
    if (node.level > 0) this.#showTip(node, this.#content);
  }

  #showTip(node: BeamNode, content: TreeContent): void {
    const { beam, level } = node;
    const product = level === content.depth ? content.productOf(beam.codes) : undefined;
    this.#tip.replaceChildren(
      codeChips(beam.codes),
      ...(product === undefined ? [] : [h('strong', {}, product.title)]),
      h(
        'span',
        {},
        `${percent(Math.exp(beam.logProb))} likely (log P ${logProbability(beam.logProb)})`,
      ),
      ...(level === content.depth ? [] : [h('span', {}, `${count(beam.items, 'product')} below`)]),
      h('em', {}, fate(node, content.depth)),
    );
    const anchor = this.#nodes.get(node)!;
    const left = Math.min(
      Math.max(0, anchor.offsetLeft - 24),
      Math.max(0, this.#width - this.#tip.offsetWidth),
    );
    const above = node.y + HEAD > this.#tip.offsetHeight + 24;
    const top = above ? node.y + HEAD - this.#tip.offsetHeight - 18 : node.y + HEAD + 24;
    this.#tip.style.setProperty('inset-inline-start', `${left.toFixed(0)}px`);
    this.#tip.style.setProperty('inset-block-start', `${top.toFixed(0)}px`);
  }

  #onKey(event: KeyboardEvent): void {
    const order = this.#content?.layout.nodes ?? [];
    const at = order.findIndex((node) => this.#nodes.get(node) === document.activeElement);
    if (at < 0) return;
    const target = {
      ArrowDown: order[at + 1],
      ArrowUp: order[at - 1],
      ArrowLeft: order[at].parent,
      ArrowRight: order[at].children[0],
      Home: order[0],
      End: order.at(-1),
    }[event.key];
    if (target === undefined || target === null) return;
    event.preventDefault();
    this.#nodes.get(order[at])!.tabIndex = -1;
    const element = this.#nodes.get(target)!;
    element.tabIndex = 0;
    element.focus();
  }
}

function standing(node: BeamNode): string {
  if (node.main) return 'main';
  return node.beam.kept ? 'kept' : 'pruned';
}

/** What became of a beam, in a few words. */
export function fate(node: BeamNode, depth: number): string {
  if (!node.beam.kept) return 'Pruned: others were likelier';
  if (node.level === depth) return 'Kept to the end';
  return node.rank === Infinity ? 'Kept, but no branch of it was' : 'Kept';
}

function spoken(node: BeamNode, content: TreeContent, product: Product | undefined): string {
  const { beam, level } = node;
  if (level === 0) return 'Start: every product is possible';
  const below = level === content.depth ? '' : count(beam.items, 'product');
  // The number of products and the product's title are visible where there is a pill.
  return [
    node.main ? '' : (product?.title ?? below),
    `codes ${beam.codes.join(', ')}`,
    `probability ${percent(Math.exp(beam.logProb))}, log P ${logProbability(beam.logProb)}`,
    fate(node, content.depth),
  ]
    .filter((part) => part !== '')
    .join('; ');
}
