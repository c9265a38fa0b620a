/** What stands in the bathroom cabinet. */
import { circle, ellipse, path, rect } from '../marks';
import { GLASS, WHITE, at, cross, dots, drop, flask, leaf, star, turned } from './shapes';

const wave = (c: string): string =>
  path(
    'M-4-2Q-2-4.5 0-2T4-2M-4 2Q-2-.5 0 2T4 2',
    'none',
    `stroke="${c}" stroke-width="1.6" stroke-linecap="round"`,
  );
const sun =
  circle(0, 0, 2.6, '#ff822d') +
  [0, 45, 90, 135, 180, 225, 270, 315]
    .map(
      (a) =>
        `<path transform="rotate(${a})" d="M0-3.500V-5" stroke="#ff822d" stroke-width="1.2" stroke-linecap="round"/>`,
    )
    .join('');
const swab = (t: number): string =>
  turned(
    t,
    rect(15, 4, 2, 24, 1, '#7cc4f0') +
      ellipse(16, 4.5, 2.6, 4, '#e9f0f6') +
      ellipse(16, 27.5, 2.6, 4, '#e9f0f6') +
      ellipse(16.8, 5, 1.2, 3, '#c0cfdc') +
      ellipse(16.8, 28, 1.2, 3, '#c0cfdc'),
  );
const puff = (x: number, y: number): string =>
  at(
    x,
    y,
    dots('#bccddb', 4.2, -3.5, 1, 3.5, 1, 0, 3) +
      dots('#eaf2f8', 4, -3, -1, 3, -1, 0, -3, 0, 1) +
      path('M-3-2Q-1-4 1-3', 'none', 'stroke="#bccddb" stroke-width="1.2" stroke-linecap="round"'),
  );

export const HEALTH_AND_BEAUTY: Readonly<Record<string, string>> = {
  deodorant:
    path('M10 14V8Q10 2 16 2T22 8V14Z', '#aeddf5') +
    path('M10 14V8Q10 2.5 15 2 12.5 5 12.5 14Z', '#fff') +
    rect(8, 13, 16, 3, 1, '#0074ba') +
    rect(8, 16, 16, 14, 2.5, '#00a6ed') +
    at(16, 23, leaf('#fff')),
  shampoo: flask('#8d65c5', '#cdb8ff', drop('#8d65c5')),
  conditioner: turned(180, flask('#ff8fc0', '#f92f60', wave('#f92f60'))),
  'body-wash': flask(
    '#00b4a0',
    '#0a6f66',
    circle(-2, 1, 2.6, '#7fe0d2') + circle(2, -1, 2, '#b5f0e6') + circle(1.5, 2.8, 1.2, '#4fcabb'),
  ),
  'hair-dye':
    rect(4, 5, 15, 25, 1.5, '#f9e3d2') +
    path('M19 5 23 8V27L19 30Z', '#d9b9a0') +
    path(
      'M7 14Q6 8 11.5 8T16 14Q17 22 18 27H13Q15 20 13 14 10 17 9.5 15 8 20 9 27H5.500Q7 20 7 14Z',
      '#a5432a',
    ) +
    turned(35, rect(22, 12, 3, 16, 1.5, '#2b2f36') + rect(21.5, 4, 4, 8, 1, '#a5432a')),
  'bar-soap':
    path('M4 19Q4 11 11 10H23Q29 11 29 17 29 24 22 25H9Q4 24 4 19Z', '#f7b5d0') +
    path('M4 18Q4 11 11 10H23Q29 11 29 16 28 21 22 21H9Q4 21 4 18Z', '#ffd4e5') +
    rect(10, 13, 12, 5, 2.5, 'none', 'stroke="#f08fb8" stroke-width="1.4"') +
    circle(25, 7, 3.4, GLASS) +
    circle(20, 4.5, 1.9, GLASS) +
    circle(24.2, 6.2, 1, '#fff'),
  sunscreen: flask('#fcc21b', '#ff822d', sun),
  mouthwash:
    rect(12, 2, 8, 6, 1.5, '#2b2f36') +
    path('M11 8H21Q25 11 25 16V27Q25 30 22 30H10Q7 30 7 27V16Q7 11 11 8Z', '#2fc4c8') +
    rect(7, 15, 18, 10, 0, WHITE) +
    at(
      16,
      20,
      path(
        'M-4-3Q-2-4.5 0-3.2 2-4.5 4-3 5 0 3 4 1.5 5 1 1.5 0 .5-1 1.5-1.5 5-3 4-5 0-4-3Z',
        '#7cc4f0',
      ),
    ) +
    path('M10 12Q9 14 9 27', 'none', 'stroke="#fff" stroke-opacity=".5" stroke-width="1.5"'),
  floss:
    rect(6, 9, 19, 20, 5, '#dbe6ee') +
    path('M6 14Q6 9 11 9H20Q25 9 25 14V16H6Z', '#00a6ed') +
    circle(15.5, 21.5, 4.5, '#d5f0fb') +
    path(
      'M13 21.500Q15 18 18 21M14 23.500Q17 25 18 22',
      'none',
      'stroke="#0074ba" stroke-width="1.2"',
    ) +
    path(
      'M20 9Q20 3 25 3T28 8',
      'none',
      'stroke="#9fb8c8" stroke-width="1.6" stroke-linecap="round"',
    ),
  toothpaste:
    turned(
      -30,
      path('M2 10H5V23H2Z', '#d3d3d3') +
        path('M5 10 24 12V21L5 23Z', '#dbe6ee') +
        path('M5 15 24 15.500V18L5 18.500Z', '#f8312f') +
        path('M5 19.5 24 18.800V20L5 21Z', '#0074ba') +
        rect(24, 13.5, 4.5, 6, 1, '#0074ba'),
    ) + path('M25 6Q23 1.5 27.5 2 31 3 29.5 6.5 27 9 25 6Z', '#aef0e0'),
  'cotton-swab': swab(-38) + swab(38) + swab(0),
  'cotton-balls': puff(10, 12) + puff(22, 13) + puff(16, 22),
  'makeup-compact':
    path('M4 13A12 11 0 0 1 28 13L26 16H6Z', '#2b2f36') +
    path('M7 13A9 8.5 0 0 1 25 13Z', GLASS) +
    path('M10 10Q12 7 15 7', 'none', 'stroke="#fff" stroke-width="1.6" stroke-linecap="round"') +
    ellipse(16, 22, 13, 8, '#2b2f36') +
    ellipse(16, 21, 10, 5.5, '#f3c19f') +
    ellipse(16, 21.5, 4.5, 2.4, '#e59f78') +
    rect(14, 14, 4, 2, 1, '#fcd53f'),
  mascara: turned(
    38,
    rect(8, 15, 6, 15, 2, '#2b2f36') +
      rect(8, 17, 6, 2, 0, '#fcd53f') +
      rect(18, 2, 6, 11, 2, '#2b2f36') +
      path('M21 13V18', 'none', 'stroke="#9b9b9b" stroke-width="1.6"') +
      path('M19 18H23V29H19Z', '#636363') +
      path(
        'M17.5 19.500H24.500M17.5 22H24.500M17.5 24.500H24.500M17.5 27H24.5',
        'none',
        'stroke="#2b2f36" stroke-width="1.2"',
      ),
  ),
  'nail-file':
    turned(
      42,
      rect(12.5, 1, 7, 30, 3.5, '#ff8fc0') +
        rect(14, 2.5, 4, 27, 2, '#ffc9e0') +
        dots('#f92f60', 0.5, 15, 6, 17, 9, 15, 12, 17, 15, 15, 18, 17, 21, 15, 24, 17, 27),
    ) +
    path('M22 24Q22 20 25.5 20T29 24V29H22Z', '#f3c19f') +
    path('M23.5 24Q23.5 21.5 25.5 21.500T27.5 24V25.500H23.500Z', '#f92f60'),
  'vitamin-bottle':
    rect(8, 2, 16, 6, 2, '#dbe3ea') +
    path('M10 3.500V7M13 3.500V7M16 3.500V7M19 3.500V7M22 3.500V7', 'none', 'stroke="#aab6c2"') +
    rect(6, 8, 20, 22, 4, '#c9661a') +
    rect(6, 13, 20, 12, 0, WHITE) +
    at(16, 19, circle(0, 0, 4, '#ff9f2e') + star('#fff'), 0.95) +
    rect(7.5, 10, 1.5, 18, 0.7, '#fff', 'opacity=".4"'),
  'syrup-medicine':
    rect(11, 2, 8, 5, 1, '#cfd8e0') +
    path('M10 7H20Q24 9 24 13V27Q24 30 21 30H9Q6 30 6 27V13Q6 9 10 7Z', '#8c3a1c') +
    rect(6, 14, 18, 11, 0, WHITE) +
    at(15, 19.5, cross('#f8312f')) +
    path('M25 22H31Q31 26 28 26T25 22Z', '#ca0b4a') +
    path('M31 22.5 32 18', 'none', 'stroke="#9b9b9b" stroke-width="1.4"'),
  'eye-drops':
    turned(
      32,
      path('M14.5 1H17.500L19 8H13Z', '#d5f0fb') +
        rect(11.5, 8, 9, 4, 1, '#0074ba') +
        path('M11 12H21Q23 14 23 17V28Q23 30 21 30H11Q9 30 9 28V17Q9 14 11 12Z', '#f4f4f4') +
        rect(9, 18, 14, 8, 0, '#7cc4f0'),
    ) + at(27, 8, drop('#00a6ed'), 0.9),
  perfume:
    rect(12.5, 2, 7, 6, 1.5, '#d3a23a') +
    rect(13.5, 8, 5, 3, 0, '#f4f4f4') +
    path('M8 11H24Q27 11 27 14V27Q27 30 24 30H8Q5 30 5 27V14Q5 11 8 11Z', '#ffd4e5') +
    path('M7.5 18H24.500V26Q24.5 27.5 23 27.500H9Q7.5 27.5 7.5 26Z', '#ff9dbd') +
    at(16, 21, star('#fff'), 0.9) +
    path('M8.5 14V17', 'none', 'stroke="#fff" stroke-width="1.8" stroke-linecap="round"') +
    dots('#f3b8d2', 0.9, 23, 4, 26, 2.5, 26, 6),
  'hair-clip':
    turned(
      -30,
      path('M2 16Q8 8 22 10L30 13Q31 16 29 17L10 20Q3 20 2 16Z', '#f92f60') +
        path(
          'M6 16Q12 12 26 14',
          'none',
          'stroke="#ffb0c3" stroke-width="1.8" stroke-linecap="round"',
        ) +
        path('M8 20 28 18 29 20 9 23Z', '#bebebe'),
    ) +
    at(
      9,
      20,
      [0, 72, 144, 216, 288]
        .map((a) => `<g transform="rotate(${a})">${circle(0, -2.8, 2.2, '#ff8fc0')}</g>`)
        .join('') + circle(0, 0, 1.6, '#fcd53f'),
    ),
  'hair-dryer':
    path('M3 6H20Q28 6 28 12T20 18H3Z', '#f92f60') +
    path('M3 5H6V19H3Z', '#636363') +
    circle(20, 12, 3.6, '#ffb0c3') +
    path('M14 18H20L18 29Q17.7 30.5 16 30.500H14.500Q13 30.5 13 29Z', '#ca0b4a') +
    path('M9 9.500H14', 'none', 'stroke="#ff9db5" stroke-width="1.8" stroke-linecap="round"') +
    path('M16 30Q20 32 24 28', 'none', 'stroke="#636363" stroke-width="1.4"'),
  hosiery:
    path('M7 2H15V18Q15 21 19 23 22 25 20 27H12Q7 27 7 22Z', '#c9966f') +
    path('M17 2H25V20Q25 23 28 25 31 27 29 29.500H21Q17 29 17 24Z', '#a8734c') +
    rect(6.5, 1.5, 9, 3.5, 1, '#7d4f30') +
    rect(16.5, 1.5, 9, 3.5, 1, '#5f3a22') +
    path(
      'M9.5 7V20M19.5 7V22',
      'none',
      'stroke="#fff" stroke-opacity=".35" stroke-width="1.6" stroke-linecap="round"',
    ),
};
