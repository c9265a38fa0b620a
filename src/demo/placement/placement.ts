/** How a product came by its ID, as a journey: its parts, then level by level the codebook around it, in the words of an address. */
import type { Recommender } from '../../client';
import type { CodebookMap } from '../../contract/recommend';
import { AISLES } from '../aisles';
import type { Catalogue } from '../catalogue';
import { h } from '../element';
import { codeChips } from '../engine-room/code-chips';
import { count } from '../engine-room/format';
import type { OwnProduct } from '../own-products';
import type { PictureBook } from '../picture-book';
import { CodebookDial } from './codebook-dial';
import { Journey, type Step } from './journey';
import { partLights, partsSentence } from './part-lights';
import { ringSigns } from './ring-signs';

/** An ID read as an address; levels beyond are doors behind doors. */
const LEVELS = [
  {
    name: 'Neighbourhood',
    alone: 'the first to live here.',
    empty: 'nobody lives in this neighbourhood.',
  },
  { name: 'Street', alone: 'a street of its own.', empty: 'nobody lives in this street yet.' },
  { name: 'Door', alone: 'a door of its own.', empty: 'nobody lives behind this door.' },
] as const;

export interface PlacementParts {
  readonly recommender: Recommender;
  readonly catalogue: Catalogue;
  readonly pictures: PictureBook;
}

export async function placement(own: OwnProduct, parts: PlacementParts): Promise<Journey> {
  const maps = await parts.recommender.codebookMaps(own.product.id);
  return new Journey([
    {
      title: 'What it is made of',
      content: [
        partLights(own.added.parts, parts.pictures.draw(own.product)),
        h('p', { class: 'note' }, partsSentence(own.added.parts)),
      ],
    },
    ...maps.map((map, level) => levelStep(own, map, level, parts)),
  ]);
}

function levelStep(
  { product, added }: OwnProduct,
  map: CodebookMap,
  level: number,
  { catalogue, pictures }: PlacementParts,
): Step {
  const codes = added.codes.slice(0, level + 1);
  const { name, alone, empty } = LEVELS[Math.min(level, LEVELS.length - 1)];
  const titles = (code: number): string[] =>
    map.sample[code].flatMap((id) => (id === product.id ? [] : (catalogue.get(id)?.title ?? [])));
  const dial = new CodebookDial({
    ...{ map, name, code: codes[level], nearest: added.nearest[level] },
    middle: pictures.draw(product),
    signs: level === 0 ? signs(map, catalogue, pictures) : [],
    tell: (code) => {
      const own = code === codes[level];
      const others = map.items[code] - (own ? 1 : 0);
      if (others === 0) return own ? alone : empty;
      const such = titles(code).slice(0, 2).join(' and ');
      return `${count(others, own ? 'other product' : 'product')}${such && `, such as ${such}`}.`;
    },
  });
  const before = codes.slice(0, -1);
  const summary =
    `${name}, level ${String(level + 1)}: of ${String(map.turns.length)} codes` +
    `${before.length > 0 ? ` below ${before.join(', ')}` : ''} ${String(codes[level])} is ` +
    (codes[level] === added.nearest[level] ? 'the nearest.' : 'the nearest that was free.');
  return {
    title: name,
    content: [codeChips(codes), h('p', { class: 'unseen' }, summary), dial.element],
  };
}

/** The departments around the first dial: where codes are mostly theirs. */
function signs(
  map: CodebookMap,
  catalogue: Catalogue,
  pictures: PictureBook,
): { sign: { name: string; turn: number }; icon: Element }[] {
  const names = map.sample.map((ids) => {
    const aisles = ids.flatMap((id) => catalogue.get(id)?.aisle ?? []);
    return aisles.find((name, i) => aisles.indexOf(name) !== i) ?? aisles[0];
  });
  const icons = new Map(AISLES);
  return ringSigns(map.turns, names).flatMap((sign) => {
    const icon = icons.get(sign.name);
    return icon === undefined ? [] : [{ sign, icon: pictures.icon(icon) }];
  });
}
