/** What a product's words and picture have in it: the experts as lamps, the brighter the more they say, and what flows from them into one whole. */
import type { FusedPart, FusedParts } from '../../contract/recommend';
import { h, svg } from '../element';
import { percent } from '../engine-room/format';

type Name = keyof FusedParts;

/** As they stand, from above; what each group looks at. */
const GROUPS: readonly (readonly [name: Name, label: string])[] = [
  ['text', 'Words'],
  ['shared', 'Both together'],
  ['image', 'Picture'],
];
/** Of the height of 100: what the whole of it flows through. */
const MOUTH = 44;

export function partLights(parts: FusedParts, picture: Element): HTMLElement {
  const brightest = Math.max(
    ...Object.values<FusedPart>({ ...parts }).flatMap(({ size, experts }) =>
      experts.map((share) => share * size),
    ),
  );
  return h(
    'div',
    { class: 'lights' },
    h(
      'ul',
      { class: 'groups', role: 'list' },
      ...GROUPS.map(([name, label]) => group(name, label, parts, brightest)),
    ),
    streams(parts),
    h('div', { class: 'whole' }, ring(parts), h('div', { class: 'picture' }, picture)),
  );
}

/** In a sentence, for who cannot see the lights and for who wonders. */
export function partsSentence({ shared, text, image }: FusedParts): string {
  const given = [
    text && `${percent(text.size)} from experts that read words alone`,
    `${percent(shared.size)} from experts that look at words and picture together`,
    image && `${percent(image.size)} from experts that look at pictures alone`,
  ].filter((part) => part !== undefined);
  const missing =
    image === undefined
      ? ' There is no photo: the lamps for pictures stay dark.'
      : text === undefined
        ? ' There are no words: their lamps stay dark.'
        : '';
  const said = `What the engine sees in it comes ${given.slice(0, -1).join(', ')} and ${given.at(-1)!}.`;
  // A number and its sign stay on one line.
  return (said + missing).replaceAll(' %', '\u00a0%');
}

function group(name: Name, label: string, parts: FusedParts, brightest: number): HTMLElement {
  const part = parts[name];
  // Groups are alike in size: those that stay dark are as many as those of another.
  const experts = part?.experts ?? parts.shared.experts.map(() => 0);
  return h(
    'li',
    { class: `group ${name}${part === undefined ? ' dark' : ''}` },
    h('span', { class: 'name' }, label),
    h(
      'span',
      { class: 'lamps', 'aria-hidden': true },
      ...experts.map((share) => {
        const lamp = h('i', {});
        lamp.style.setProperty('--light', String((share * (part?.size ?? 0)) / brightest));
        return lamp;
      }),
    ),
  );
}

/** Each group's stream, as wide as its size, into the whole. */
function streams(parts: FusedParts): SVGElement {
  let mouth = 50 - MOUTH / 2;
  const paths = GROUPS.flatMap(([name], place) => {
    const size = (parts[name]?.size ?? 0) * MOUTH;
    if (size === 0) return [];
    const from = (100 * (place + 0.5)) / GROUPS.length;
    const [a, b, c, d] = [from - size / 4, from + size / 4, mouth + size, mouth];
    mouth += size;
    const path = `M0 ${fixed(a)}C50 ${fixed(a)} 50 ${fixed(d)} 100 ${fixed(d)}V${fixed(c)}C50 ${fixed(c)} 50 ${fixed(b)} 0 ${fixed(b)}Z`;
    return [svg('path', { d: path, class: name })];
  });
  return svg(
    'svg',
    {
      class: 'streams',
      viewBox: '0 0 100 100',
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    ...paths,
  );
}

/** The whole as a ring of its parts. */
export function ring(parts: FusedParts): SVGElement {
  let turn = 0;
  const arcs = GROUPS.flatMap(([name]) => {
    const size = parts[name]?.size ?? 0;
    if (size === 0) return [];
    const arc = svg('circle', {
      ...{ r: 46, pathLength: 1, class: name },
      'stroke-dasharray': `${fixed(Math.max(0, size - 0.015))} 1`,
      'stroke-dashoffset': fixed(-turn),
    });
    turn += size;
    return [arc];
  });
  return svg('svg', { class: 'ring', viewBox: '-50 -50 100 100', 'aria-hidden': 'true' }, ...arcs);
}

function fixed(value: number): string {
  return value.toFixed(3);
}
