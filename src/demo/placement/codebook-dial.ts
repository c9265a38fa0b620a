/**
 * One level's codebook around a product: every code a dot, the nearer the more alike, the one it got lit up. Any dot can be
 * looked at, by pointer, finger or keyboard; a line below says who lives there. Where dots lie: dial-layout.ts.
 */
import type { CodebookMap } from '../../contract/recommend';
import { h, svg } from '../element';
import { paint } from '../engine-room/code-colour';
import { dialDots, dotNear, onCircle, SIZE, type Dot } from './dial-layout';
import type { Sign } from './ring-signs';

/** Where signs stand, and half their width. */
const RIM = 138;
const SIGN = 10;
/** A finger's reach, in the dial's own measure. */
const REACH = 14;
/** The radius of the product's picture, as placement.css has it. */
const PICTURE = 33;
/** Half the width of the lit code. */
const BADGE = 14;

export interface DialContent {
  readonly map: CodebookMap;
  /** The code the product got here, and the nearest, which may have been taken. */
  readonly code: number;
  readonly nearest: number;
  /** What the dial is called. */
  readonly name: string;
  /** The product, for its middle. */
  readonly middle: Element;
  readonly signs: readonly { readonly sign: Sign; readonly icon: Element }[];
  /** Who has a code here, in a sentence. */
  readonly tell: (code: number) => string;
}

export class CodebookDial {
  readonly element: HTMLElement;
  readonly #content: DialContent;
  readonly #dots: readonly Dot[];
  /** Codes in the order of the ring, for the arrow keys. */
  readonly #round: readonly number[];
  readonly #look = svg('circle', { class: 'look', r: 0 });
  readonly #note = h('p', { class: 'note' });
  readonly #face: HTMLElement;

  constructor(content: DialContent) {
    this.#content = content;
    this.#dots = dialDots(content.map);
    const { turns } = content.map;
    this.#round = [...turns.keys()].sort((a, b) => turns[a] - turns[b]);
    const drawing = this.#draw();
    this.#face = h(
      'div',
      {
        class: 'face',
        tabindex: 0,
        role: 'slider',
        'aria-label': `${content.name}: codes, look around with the arrow keys`,
        'aria-valuemin': 0,
        'aria-valuemax': turns.length - 1,
      },
      drawing,
      h('div', { class: 'picture' }, content.middle),
    );
    this.element = h('div', { class: 'dial' }, this.#face, this.#note);
    this.#listen(drawing);
    this.#show(content.code);
  }

  #draw(): SVGElement {
    const { map, code, nearest, signs } = this.#content;
    const home = this.#dots[code];
    const distance = Math.hypot(home.x, home.y);
    // From the picture's edge to the badge's.
    const [from, to] = [PICTURE / distance, 1 - BADGE / distance];
    const line = svg('line', {
      class: 'spoke',
      pathLength: 1,
      ...{ x1: from * home.x, y1: from * home.y, x2: to * home.x, y2: to * home.y },
    });
    const label = svg('text', { x: home.x, y: home.y, dy: '0.36em' });
    label.append(String(code));
    const dots = this.#dots.map(({ code: other, x, y, radius }) => {
      const dot = svg('circle', { cx: x.toFixed(1), cy: y.toFixed(1), r: radius.toFixed(2) });
      const lived = map.items[other] > (other === code ? 1 : 0);
      dot.setAttribute('class', lived ? 'word lived' : 'word');
      return dot;
    });
    const taken = this.#dots[nearest];
    return svg(
      'svg',
      {
        viewBox: `${String(-SIZE)} ${String(-SIZE)} ${String(2 * SIZE)} ${String(2 * SIZE)}`,
        'aria-hidden': 'true',
      },
      ...[62, 92, 122].map((r) => svg('circle', { class: 'circle', r })),
      ...signs.map(({ sign, icon }) => place(icon, sign.turn)),
      svg('g', { class: 'dots' }, ...dots),
      // How far it is to the nearest that was free.
      svg('circle', { class: 'ping', r: distance }),
      ...(nearest === code
        ? []
        : [svg('circle', { class: 'taken', cx: taken.x, cy: taken.y, r: taken.radius + 4 })]),
      paint(
        svg(
          'g',
          { class: 'home' },
          line,
          svg('circle', { class: 'badge-of-code', cx: home.x, cy: home.y, r: BADGE }),
          label,
        ),
        code,
      ),
      this.#look,
    );
  }

  #listen(drawing: SVGElement): void {
    const back = (): void => {
      this.#show(this.#content.code);
    };
    const pointed = (event: PointerEvent): void => {
      const box = drawing.getBoundingClientRect();
      const scale = (2 * SIZE) / box.width;
      const x = (event.clientX - box.left) * scale - SIZE;
      const y = (event.clientY - box.top) * scale - SIZE;
      const dot = dotNear(this.#dots, x, y, REACH);
      if (dot !== undefined) this.#show(dot.code);
      else if (event.type === 'pointerdown') back();
    };
    this.#face.addEventListener('pointermove', pointed);
    this.#face.addEventListener('pointerdown', pointed);
    this.#face.addEventListener('pointerleave', (event) => {
      // A finger that is lifted leaves what it touched on show.
      if (event.pointerType === 'mouse') back();
    });
    this.#face.addEventListener('blur', back);
    let at = this.#round.indexOf(this.#content.code);
    this.#face.addEventListener('keydown', (event) => {
      const home = this.#round.indexOf(this.#content.code);
      const moves: Readonly<Record<string, number>> = {
        ...{ ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1 },
        ...{ Home: home, Escape: home },
      };
      const next = moves[event.key];
      if (next === undefined) return;
      event.preventDefault();
      at = (next + this.#round.length) % this.#round.length;
      this.#show(this.#round[at]);
    });
  }

  /** Looks at a code: its own, or another. */
  #show(code: number): void {
    const said = this.#content.tell(code);
    const { x, y, radius } = this.#dots[code];
    const own = code === this.#content.code;
    this.#note.replaceChildren(paint(h('b', {}, `${String(code)}:`), code), ` ${said}`);
    this.#face.setAttribute('aria-valuenow', String(code));
    this.#face.setAttribute('aria-valuetext', `Code ${String(code)}: ${said}`);
    paint(this.#look, code);
    this.#look.setAttribute('cx', String(x));
    this.#look.setAttribute('cy', String(y));
    this.#look.setAttribute('r', own ? '0' : String(radius + 3));
  }
}

function place(icon: Element, turn: number): Element {
  const { x, y } = onCircle(turn, RIM);
  for (const [name, value] of Object.entries({
    ...{ class: 'sign', x: x - SIGN, y: y - SIGN, width: 2 * SIGN, height: 2 * SIGN },
  }))
    icon.setAttribute(name, String(value));
  return icon;
}
