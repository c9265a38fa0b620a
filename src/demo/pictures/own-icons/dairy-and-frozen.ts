/** Dairy goods and what lies in the freezer. */
import { circle, ellipse, path, rect } from '../marks';
import { at, bag, bowl, dots, turned } from './shapes';

const swirl = (cream: string, shade: string): string =>
  path('M7 16Q4 12 9 10 9 6 13 6.5 15 2 18 3 17 6 20 7 24 7 23.5 10.5 28 12 25 16Z', cream) +
  path(
    'M9 12Q15 15 24 11.500M12 8Q16 10 21 8',
    'none',
    `stroke="${shade}" stroke-width="1.4" stroke-linecap="round"`,
  );

const shreds = (a: string, b: string): string =>
  [
    [6, 22, 20],
    [10, 15, -30],
    [14, 20, 50],
    [18, 13, 10],
    [21, 20, -20],
    [12, 25, -8],
    [20, 26, 25],
    [16, 17, -60],
    [24, 16, 60],
    [9, 19, 80],
  ]
    .map(([x, y, t], i) => at(x, y, rect(-5, -1.2, 10, 2.4, 1.2, i % 2 ? a : b), 1, t))
    .join('');

const fry = (x: number, top: number, turn: number): string =>
  at(
    x,
    18,
    rect(-1.7, top - 18, 3.4, 20, 0.6, '#fcd53f') + rect(0.4, top - 18, 1.3, 20, 0.5, '#f3ad3a'),
    1,
    turn,
  );

const tot = (x: number, y: number, turn: number): string =>
  at(
    x,
    y,
    rect(-5.5, -3.5, 11, 7, 2.5, '#dc9a3e') +
      ellipse(-4.5, 0, 1.6, 3, '#f3c97e') +
      dots('#f8d791', 0.7, -1, -1.5, 2, 1, 3.5, -1.5) +
      dots('#a8661c', 0.5, 0, 1.5, 3, 2.3),
    1,
    turn,
  );

const stickOf = (body: string, more: string): string =>
  rect(14, 22, 4, 9, 1.6, '#e0b57a') +
  path('M8 9Q8 1.5 16 1.500T24 9V22Q24 24 22 24H10Q8 24 8 22Z', body) +
  more;

export const DAIRY_AND_FROZEN: Readonly<Record<string, string>> = {
  yogurt:
    path('M7 12H25L23 28Q22.8 30 21 30H11Q9.2 30 9 28Z', '#dbe6ee') +
    path('M7.7 17H24.300L23.5 24H8.500Z', '#f92f60') +
    swirl('#fdeecb', '#d9bf8c').replace('M7 16', 'M7 14') +
    rect(6, 11.5, 20, 2.5, 1.2, '#b5c4d0') +
    dots('#ca0b4a', 1.3, 12, 20.5, 16, 19.5, 20, 20.5) +
    path('M22 4 28 1.5 29.5 4.5 23.5 7Z', '#9b9b9b'),
  'sour-cream': bowl('#0074ba', '#00559a', swirl('#fdf0d2', '#d9c39a')),
  'cream-cheese':
    rect(3, 13, 26, 14, 2, '#00a6ed') +
    path('M3 18H29V22H3Z', '#fff') +
    path('M3 13 7 8H27L29 13Z', '#fdeecb') +
    path('M9 8.500H22Q24 10.5 20 11 12 11 9 8.500Z', '#e3cb97') +
    path('M18 4Q24 3 27 6L17 12Q15 9 18 4Z', '#d3d3d3'),
  'sliced-cheese': [0, 1, 2]
    .map((i) =>
      at(
        0,
        6 - i * 4,
        path('M3 17 15 11 29 15 17 22Z', ['#e8971e', '#f3ad2f', '#fcd53f'][i]) +
          path('M3 17 17 22V24L3 19ZM29 15 17 22V24L29 17Z', '#d3831a'),
      ),
    )
    .join(''),
  'shredded-cheese': ellipse(16, 26, 14, 3, '#e6e6e6') + shreds('#fcd53f', '#f8a93a'),
  'string-cheese': turned(
    35,
    rect(6, 3, 8, 26, 3, '#fde9ae') +
      rect(11, 3, 3, 26, 1.5, '#e8c877') +
      path('M18 8Q17 18 19 29H25Q28 20 24 8Q24 3 21 3T18 8Z', '#fde9ae') +
      path(
        'M20 10Q19 20 21 29M23 10Q25 18 23.5 29',
        'none',
        'stroke="#e0c98c" stroke-width="1.2"',
      ) +
      path(
        'M24 8Q30 12 28.5 22',
        'none',
        'stroke="#fbdf95" stroke-width="2.4" stroke-linecap="round"',
      ),
  ),
  'cottage-cheese': bowl(
    '#44911b',
    '#2f6b12',
    dots('#fdeecb', 3.2, 8, 14, 13, 12, 18.5, 11.5, 24, 14, 11, 9.5, 16, 8, 21, 9.5) +
      dots('#d9bf8c', 1, 9, 14, 14, 11, 20, 13, 17, 8.5, 22, 10),
  ),
  'whipped-cream':
    rect(10, 14, 12, 17, 2, '#f8312f') +
    rect(10, 14, 3.5, 17, 1.5, '#fff', 'opacity=".35"') +
    rect(10, 19, 12, 6, 0, '#fff') +
    path('M12 11H20L21 14H11Z', '#d3d3d3') +
    path('M15 3H17L18 11H14Z', '#bebebe') +
    at(16, 22, path('M-4 2Q-5-1-2-1.5 0-4.5 2-1.5 5-1 4 2Z', '#aeddff')) +
    path('M8 7Q7 3 11 3 13 0 16 2 20 0 21 3 25 3 24 7Z', '#fdeecb') +
    path('M10 5.500Q16 7 22 5', 'none', 'stroke="#d9bf8c" stroke-width="1.2"'),
  tofu:
    path('M3 14 16 8 29 14 16 20Z', '#fbf0d9') +
    path('M3 14 16 20V29L3 23Z', '#eadfc6') +
    path('M29 14 16 20V29L29 23Z', '#d9caa8') +
    dots('#d9caa8', 0.7, 12, 13, 18, 12, 16, 16.5, 21, 15, 7, 19, 11, 22, 8, 23),
  'ice-cream-tub':
    circle(10.5, 9.5, 6.5, '#ff9db5') +
    circle(21, 9.5, 6.5, '#f7e3b5') +
    circle(16, 7.5, 6.3, '#8c5543') +
    path(
      'M12 5Q14 3 17 3.5',
      'none',
      'stroke="#c08a72" stroke-width="1.6" stroke-linecap="round"',
    ) +
    path('M5 13H27L25 28Q24.8 30 23 30H9Q7.2 30 7 28Z', '#00a6ed') +
    rect(4, 11.5, 24, 3.5, 1.5, '#aeddff') +
    path('M7 20Q11 17 16 20T25.8 20L25.3 25H6.700Z', '#fff'),
  popsicle: stickOf(
    '#f8312f',
    path('M8 13H24V18H8Z', '#f4f4f4') +
      path('M8 18H24V22Q24 24 22 24H10Q8 24 8 22Z', '#0074ba') +
      path(
        'M12 8V20M20 8V20',
        'none',
        'stroke="#000" stroke-opacity=".14" stroke-width="2" stroke-linecap="round"',
      ) +
      path(
        'M10.5 8Q11 4.5 14 4',
        'none',
        'stroke="#ffb0a8" stroke-width="1.6" stroke-linecap="round"',
      ),
  ),
  'ice-cream-bar': stickOf(
    '#6d4534',
    path('M8 9Q8 1.5 16 1.500T24 9Q22 12 19 9.5 17 6 14 9 11 13 8 10Z', '#fff3da') +
      dots('#e0b070', 0.9, 11, 15, 15, 18, 20, 14, 21, 20, 12, 21) +
      path('M10.5 13V20', 'none', 'stroke="#a56953" stroke-width="1.6" stroke-linecap="round"'),
  ),
  'ice-cream-sandwich': turned(
    -15,
    rect(3, 7, 26, 6, 2, '#5a3424') +
      rect(4, 13, 24, 7, 0, '#fff6e4') +
      rect(3, 20, 26, 6, 2, '#5a3424') +
      dots('#8c5a43', 0.9, 8, 10, 14, 10, 20, 10, 25, 10, 8, 23, 14, 23, 20, 23, 25, 23) +
      path('M4 17H28V20H4Z', '#ead9bd'),
  ),
  'ice-bag': bag(
    '#aeddff',
    '#0074ba',
    path('M-4-3 0-4.5 4-3V1.500L0 4-4 1.500Z', '#e3f5ff') +
      path('M-4-3 0-1.500V4L-4 1.500Z', '#7cc4f0') +
      path('M4-3 0-1.500V4L4 1.500Z', '#9ad6f8'),
  ),
  'dinner-tray':
    rect(2, 7, 28, 20, 4, '#9b9b9b') +
    rect(4, 9, 24, 16, 3, '#d3d3d3') +
    path('M5.5 10H16V24H7.500Q5.5 24 5.5 22Z', '#8a4b2c') +
    path(
      'M7 14Q10 11 14 13M8 19Q11 16 15 18',
      'none',
      'stroke="#c98a63" stroke-width="1.6" stroke-linecap="round"',
    ) +
    rect(17.5, 10, 9, 6.5, 1, '#fff3c4') +
    path('M18.5 14Q21 10.5 23 13T26 13', 'none', 'stroke="#e8c95c" stroke-width="1.5"') +
    rect(17.5, 17.5, 9, 6.5, 1, '#2f6b12') +
    dots('#86d72f', 1.5, 20, 20, 24, 20, 22, 22.2, 19.5, 22.5, 25, 22.5),
  'hash-browns': turned(
    -14,
    path('M3 13Q3 9 8 9H25Q29 9 29 13V20Q29 24 24 24H8Q3 24 3 20Z', '#dc9a3e') +
      path(
        'M6 12 11 14M13 11 17 15M20 11 25 13M7 18 12 16M14 20 19 17M21 21 26 18M9 22 13 21',
        'none',
        'stroke="#f8d791" stroke-width="1.6" stroke-linecap="round"',
      ) +
      path(
        'M10 11 8 16M18 12 20 14M23 16 20 20M16 22 15 18',
        'none',
        'stroke="#a8661c" stroke-width="1.2" stroke-linecap="round"',
      ),
  ),
  fries:
    ellipse(16, 27, 14, 3, '#e6e6e6') +
    turned(64, fry(10, 8, -8) + fry(22, 9, 6)) +
    turned(-58, fry(9, 8, 8) + fry(20, 6, -4)) +
    fry(12, 5, -18) +
    fry(20, 5, 14) +
    fry(16, 6, -2),
  'potato-tots':
    tot(9, 13, -20) + tot(22, 12, 25) + tot(15, 19, 5) + tot(24, 23, -15) + tot(8, 24, 15),
};
