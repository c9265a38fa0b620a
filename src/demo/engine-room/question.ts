/** What was asked, in one line: the basket in pictures, or how much is known of the visitor. */
import type { RecommendRequest } from '../../contract/recommend';
import type { Catalogue } from '../catalogue';
import { h } from '../element';
import type { PictureBook } from '../picture-book';
import { count } from './format';

const SHOWN_SOURCES = 5;

export class QuestionLine {
  readonly element = h('div', { class: 'question' });

  constructor(
    private readonly catalogue: Catalogue,
    private readonly pictures: PictureBook,
  ) {}

  /** `visits`: how many the question starts from. */
  show(request: RecommendRequest, visits: number): void {
    const basket = (request.basket ?? []).flatMap((id) => this.catalogue.get(id) ?? []);
    if (basket.length > 0) {
      const more = basket.length - SHOWN_SOURCES;
      this.element.replaceChildren(
        h('span', {}, 'Asked: what goes with'),
        h(
          'span',
          {
            class: 'sources',
            role: 'img',
            'aria-label': basket.map(({ title }) => title).join(', '),
          },
          ...basket
            .slice(0, SHOWN_SOURCES)
            .map((product) =>
              h('span', { class: 'thumb', title: product.title }, this.pictures.draw(product)),
            ),
        ),
        more > 0 ? h('span', {}, `and ${String(more)} more?`) : h('span', {}, '?'),
      );
      return;
    }
    this.element.replaceChildren(
      h(
        'span',
        {},
        visits === 0
          ? 'Asked: what may a visitor nobody knows put in the basket? Add something to see it change.'
          : `Asked: what comes next after ${count(visits, 'visit')}?`,
      ),
    );
  }
}
