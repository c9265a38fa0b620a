/** Crisps, sweets and what one drinks. */
import { circle, ellipse, path, rect } from '../marks';
import { GLASS, WHITE, at, bottle, dots, drop, star, turned } from './shapes';

const crisp = (x: number, y: number, t: number): string =>
  at(
    x,
    y,
    path('M-8 0Q-7-6 1-6T8 1 0 6-8 0Z', '#fcc84d') +
      path('M-5 0Q0-5 6-1', 'none', 'stroke="#ffe9a8" stroke-width="1.6" stroke-linecap="round"') +
      path('M-4 3Q1 5 6 1', 'none', 'stroke="#d9922a" stroke-width="1.2" stroke-linecap="round"') +
      dots('#c77d1c', 0.6, -3, 0, 1, 1, 3, -2.5),
    1,
    t,
  );
const corn = (x: number, y: number, t: number): string =>
  at(
    x,
    y,
    path('M-8 5Q-1-9 1-7.5 4-6 8 5 8 7 0 6.500T-8 5Z', '#fcb94a') +
      dots('#c9751a', 0.7, -2, 1, 2, 3, 0, -3, 3, 0, -4, 4) +
      path('M-5 3Q-2-3 0-5', 'none', 'stroke="#ffe09c" stroke-width="1.3" stroke-linecap="round"'),
    1,
    t,
  );
const puff = (x: number, y: number, t: number): string =>
  at(
    x,
    y,
    path('M-7 2Q-8-3-3-3 0-6 4-3.5 8-2 7 2 4 6 0 3.5-4 6-7 2Z', '#ff9a2e') +
      path(
        'M-4 0Q-2-2 0-1.500M2-1Q4-2 5 0',
        'none',
        'stroke="#ffc978" stroke-width="1.4" stroke-linecap="round"',
      ) +
      dots('#d9661a', 0.6, -1, 2, 3, 2, -4, 2),
    1,
    t,
  );
const bean = (x: number, y: number, t: number, s = 1): string =>
  at(
    x,
    y,
    ellipse(0, 0, 7.5, 5.5, '#6d4534') +
      path('M-7 0Q-3-2.5 0 0T7 0', 'none', 'stroke="#3d2318" stroke-width="1.5"') +
      path(
        'M-4-3Q-1-4.5 2-4',
        'none',
        'stroke="#a56953" stroke-width="1.3" stroke-linecap="round"',
      ),
    s,
    t,
  );
const gummy = (x: number, y: number, c: string, l: string, t: number): string =>
  at(
    x,
    y,
    rect(-4.5, -4.5, 9, 9, 3, c) +
      path(
        'M-2.5 0Q-2.5-2.5 0-2.5',
        'none',
        `stroke="${l}" stroke-width="1.4" stroke-linecap="round"`,
      ),
    1,
    t,
  );
const glass = (drink: string, more: string): string =>
  path('M6 4H26L23.5 28Q23.3 30 21 30H11Q8.7 30 8.5 28Z', GLASS) +
  path('M7.5 10H24.500L22.6 27Q22.5 28.5 21 28.500H11Q9.5 28.5 9.4 27Z', drink) +
  more +
  path(
    'M10 8 11.3 25',
    'none',
    'stroke="#fff" stroke-opacity=".7" stroke-width="1.6" stroke-linecap="round"',
  );

export const SNACKS_AND_DRINKS: Readonly<Record<string, string>> = {
  crisps: crisp(11, 10, -15) + crisp(22, 15, 20) + crisp(11, 22, 5) + crisp(23, 25, -25),
  'tortilla-chip': corn(10, 10, -12) + corn(22, 13, 25) + corn(15, 23, 5),
  'cheese-puffs': puff(10, 10, 10) + puff(22, 13, -25) + puff(10, 21, -15) + puff(22, 24, 15),
  gum: turned(
    -25,
    rect(2, 7, 28, 8, 1.5, '#00a6ed') +
      rect(2, 7, 8, 8, 1, '#d3d3d3') +
      path('M4 7V15M7 7V15', 'none', 'stroke="#bebebe"') +
      rect(2, 17, 28, 8, 1.5, '#dbe3ea') +
      rect(14, 17, 16, 8, 1, '#ff8fc0') +
      path('M17 21H27', 'none', 'stroke="#ffc9e0" stroke-width="1.6" stroke-linecap="round"'),
  ),
  mints:
    [
      [11, 11],
      [21, 15],
      [13, 22],
    ]
      .map(
        ([x, y]) =>
          circle(x, y, 7, '#a5e6cc') +
          circle(x, y, 5.4, '#eafaf3') +
          circle(x, y, 2.4, '#b8ead6') +
          path(
            `M${x - 4} ${y - 1}q1-3 4-3`,
            'none',
            'stroke="#8fdcbc" stroke-width="1.2" stroke-linecap="round"',
          ),
      )
      .join('') + path('M22 9Q22 3 29 3 29 9 22 9Z', '#00a651'),
  'fruit-snack':
    gummy(10, 10, '#f8312f', '#ffb3a8', -12) +
    gummy(22, 12, '#fcb03f', '#ffe6b0', 15) +
    gummy(9, 22, '#8d65c5', '#d8c4f7', 10) +
    gummy(20, 23, '#44b01b', '#c4f09a', -18),
  'sandwich-cookie':
    ellipse(16, 21, 13, 6.5, '#2f2019') +
    rect(3.5, 16, 25, 5, 0, '#fffaf0') +
    ellipse(16, 20, 12.5, 6, '#fffaf0') +
    path('M3 13V16A13 6.5 0 0 0 29 16V13Z', '#2f2019') +
    ellipse(16, 13, 13, 6.5, '#4a332a') +
    ellipse(
      16,
      13,
      9.5,
      4.5,
      'none',
      'stroke="#2f2019" stroke-width="1.3" stroke-dasharray="2 1.4"',
    ) +
    ellipse(16, 13, 4, 1.9, '#2f2019'),
  'soda-can':
    path('M8 6Q8 4 10 3H22Q24 4 24 6V27Q24 29 22 30H10Q8 29 8 27Z', '#f8312f') +
    path('M8 18Q13 13 17 17T24 14V20Q20 24 16 20T8 23Z', '#fff') +
    rect(9.5, 6, 2, 21, 1, '#fff', 'opacity=".4"') +
    path('M10 3H22L23.5 5.500H8.500Z', '#d3d3d3') +
    ellipse(16, 3, 6, 1.4, '#f4f4f4') +
    path('M8.5 27.500H23.500L22 30H10Z', '#bebebe'),
  'coffee-bean': bean(11, 11, -35) + bean(22, 16, 25) + bean(12, 23, 10),
  'coffee-filter':
    path('M3 6Q5 4 7 6T11 6 15 6 19 6 23 6 27 6 29 6L22 24Q16 27 10 24Z', '#f0e2c4') +
    path(
      'M7 8 12 23M11.5 8 14 24M16 8V24.500M20.5 8 18 24M25 8 20 23',
      'none',
      'stroke="#c9b285" stroke-width="1.3"',
    ) +
    ellipse(16, 25, 6, 1.8, '#d9c8a4') +
    bean(24, 26, -20, 0.65),
  'tea-bag':
    path('M16 4Q23 4 24 11', 'none', 'stroke="#9b9b9b" stroke-width="1.3"') +
    rect(20.5, 10, 8, 8, 1.5, '#44911b') +
    at(24.5, 14, star('#fff'), 0.6) +
    path('M9 9 12.5 5H15.500L19 9V28H9Z', '#f7ecd0') +
    path('M10.5 18Q14 15 17.5 18V26.500H10.500Z', '#8c5a2b') +
    dots('#c08a4b', 0.8, 12.5, 21, 15, 19.5, 16, 23, 13, 24.5) +
    path('M12.5 5H15.500V7H12.500Z', '#bebebe'),
  'juice-glass': glass(
    '#ff9f2e',
    circle(23.5, 7, 5.5, '#fcb03f') +
      circle(23.5, 7, 4, '#fff1c9') +
      path(
        'M23.5 7 21 4.500Q23 3 25 3.800ZM23.5 7 27 6Q27.5 8.5 26 10ZM23.5 7 23 10.500Q20.5 10 20 7.500Z',
        '#ff9f2e',
      ),
  ),
  'water-bottle':
    rect(12.5, 1.5, 7, 4, 1.2, '#0074ba') +
    path(
      'M13 6H19Q19 9 22 11 24 13 24 16V28Q24 30.5 21.5 30.500H10.500Q8 30.5 8 28V16Q8 13 10 11 13 9 13 6Z',
      '#bfe6fb',
    ) +
    rect(8, 16, 16, 8, 0, '#00a6ed') +
    at(16, 20.5, drop('#fff'), 0.75) +
    path('M10.5 14V29', 'none', 'stroke="#fff" stroke-opacity=".7" stroke-width="1.5"'),
  'sports-bottle':
    rect(14, 1.5, 4, 4, 1, '#f4f4f4') +
    path('M11 9Q11 5 14 5H18Q21 5 21 9Z', '#ff822d') +
    path(
      'M9 9H23V15Q21 18 23 21V28Q23 30.5 20.5 30.500H11.500Q9 30.5 9 28V21Q11 18 9 15Z',
      '#00a6ed',
    ) +
    path('M17 12 12.5 20H15.500L14 27 20 18H16.500L18.5 12Z', '#fff') +
    path(
      'M11 11V15',
      'none',
      'stroke="#fff" stroke-opacity=".6" stroke-width="1.5" stroke-linecap="round"',
    ),
  'energy-bolt':
    path('M9 6Q9 4 11 3H21Q23 4 23 6V27Q23 29 21 30H11Q9 29 9 27Z', '#2b2f4a') +
    path('M17.5 7 11 18H15.500L13.5 26 21.5 14.500H16.500L19 7Z', '#fcd53f') +
    ellipse(16, 3, 5, 1.3, '#f4f4f4') +
    rect(10.5, 6, 1.5, 21, 0.7, '#fff', 'opacity=".35"'),
  'iced-tea': glass(
    '#b5651d',
    rect(10, 12, 6, 6, 1.5, '#fff', 'opacity=".5"') +
      rect(16, 16, 6, 6, 1.5, '#fff', 'opacity=".4"') +
      path('M19 28 24 1', 'none', 'stroke="#f8312f" stroke-width="2" stroke-linecap="round"') +
      circle(8, 7, 5, '#fcd53f') +
      circle(8, 7, 3.6, '#fff6c4') +
      path('M8 7 5.5 5Q8 2.8 10.5 5ZM8 7 10.5 9Q8 11.2 5.5 9Z', '#fcd53f'),
  ),
  'nutrition-shake': bottle(
    '#8c5a43',
    '#f4f4f4',
    WHITE,
    path('M-4.5-1 0-4.5 4.5-1V3.500H-4.500Z', 'none') +
      path(
        'M-5 0H-2L-.5-3.5 1.5 3.5 3 0H5',
        'none',
        'stroke="#f92f60" stroke-width="1.7" stroke-linejoin="round" stroke-linecap="round"',
      ),
  ),
};
