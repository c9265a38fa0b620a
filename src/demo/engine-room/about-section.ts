/** Where all this comes from, and what it is not. */
import { h } from '../element';
import { sectionFrame, type RoomSection } from './section';

const FACTS: readonly (readonly [string, string])[] = [
  [
    'Semantic IDs',
    'Instead of a number that means nothing, each product has a short word of codes, made from its text, its picture and the company it keeps in baskets: products alike begin alike. The model predicts that word code by code, and only words that a product really has can come out.',
  ],
  [
    'Pictures',
    'Every picture is an illustration drawn from catalogue fields such as the kind of package, the aisle and the size. None shows a real product.',
  ],
  [
    'Where it learned',
    'From the 84.51° Complete Journey grocery log (CC0 in its R package; the Python repackaging calls it simulated). Tobacco, alcohol and intimate articles were left out before.',
  ],
  ['Households', 'The households you can shop as are made up. No real history is published.'],
  [
    'Licences',
    'Of the code, the icons and the data behind the bundle: in the file NOTICE of the project.',
  ],
];

export class AboutSection implements RoomSection {
  readonly name = 'About';
  readonly element = sectionFrame(
    'about',
    'About',
    'A demonstration of MusicRec: a recommender that a shop can put on its pages as plain files, without a server that watches.',
    h(
      'dl',
      { class: 'about-facts' },
      ...FACTS.map(([term, text]) => h('div', {}, h('dt', {}, term), h('dd', {}, text))),
    ),
  );
}
