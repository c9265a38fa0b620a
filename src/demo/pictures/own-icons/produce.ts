/** Fruit, vegetables, herbs and nuts the emoji set lacks, or draws as something else. */
import { circle, ellipse, path, rect } from '../marks';
import { dots, fruit, turned } from './shapes';

const stalk = (x: number, tip: string, body: string): string =>
  rect(x, 8, 3.4, 21, 1.6, body) +
  ellipse(x + 1.7, 7, 2.4, 5, tip) +
  path(`M${x} 15l3.4-2M${x} 21l3.4-2`, 'none', `stroke="${tip}" stroke-width="1.2"`);

const drupes = (colour: string, light: string, ...xy: number[]): string =>
  dots(colour, 2.9, ...xy) + dots(light, 0.9, ...xy.map((v) => v - 0.7));

const BERRY = [
  10.5, 12, 16, 10.8, 21.5, 12, 8.6, 17, 13.4, 16, 18.6, 16, 23.4, 17, 11, 21.5, 16, 21, 21, 21.5,
  13.6, 26, 18.4, 26,
];

const pepper = (skin: string, deep: string): string =>
  path('M6 15Q5 8 12 8.5 16 10 20 8.5 27 8 26 15 26 26 20 29 16 27 12 29 6 26 6 15Z', skin) +
  path(
    'M16 10Q13 18 16 27.5',
    'none',
    `stroke="${deep}" stroke-width="1.6" stroke-linecap="round"`,
  ) +
  path(
    'M9.5 13Q9 18 11 22',
    'none',
    'stroke="#fff" stroke-opacity=".5" stroke-width="2" stroke-linecap="round"',
  ) +
  path('M11 9Q16 12 21 9 18 6.5 17.5 3H14.500Q14 6.5 11 9Z', '#44911b');

const onion = (skin: string, light: string, deep: string): string =>
  path('M16 6Q17 11 23 13 29 17 26 24 22 29 16 29T6 24Q3 17 9 13 15 11 16 6Z', skin) +
  path('M16 10Q10 17 13 28M16 10Q22 17 19 28', 'none', `stroke="${light}" stroke-width="1.5"`) +
  path(
    'M14.5 8Q15 4 13 2M16 8V2M17.5 8Q17 4 19 2',
    'none',
    `stroke="${deep}" stroke-width="1.5" stroke-linecap="round"`,
  ) +
  path('M13 29l1 2M16 29v2M19 29l-1 2', 'none', `stroke="${deep}" stroke-linecap="round"`);

export const PRODUCE: Readonly<Record<string, string>> = {
  'mixed-vegetables':
    path('M4 22Q4 14 16 14T28 22Q28 28 16 28T4 22Z', '#c3ef3c') +
    dots('#44911b', 2.5, 8, 18, 14, 24, 23, 24, 17.5, 14) +
    dots('#86d72f', 1, 7.5, 17.5, 13.5, 23.5, 22.5, 23.5, 17, 13.5) +
    [
      [11, 13],
      [19, 18],
      [9, 23],
      [24, 17],
    ]
      .map(([x, y]) => rect(x - 2, y - 2, 5, 5, 1, '#ff822d'))
      .join('') +
    [
      [14, 19],
      [21, 13],
      [18, 24],
      [5, 21],
    ]
      .map(([x, y]) => path(`M${x - 2} ${y}q2.5-4.5 5 0l-2.5 4Z`, '#fcd53f'))
      .join(''),
  spinach:
    turned(
      -28,
      path('M15 30V18Q7 18 7 10 8 4 15 2 23 4 24 10 24 18 17 18V30Z', '#008463') +
        path('M16 28V6M16 14l-5-4M16 14l5-4', 'none', 'stroke="#44c07a" stroke-width="1.3"'),
    ) +
    turned(
      28,
      path('M15 30V19Q9 19 9 12 10 6 16 5 22 6 23 12 23 19 17 19V30Z', '#00a651') +
        path('M16 28V9M16 16l-4-3M16 16l4-3', 'none', 'stroke="#86e0a5" stroke-width="1.3"'),
    ),
  celery:
    path('M8 30 10 12H22L24 30Q16 32 8 30Z', '#a4dd6a') +
    path(
      'M12 30 13.5 12M16 30.500V12M20 30 18.5 12',
      'none',
      'stroke="#6fb53c" stroke-width="1.3"',
    ) +
    dots('#44911b', 4, 10, 8, 22, 8, 16, 6, 13, 11, 19.5, 11) +
    dots('#86d72f', 2, 9, 6.5, 15, 4.5, 21, 6.5),
  asparagus: turned(
    18,
    stalk(7, '#44911b', '#86c440') +
      stalk(14.3, '#3a7d34', '#9bd356') +
      stalk(21.6, '#44911b', '#86c440') +
      rect(5.5, 20, 21, 4, 1, '#f8a13f'),
  ),
  cauliflower:
    path('M3 18Q2 28 12 30H20Q30 28 29 18L16 24Z', '#86d72f') +
    path('M6 19Q8 27 14 30M26 19Q24 27 18 30', 'none', 'stroke="#44911b" stroke-width="1.5"') +
    dots('#f1ead6', 5, 9, 15, 23, 15, 16, 9, 16, 18) +
    dots('#fffaf0', 4, 11, 11, 21, 11, 12.5, 17, 19.5, 17, 16, 13),
  zucchini: turned(
    -40,
    rect(2, 11, 25, 10, 5, '#2f7d32') +
      path(
        'M6 13.500H22M6 18.500H22',
        'none',
        'stroke="#69b548" stroke-width="1.4" stroke-linecap="round" stroke-dasharray="5 2"',
      ) +
      rect(26, 13.5, 4.5, 5, 1.5, '#86a83c'),
  ),
  squash:
    path(
      'M13 9Q13 3 16 2.500T19 9Q20 13 24 16 29 24 24 28 16 32 8 28 3 24 8 16 12 13 13 9Z',
      '#f3ad61',
    ) +
    path(
      'M11 18Q7 23 11 27',
      'none',
      'stroke="#ffd9a0" stroke-width="2.5" stroke-linecap="round"',
    ) +
    path('M14 3 15 .8H18L18 3.500Z', '#6d7d34') +
    path('M18 9Q19 15 22 18 24 23 21 27', 'none', 'stroke="#d3883e" stroke-width="1.3"'),
  cabbage:
    circle(16, 17, 13, '#86d72f') +
    path('M16 30Q6 25 5 12 9 18 13 19 10 10 16 4 22 10 19 19 23 18 27 12 26 25 16 30Z', '#b8ec73') +
    path(
      'M16 29V9M16 22Q11 20 8 16M16 22Q21 20 24 16',
      'none',
      'stroke="#f2fbe0" stroke-width="1.4"',
    ),
  radish:
    path('M16 12Q27 12 25 20 23 26 17 28L16 31.5 15 28Q9 26 7 20 5 12 16 12Z', '#f92f60') +
    path('M12.5 25Q16 28 19.5 25L16 31.500Z', '#fff0f3') +
    path(
      'M10.5 16Q9.5 19 11 22',
      'none',
      'stroke="#ff9db5" stroke-width="2" stroke-linecap="round"',
    ) +
    path('M15 13Q6 9 8 2 14 4 16 11 18 4 24 2 26 9 17 13Z', '#44911b'),
  beet:
    path('M16 11Q28 11 26 20 23 27 17 28L16 32 15 28Q9 27 6 20 4 11 16 11Z', '#8e1b4f') +
    path('M10 16Q9 19 11 22', 'none', 'stroke="#c95a8c" stroke-width="2" stroke-linecap="round"') +
    path(
      'M13 12Q13 6 9 1.500M16 12V1M19 12Q19 6 23 1.5',
      'none',
      'stroke="#c13a72" stroke-width="1.6"',
    ) +
    dots('#44911b', 3, 8.5, 3.5, 16, 3, 23.5, 3.5),
  'green-beans': [-28, 2, 30]
    .map((a, i) =>
      turned(
        a,
        path(
          'M5 15Q16 10 27 15L29 14 27 18Q16 14 5 18Q2 16.5 5 15Z',
          ['#44911b', '#5fae2a', '#2f7d32'][i],
        ) + dots('#a4dd6a', 0.9, 11, 15, 16, 14.5, 21, 15),
      ),
    )
    .join(''),
  cilantro:
    path(
      'M16 31V14M16 24Q10 22 8 17M16 24Q22 22 24 17',
      'none',
      'stroke="#5fae2a" stroke-width="1.6"',
    ) +
    [
      'translate(16 9)',
      'translate(7 14) rotate(-35) scale(.8)',
      'translate(25 14) rotate(35) scale(.8)',
    ]
      .map(
        (t) =>
          `<g transform="${t}">${path('M0 6Q-3 5-4 3-7 3-6.5 0-8-3-5-4-4-7 0-6 4-7 5-4 8-3 6.5 0 7 3 4 3 3 5 0 6Z', '#3a9d3c')}${path('M0 5V-3M0 2l-3-3M0 2l3-3', 'none', 'stroke="#8fdc7d"')}</g>`,
      )
      .join(''),
  ginger:
    path(
      'M4 20Q3 15 9 15 10 8 14 9 17 10 16 14 22 12 27 15 31 19 27 22 23 23 20 22 20 28 16 28 12 27 13 23 5 25 4 20Z',
      '#d9a566',
    ) +
    path(
      'M9 16Q10 20 8 23M16 14.500Q17 18 15 22M23 15Q24 18 23 22',
      'none',
      'stroke="#a56953" stroke-width="1.2"',
    ) +
    ellipse(14, 10.5, 1.8, 1.2, '#fcd99b'),
  cranberry:
    drupes('#ca0b2f', '#ff8b9b', 9, 18, 22, 19, 15.5, 24, 15.5, 14) +
    dots('#e11d3f', 4.5, 9.5, 19, 22.5, 19, 16, 24.5, 16, 14) +
    dots('#ffb3bd', 1.1, 8, 17.5, 21, 17.5, 14.5, 23, 14.5, 12.5) +
    path('M16 10Q14 5 8 4 8 9 16 10ZM17 9Q19 4 25 4.5 24 9.5 17 9Z', '#44911b'),
  raspberry:
    path('M6 14Q6 9 16 9T26 14Q26 25 16 30 6 25 6 14Z', '#ca0b4a') +
    drupes('#f92f60', '#ffb0c3', ...BERRY) +
    path('M16 9.500Q9 11 8 7 12 7 14 5L15 1.500H17L18 5Q20 7 24 7 23 11 16 9.500Z', '#44911b'),
  blackberry:
    path('M6 14Q6 9 16 9T26 14Q26 25 16 30 6 25 6 14Z', '#2c1a3f') +
    drupes('#4b2d6b', '#b79ad9', ...BERRY) +
    path('M16 9.500Q9 11 8 7 12 7 14 5L15 1.500H17L18 5Q20 7 24 7 23 11 16 9.500Z', '#44911b'),
  plum:
    fruit('#6b2d8c', '#b584d3') +
    path('M16 8Q21 17 16 29', 'none', 'stroke="#4b1d66" stroke-width="1.4"'),
  nectarine:
    fruit('#f8553a', '#ffc08f') +
    path('M16 30A12 12 0 0 0 27 13Q25 25 16 30Z', '#fcb03f') +
    path('M16 8Q12 17 16 29', 'none', 'stroke="#ca2b1a" stroke-width="1.3"'),
  mango:
    path('M6 22Q3 13 12 7 20 2 26 9 31 18 24 25 13 32 6 22Z', '#fcb03f') +
    path('M15 5.500Q22 3 26 9 30 17 25 23.5 27 12 15 5.500Z', '#f8553a') +
    path('M9 20Q8 15 12 11', 'none', 'stroke="#ffe29a" stroke-width="2.4" stroke-linecap="round"') +
    path('M22 6Q24 1.5 29 2.5 28 7 22 6Z', '#44911b'),
  papaya:
    path('M16 2Q27 8 27 19 26 30 16 30T5 19Q5 8 16 2Z', '#6fb53c') +
    path('M16 4.500Q25 10 25 19 24 28 16 28T7 19Q7 10 16 4.500Z', '#ff8a3c') +
    path('M16 10Q20 14 20 20T16 25 12 20 16 10Z', '#c9531a') +
    dots('#2b2118', 1.2, 15, 14.5, 17, 17, 14.5, 19, 17.5, 21, 15.5, 23),
  grapefruit:
    circle(16, 16, 13.5, '#fcb03f') +
    circle(16, 16, 11.3, '#fff1d6') +
    [0, 60, 120, 180, 240, 300]
      .map(
        (a) =>
          `<path transform="rotate(${a} 16 16)" d="M16 14.5 12 7.500Q16 5 20 7.500Z" fill="#ff6f61"/>`,
      )
      .join(''),
  'green-grapes':
    drupes(
      '#86c440',
      '#e0f5b3',
      9,
      12,
      15,
      11,
      21,
      12,
      11.5,
      17,
      17,
      16.5,
      22.5,
      17,
      13.5,
      22,
      19,
      22,
      16,
      27,
    ) +
    path(
      'M16 9Q15 5 16.5 2.5',
      'none',
      'stroke="#6d4534" stroke-width="1.8" stroke-linecap="round"',
    ) +
    path('M17 7Q20 2 27 4 25 9 17 7Z', '#2f7d32'),
  raisins: [
    [9, 12, 20],
    [20, 10, -20],
    [14, 18, 40],
    [24, 18, 10],
    [8, 22, -30],
    [18, 25, 15],
  ]
    .map(
      ([x, y, a]) =>
        `<g transform="translate(${x} ${y}) rotate(${a})">${ellipse(0, 0, 5, 3.6, '#4a2440')}${path('M-3-1Q0 1 3-1M-2 1.500Q0 .2 2 1.7', 'none', 'stroke="#8b5a80" stroke-linecap="round"')}</g>`,
    )
    .join(''),
  'white-mushroom':
    path('M11 17H21V25Q21 29 16 29T11 25Z', '#e9ddc9') +
    path('M3 17Q4 5 16 5T29 17Q29 20 26 20H6Q3 20 3 17Z', '#fbf4e6') +
    path('M4 18.500Q16 15 28 18.500L26 20H6Z', '#cdb99a') +
    path('M8 14Q10 9 15 8.5', 'none', 'stroke="#fff" stroke-width="2" stroke-linecap="round"') +
    path('M16 5Q27 6 28.5 17 24 10 16 5Z', '#e6d8c0'),
  'red-bell-pepper': pepper('#f8312f', '#b81320'),
  jalapeno:
    path('M20 9Q28 10 26 18 22 28 6 30 3 29 5 27 12 23 13 15 14 9 20 9Z', '#3a9d3c') +
    path('M17 13Q16 20 11 25', 'none', 'stroke="#a4e08b" stroke-width="2" stroke-linecap="round"') +
    path('M16 10Q20 13 25 11 24 7 22 7L24 2.5 21.5 2 19.5 6.500Q17 7 16 10Z', '#236b2c'),
  'green-onion':
    [-14, 0, 14]
      .map(
        (a) =>
          `<g transform="rotate(${a} 16 28)">${path('M14.5 28 14.8 14 13 2Q16 4 16 12 16 5 19.5 3L17.2 14 17.5 28Z', '#44a033')}${path('M14.5 21H17.500L18 28Q16 30.5 14 28Z', '#f6f5ea')}</g>`,
      )
      .join('') + rect(11, 18, 10, 2.6, 1, '#5b7fd6'),
  'red-onion': onion('#a3376f', '#d987b1', '#7a3b2a'),
  pickle: turned(
    -35,
    rect(2, 10, 28, 12, 6, '#6a9a2d') +
      dots('#a8cf5f', 1.2, 8, 14, 13, 18.5, 18, 13.5, 23, 18, 26, 14.5, 6, 18) +
      path(
        'M7 12.500Q14 11 22 12.5',
        'none',
        'stroke="#c5e38a" stroke-width="1.3" stroke-linecap="round"',
      ),
  ),
  'black-olive': [
    [10, 12],
    [21, 14],
    [13, 23],
  ]
    .map(
      ([x, y]) =>
        circle(x, y, 6.5, '#2f2433') +
        circle(x, y, 2.2, '#8c7a63') +
        path(
          `M${x - 4} ${y - 1.5}q1-2.5 3-3`,
          'none',
          'stroke="#8d7c99" stroke-width="1.3" stroke-linecap="round"',
        ),
    )
    .join(''),
  walnut:
    ellipse(16, 17, 12, 12.5, '#b97a45') +
    path(
      'M16 4.500V29.500M16 9Q10 8 9 13 13 14 9 18 12 20 10 24 14 24 16 27M16 9Q22 8 23 13 19 14 23 18 20 20 22 24 18 24 16 27',
      'none',
      'stroke="#7a4a22" stroke-width="1.6" stroke-linecap="round"',
    ),
  'mixed-nuts':
    path('M6 12Q8 4 13 8 16 13 11 17 4 18 6 12Z', '#a5663a') +
    path('M8 12Q9 9 12 10', 'none', 'stroke="#d9a06b" stroke-width="1.3"') +
    path('M19 6Q27 4 28 11 26 17 20 14 22 11 19 6Z', '#f0d6a8') +
    path('M21 7Q25 8 25 12', 'none', 'stroke="#c9a56b" stroke-width="1.2"') +
    circle(10, 23, 5.5, '#c98a4b') +
    path('M5 21Q10 17 15 21L13 18.500Q10 16 7 18.500Z', '#8c5a2b') +
    path(
      'M17 19Q20 16 23 19 24 21 27 21 30 24 27 28 23 31 20 27 19 25 17 24 15 21 17 19Z',
      '#e0b070',
    ) +
    dots('#b07d3d', 0.7, 20, 20, 22, 22, 24, 24, 26, 26, 19, 22, 23, 27),
};
