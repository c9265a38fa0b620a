/** The beam in rows and columns, for whoever reads rather than looks. */
import type { Trace } from '../../contract/recommend';
import { h } from '../element';
import type { Product } from '../catalogue';
import { count, logProbability, percent } from './format';

export function beamTable(
  trace: Trace,
  productOf: (codes: readonly number[]) => Product | undefined,
): HTMLElement {
  return h(
    'div',
    { class: 'tables', tabindex: 0, role: 'region', 'aria-label': 'The beam as a table' },
    ...trace.levels.map((beams, place) => {
      const last = place === trace.levels.length - 1;
      const heads = ['Codes', 'Probability', 'log P', last ? 'Product' : 'Products below', 'Beam'];
      return h(
        'table',
        { class: 'beams' },
        h('caption', {}, `Level ${String(place + 1)}`),
        h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
        h(
          'tbody',
          {},
          ...beams.map(({ codes, logProb, items, kept }) =>
            h(
              'tr',
              { class: kept ? 'kept' : 'pruned' },
              h('th', { scope: 'row' }, codes.join(' · ')),
              h('td', {}, percent(Math.exp(logProb))),
              h('td', {}, logProbability(logProb)),
              h('td', {}, last ? (productOf(codes)?.title ?? '') : count(items, 'product')),
              h('td', {}, kept ? 'kept' : 'pruned'),
            ),
          ),
        ),
      );
    }),
  );
}
