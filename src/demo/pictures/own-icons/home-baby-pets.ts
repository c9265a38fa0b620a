/** Things for the nursery, for pets, for the kitchen cupboard and for feast days. */
import { circle, ellipse, path, rect } from '../marks';
import { WHITE, at, bag, bowl, dots, flask, heart, jar, leaf, star, tin, turned } from './shapes';

const bone = (c: string): string =>
  path(
    'M-3-1.300Q-5.5-4-5.8-1.5-7.5-1-6 .5-7.5 2-5.5 2.5-5 4.5-3 1.500H3Q5 4.5 5.5 2.5 7.5 2 6 .5 7.5-1 5.8-1.5 5.5-4 3-1.300Z',
    c,
  );
const kibble =
  dots('#8c4f22', 2.4, 7, 14, 12, 12.5, 17, 12, 22, 13, 25.5, 14.8, 10, 10, 15, 9, 20, 9.5) +
  dots('#c98a4b', 0.9, 6.5, 13.5, 11.5, 12, 16.5, 11.5, 21.5, 12.5, 14.5, 8.5);
const petal = (a: number, c: string, d: string): string =>
  `<g transform="rotate(${a})">${path('M0 1Q-5-5 0-12 5-5 0 1Z', c)}${path('M0-1V-9', 'none', `stroke="${d}" stroke-width="1.1"`)}</g>`;
const block = (x: number, y: number, c: string, d: string, mark: string): string =>
  rect(x, y, 12, 12, 2, c) + rect(x + 2, y + 2, 8, 8, 1.5, d) + at(x + 6, y + 6, mark, 0.75);

export const HOME_BABY_PETS: Readonly<Record<string, string>> = {
  nappy:
    path('M2 8Q16 12 30 8L29 15Q22 17 20 26 16 29 12 26 10 17 3 15Z', '#dfeaf5') +
    path('M2 8Q16 12 30 8L29.6 11.500Q16 15 2.4 11.500Z', '#aeddff') +
    path('M12.5 25Q16 27.5 19.5 25 20 19 23 16.5 16 18 9 16.5 12 19 12.5 25Z', '#c3d5e6') +
    at(16, 14.5, heart('#ff8fc0'), 0.7) +
    path('M4 9.5 8 10.400V12.800L4 12ZM28 9.5 24 10.400V12.800L28 12Z', '#00a6ed'),
  'baby-food': jar(
    '#f3ad3a',
    '#44911b',
    path('M-1-2Q-5-3-4.5 1-4 4.5-1 4 0 3.5 1 4 4 4.5 4.5 1 5-3 1-2Z', '#f8312f') +
      path('M0-2Q0-4 1.5-5', 'none', 'stroke="#6d4534" stroke-width="1.2"'),
  ),
  'baby-formula': tin(
    '#7cc4f0',
    circle(0, 0, 4.5, '#fbd0b0') +
      dots('#3d2318', 0.6, -1.6, -0.5, 1.6, -0.5) +
      path('M-1.5 1.500Q0 3 1.5 1.5', 'none', 'stroke="#c9661a" stroke-linecap="round"') +
      path('M0-4.500Q1.5-4.5 1-3', 'none', 'stroke="#8c5a2b"'),
  ),
  'baby-wipes':
    path('M12 10Q10 3 15 5 18 0 20 10Z', '#dfe9f2') +
    path('M15 9Q15 6 17 4.5', 'none', 'stroke="#a9bccc" stroke-width="1.2"') +
    rect(2, 11, 28, 16, 5, '#aeddff') +
    path('M2 20H30V22Q30 27 25 27H7Q2 27 2 22Z', '#7cc4f0') +
    rect(9, 9, 14, 6, 3, '#0074ba') +
    ellipse(16, 12, 4.5, 1.4, '#00406a') +
    at(16, 21, heart('#fff'), 0.9),
  pacifier:
    ellipse(16, 7, 5, 5.5, '#fbd9a0') +
    path('M14 11H18V16H14Z', '#f3c37a') +
    path('M4 18Q4 13 10 14 16 16 22 14 28 13 28 18T22 22Q16 20 10 22 4 23 4 18Z', '#00a6ed') +
    circle(16, 25, 5, 'none', 'stroke="#ff8fc0" stroke-width="2.6"') +
    circle(16, 18, 2.6, '#aeddff'),
  'dog-food': bowl('#f8312f', '#b81320', kibble) + at(16, 22, bone('#fff')),
  'dog-treat': turned(
    -30,
    at(16, 16, bone('#c9853a'), 2.2) +
      path('M9 15.500H23', 'none', 'stroke="#f0c07a" stroke-width="2" stroke-linecap="round"') +
      dots('#8c5426', 0.8, 11, 18, 16, 18.5, 21, 18),
  ),
  'cat-food':
    bowl('#8d65c5', '#6a45a0', kibble) +
    at(
      16,
      22,
      path('M-5 0Q-2-4 2-1.500L5-3.500V3.500L2 1.500Q-2 4-5 0Z', '#fff') +
        circle(-2.5, -0.5, 0.7, '#6a45a0'),
    ),
  'bird-seed':
    bag(
      '#d3a56b',
      '#a5703a',
      path('M-4 1Q-4-3 0-3.5 2-4.5 3-3L5-2 3.3-1Q3 3-1 3.500L-5 4Z', '#f8312f') +
        circle(1.5, -2.3, 0.6, '#2b2118'),
    ) +
    dots('#2b2118', 1, 8, 28.5, 13, 29, 20, 28.6, 24, 29) +
    dots('#fcd53f', 1, 10.5, 28.8, 17, 29, 22, 29),
  'fish-tank':
    path('M8 5H24Q30 11 29 19 27 29 21 30H11Q5 29 3 19 2 11 8 5Z', '#d5effc') +
    path('M3.5 14H28.500Q30 28 21 29.500H11Q2 28 3.5 14Z', '#5fc3f0') +
    path('M5.5 25Q16 22 26.5 25 24 29 21 29.500H11Q8 29 5.5 25Z', '#f0cf8e') +
    path('M10 19Q14 14 19 18L23 15.500V22L19 20Q14 23 10 19Z', '#ff822d') +
    circle(13, 18.5, 0.9, '#2b2118') +
    path(
      'M25 25Q23 21 25.5 18',
      'none',
      'stroke="#44911b" stroke-width="1.8" stroke-linecap="round"',
    ) +
    rect(7, 3, 18, 3, 1.5, '#9fd3ee'),
  'toy-blocks':
    block(10, 3, '#fcc21b', '#fff0b8', star('#f3962f')) +
    block(3, 16, '#f8312f', '#ffd0c9', heart('#f8312f')) +
    block(17, 16, '#00a6ed', '#cdeefc', circle(0, 0, 3.5, '#0074ba')),
  'candle-jar':
    path('M16 13Q12 10 16 3 20 10 16 13Z', '#ff9f2e') +
    path('M16 12Q14.5 10.5 16 7.5 17.5 10.5 16 12Z', '#ffe45e') +
    path('M16 11V15', 'none', 'stroke="#3d2318" stroke-width="1.2"') +
    rect(6, 12, 20, 18, 3, '#f7d9e6') +
    rect(7.5, 15, 17, 13.5, 2, '#f3a9c6') +
    rect(9, 18.5, 14, 7.5, 1, WHITE) +
    at(16, 22.2, leaf('#8d65c5'), 0.75) +
    path('M8.5 13.500V27', 'none', 'stroke="#fff" stroke-width="1.3" opacity=".8"'),
  'greeting-card': turned(
    -6,
    path('M4 6H18V29H4Z', '#c5aeea') +
      path('M8 4H27V28H8Z', '#fff') +
      rect(10, 6, 15, 20, 1, '#ffe1ec') +
      at(17.5, 14, heart('#f92f60'), 1.25) +
      path(
        'M13 21.500H22M14.5 24H20.5',
        'none',
        'stroke="#cdb8d6" stroke-width="1.4" stroke-linecap="round"',
      ),
  ),
  'wrapping-paper':
    turned(
      38,
      rect(11, 1, 10, 30, 3, '#f92f60') +
        path('M11 6 21 10V13L11 9ZM11 14 21 18V21L11 17ZM11 22 21 26V29L11 25Z', '#fff') +
        ellipse(16, 2.5, 5, 2, '#ca0b4a') +
        ellipse(16, 2.5, 2.2, 0.9, '#fff'),
    ) +
    path(
      'M3 24Q9 20 12 25T20 26',
      'none',
      'stroke="#fcc21b" stroke-width="2.2" stroke-linecap="round"',
    ),
  'pot-and-pan':
    rect(3, 8, 18, 12, 2.5, '#9b9b9b') +
    path('M3 8H21V11H3Z', '#bebebe') +
    rect(2, 6, 20, 2.6, 1.3, '#636363') +
    circle(12, 4.5, 1.7, '#2b2f36') +
    path(
      'M3 12H.500M21 12H23.5',
      'none',
      'stroke="#636363" stroke-width="2.2" stroke-linecap="round"',
    ) +
    path('M8 22H24Q24 29 19 29H13Q8 29 8 22Z', '#3d4450') +
    rect(7, 21, 18, 2.4, 1.2, '#636363') +
    path('M24.5 23 31 21', 'none', 'stroke="#8c5543" stroke-width="2.6" stroke-linecap="round"') +
    path('M6 13V17', 'none', 'stroke="#e6e6e6" stroke-width="1.8" stroke-linecap="round"'),
  'plate-set':
    [0, 1, 2]
      .map(
        (i) =>
          ellipse(16, 24 - i * 3.5, 14, 5, '#9dbbd3') + ellipse(16, 23 - i * 3.5, 14, 5, '#e3edf5'),
      )
      .join('') +
    ellipse(16, 16, 9, 3, '#c3d6e6') +
    path(
      'M6 15Q9 12.5 16 12.5',
      'none',
      'stroke="#00a6ed" stroke-width="1.2" stroke-linecap="round"',
    ),
  'storage-box':
    path('M4 11H28L26 28Q25.8 29.5 24 29.500H8Q6.2 29.5 6 28Z', '#b5def5') +
    rect(2, 7, 28, 5, 2, '#0074ba') +
    rect(8, 8, 16, 1.4, 0.7, '#5fb0e6') +
    rect(12.5, 10, 7, 4.5, 1.2, '#00559a') +
    path(
      'M9 16 10 26M23 16 22 26',
      'none',
      'stroke="#fff" stroke-width="1.6" stroke-linecap="round" opacity=".8"',
    ),
  'baking-dish':
    path('M4 12H28L26 25Q25.7 27 23.5 27H8.500Q6.3 27 6 25Z', '#d1432f') +
    path('M4 12Q4 8 16 8T28 12Q28 15 16 15T4 12Z', '#f6c66a') +
    path(
      'M8 11.500Q11 9.5 14 11T20 10.5 25 12',
      'none',
      'stroke="#d98e2b" stroke-width="1.6" stroke-linecap="round"',
    ) +
    path('M4 13H1.500V17H5M28 13H30.500V17H27', 'none', 'stroke="#a82c1c" stroke-width="2"') +
    path('M8 18 9 24', 'none', 'stroke="#f08a78" stroke-width="1.8" stroke-linecap="round"'),
  rug:
    path('M6 8H26L30 25H2Z', '#b5394a') +
    path('M8.5 10.500H23.500L26.5 22.500H5.500Z', '#f3d9a6') +
    path('M10.5 12.500H21.500L23.5 20.500H8.500Z', '#2f5d8a') +
    path('M16 13.5 19 16.5 16 19.5 13 16.500Z', '#fcc21b') +
    path(
      'M2 25 1.5 28M7 25V28M12 25V28M16 25V28M20 25V28M25 25V28M30 25 30.5 28',
      'none',
      'stroke="#f3d9a6" stroke-width="1.5"',
    ),
  'easter-egg':
    path('M16 2Q26 9 26 19 26 30 16 30T6 19Q6 9 16 2Z', '#8d65c5') +
    path(
      'M8 11.5 12 15 16 11.5 20 15 24 11.500Q25.5 15 26 18L20 21.5 16 18 12 21.5 6 18Q6.5 14.5 8 11.500Z',
      '#fcd53f',
    ) +
    dots('#ff8fc0', 1.5, 10, 24.5, 16, 25, 22, 24.5, 16, 7.5) +
    path('M10 9Q12 6 14 4.8', 'none', 'stroke="#cdb8ff" stroke-width="1.8" stroke-linecap="round"'),
  lily:
    path(
      'M16 17Q17 25 14 31',
      'none',
      'stroke="#44911b" stroke-width="2.2" stroke-linecap="round"',
    ) +
    path('M15 27Q22 26 25 20 17 20 15 27Z', '#5fae2a') +
    at(
      16,
      14,
      [0, 60, 120, 180, 240, 300]
        .map((a, i) => petal(a, i % 2 ? '#ffc4da' : '#ffd9e8', '#f2a9c6'))
        .join('') +
        dots('#d9822b', 0.9, -2, -3.5, 2, -3.5, 0, -5) +
        circle(0, 0, 1.8, '#c8e88a'),
    ),
  'glue-bottle':
    path('M14.5 1H17.500L19 9H13Z', '#ff822d') +
    rect(11, 8, 10, 4, 1, '#ff9f4d') +
    flask('#f7f7f7', '#f7f7f7', star('#ff822d'), '#cdeefc')
      .replace(/^<rect[^>]*>/, '')
      .replace('y="7" width="18" height="23"', 'y="11" width="18" height="19"')
      .replace('y="12" width="12" height="13"', 'y="13" width="12" height="12"'),
  tape:
    circle(14, 16, 12, '#f3c983') +
    circle(14, 16, 12, 'none', 'stroke="#d9a24d" stroke-width="1.5"') +
    circle(14, 16, 6.5, '#fff7e6') +
    circle(14, 16, 6.5, 'none', 'stroke="#b5793a" stroke-width="2"') +
    path('M14 25.500H29L30 27 29 28H14Q12 27 14 25.500Z', '#f3c983') +
    path('M6 12Q8 7.5 13 7', 'none', 'stroke="#fff0cf" stroke-width="1.8" stroke-linecap="round"'),
  oven:
    rect(4, 3, 24, 27, 2, '#d3d3d3') +
    rect(4, 3, 24, 6, 2, '#636363') +
    circle(8.5, 6, 1.4, '#f4f4f4') +
    circle(13, 6, 1.4, '#f4f4f4') +
    rect(17, 4.5, 8, 3, 0.7, '#00d26a') +
    rect(7, 11, 18, 2, 1, '#9b9b9b') +
    rect(7, 15, 18, 12, 1.5, '#2b2f36') +
    path('M9 23H23', 'none', 'stroke="#ff822d" stroke-width="1.6"') +
    path('M9 17 13 16 10 22Z', '#fff', 'opacity=".25"'),
  blender:
    path('M8 3H24L22 20H10Z', '#cdeefc') +
    path('M8.9 10Q12 8 16 10T23.2 10L22 20H10Z', '#ff8fc0') +
    rect(7, 1.5, 18, 3, 1.5, '#636363') +
    path('M24 6Q29 6 28 12 27 16 23 16', 'none', 'stroke="#9fd3ee" stroke-width="2"') +
    path('M9 20H23L25 29Q25 30.5 23.5 30.500H8.500Q7 30.5 7 29Z', '#3d4450') +
    circle(16, 25.5, 2.4, '#f8312f') +
    path(
      'M11 6V17',
      'none',
      'stroke="#fff" stroke-width="1.6" stroke-linecap="round" opacity=".8"',
    ),
  'picnic-cooler':
    rect(3, 13, 26, 16, 3, '#f8312f') +
    rect(3, 18, 26, 4, 0, '#fff', 'opacity=".25"') +
    rect(2, 8, 28, 6, 2.5, '#f4f4f4') +
    path('M7 9Q7 3 11 3H21Q25 3 25 9', 'none', 'stroke="#bebebe" stroke-width="2.4"') +
    at(
      16,
      21.5,
      path(
        'M0-5V5M-4.3-2.5 4.3 2.500M-4.3 2.5 4.3-2.5',
        'none',
        'stroke="#fff" stroke-width="1.5" stroke-linecap="round"',
      ),
    ),
  fan:
    circle(16, 13, 11.5, 'none', 'stroke="#9b9b9b" stroke-width="1.8"') +
    circle(16, 13, 10.5, '#e9f4fa') +
    at(
      16,
      13,
      [0, 120, 240]
        .map((a) => `<path transform="rotate(${a})" d="M0 0Q-6-4-2-9.5 5-9 0 0Z" fill="#00a6ed"/>`)
        .join('') + circle(0, 0, 2.2, '#0074ba'),
    ) +
    path('M16 24.500V28', 'none', 'stroke="#636363" stroke-width="2.6"') +
    rect(9, 27.5, 14, 3, 1.5, '#636363'),
  calculator:
    rect(6, 2, 20, 28, 3, '#3d4450') +
    rect(9, 5, 14, 6, 1, '#c8e8b0') +
    path('M17 9.500H21', 'none', 'stroke="#2f5d2a" stroke-width="1.4"') +
    [0, 1, 2, 3, 4, 5, 6, 7, 8]
      .map((i) =>
        rect(
          9 + (i % 3) * 5,
          13.5 + Math.floor(i / 3) * 5,
          4,
          3.6,
          1,
          i % 3 === 2 ? '#ff822d' : '#e6e6e6',
        ),
      )
      .join(''),
};
