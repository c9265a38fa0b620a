/** Meat, poultry and fish as they lie on the counter, not as animals or drumsticks. */
import { circle, ellipse, line, path, rect } from '../marks';
import { at, dish, dots, turned } from './shapes';

const slices = (lean: string, fat: string, light: string): string =>
  [0, 1, 2]
    .map((i) =>
      at(
        i * 5 - 5,
        i * 4 - 4,
        ellipse(16, 16, 9.5, 8.5, fat) +
          ellipse(16, 16, 8, 7, lean) +
          path(
            'M11 14Q14 11 19 12',
            'none',
            `stroke="${light}" stroke-width="1.5" stroke-linecap="round"`,
          ),
      ),
    )
    .join('');

const nugget = (x: number, y: number, turn: number): string =>
  at(
    x,
    y,
    path('M-6 1Q-7-4-2-4.5 4-5.5 6-1 6 4 1 4.5-4 5-6 1Z', '#d98e3b') +
      path(
        'M-4-1Q-2-3.5 2-3',
        'none',
        'stroke="#f6c277" stroke-width="1.5" stroke-linecap="round"',
      ) +
      dots('#a8641f', 0.6, -2, 2, 2, 1, 4, -1),
    1,
    turn,
  );

const link = (d: string): string =>
  line(d, '#8f3a22', 7.5) +
  line(d, '#c0583a', 5.8) +
  line(d, '#e58a68', 1.3, 'stroke-dasharray="5 30" transform="translate(-.5 -1.5)"');

export const MEAT_AND_FISH: Readonly<Record<string, string>> = {
  'chicken-breast':
    path('M4 17Q4 8 14 6 26 4 28 12 29 20 21 24 17 29 10 28 4 26 4 17Z', '#f7b9a4') +
    path(
      'M8 16Q9 10 16 9 23 8 25 12',
      'none',
      'stroke="#fde0d4" stroke-width="2.6" stroke-linecap="round"',
    ) +
    path('M21 24Q26 21 28 14 29 20 22 25 17 30 10 28 16 28 21 24Z', '#e58d77') +
    path(
      'M12 20Q17 19 21 15',
      'none',
      'stroke="#e58d77" stroke-width="1.4" stroke-linecap="round"',
    ),
  'whole-chicken':
    path('M5 20Q4 11 14 9 24 7 27 15 29 24 20 27H11Q6 26 5 20Z', '#e8a04a') +
    path(
      'M9 18Q10 12 16 12',
      'none',
      'stroke="#fbd08a" stroke-width="2.6" stroke-linecap="round"',
    ) +
    path('M17 19Q24 15 27 21 27 27 21 27 16 25 17 19Z', '#d3832f') +
    path('M25 24 29.5 27.5', 'none', 'stroke="#f4efe3" stroke-width="3" stroke-linecap="round"') +
    path(
      'M13 13Q18 14 19 18',
      'none',
      'stroke="#c1701f" stroke-width="1.4" stroke-linecap="round"',
    ) +
    ellipse(16, 29, 13, 1.8, '#d3d3d3'),
  'chicken-wing':
    path(
      'M4 22Q2 14 10 13 14 13 16 17 18 9 25 7 29 5 30 8 29 12 25 14 22 24 14 27 6 28 4 22Z',
      '#e8a04a',
    ) +
    path(
      'M8 20Q8 16.5 11.5 16.500M19 17Q20 12 25 10.5',
      'none',
      'stroke="#fbd08a" stroke-width="2" stroke-linecap="round"',
    ) +
    path(
      'M16 17Q17 21 14 23',
      'none',
      'stroke="#b96a1c" stroke-width="1.4" stroke-linecap="round"',
    ),
  'ground-meat':
    path('M3 23Q3 10 16 8T29 23Q29 27 16 27T3 23Z', '#d6454f') +
    path(
      'M6 21Q8 15 12 19T18 17 24 21M9 14Q13 10 16 14T23 14M8 24.500Q12 21 16 24.500T24 24.5',
      'none',
      'stroke="#f58f8f" stroke-width="2.2" stroke-linecap="round"',
    ) +
    path(
      'M12 22.500Q15 20 18 22M18 12Q20 10.5 22 12',
      'none',
      'stroke="#a6222f" stroke-width="1.6" stroke-linecap="round"',
    ),
  steak:
    path('M4 14Q5 6 14 6 25 5 28 12 30 19 24 23 20 28 13 26 3 23 4 14Z', '#f7dcc8') +
    path(
      'M6.5 14Q7.5 8.5 14 8.5 23.5 8 25.5 13 27 18 22 21 18.5 25 13 23.5 6 21 6.5 14Z',
      '#cf3a44',
    ) +
    path(
      'M10 15Q13 12 16 14T22 13M12 19Q15 17 19 18.5',
      'none',
      'stroke="#f4a6a0" stroke-width="1.5" stroke-linecap="round"',
    ),
  'pork-chop':
    path('M5 12Q8 4 17 5 28 6 28 15 27 25 18 27 11 28 9 23L4 19Q3 15 5 12Z', '#fbe3d2') +
    path('M9 13Q11 7.5 17 8 25 9 25 15 24 22 18 24 13 24.5 12 20 8 17 9 13Z', '#f08a86') +
    path('M5 15 12 19', 'none', 'stroke="#f4efe3" stroke-width="3" stroke-linecap="round"') +
    path(
      'M14 13Q18 11 21 14',
      'none',
      'stroke="#fbc4be" stroke-width="1.8" stroke-linecap="round"',
    ),
  ribs: turned(
    -12,
    rect(3, 9, 26, 15, 5, '#8a3b22') +
      [0, 1, 2, 3]
        .map(
          (i) =>
            rect(6 + i * 6, 4, 3, 24, 1.5, '#f4e6cf') + rect(5 + i * 6, 9, 5, 15, 2, '#a64a2a'),
        )
        .join('') +
      path(
        'M6 12H26',
        'none',
        'stroke="#d9815a" stroke-width="1.6" stroke-linecap="round" stroke-dasharray="3 3"',
      ),
  ),
  kabob: turned(
    -45,
    path('M0 16H32', 'none', 'stroke="#c99b63" stroke-width="1.6" stroke-linecap="round"') +
      rect(3, 11, 6.5, 10, 2, '#a5502f') +
      rect(10, 11.5, 4, 9, 1.5, '#f8312f') +
      rect(14.5, 11, 6.5, 10, 2, '#a5502f') +
      rect(21.5, 11.5, 3, 9, 1.5, '#44911b') +
      rect(25, 11, 4.5, 10, 2, '#a5502f') +
      path(
        'M4.5 13.500H8M16 13.500H19.5',
        'none',
        'stroke="#e09a72" stroke-width="1.4" stroke-linecap="round"',
      ),
  ),
  sausage: link('M6 12Q14 4 24 9') + link('M8 20Q16 26 25 17'),
  'corn-dog': turned(
    40,
    rect(14.7, 20, 2.6, 11, 1.2, '#e0b57a') +
      rect(10, 1, 12, 22, 6, '#d08a3a') +
      path('M13 6V14', 'none', 'stroke="#f3c27e" stroke-width="2" stroke-linecap="round"') +
      path(
        'M12 9Q16 6 20 10T12.5 15Q17 14 19.5 18',
        'none',
        'stroke="#fcd53f" stroke-width="1.8" stroke-linecap="round"',
      ),
  ),
  ham:
    path('M3 17Q4 7 15 6 26 6 28 15 29 24 20 26 4 28 3 17Z', '#a8442f') +
    ellipse(13.5, 16.5, 8.5, 8, '#fbe3d2') +
    ellipse(13.5, 16.5, 6.8, 6.3, '#f58f93') +
    circle(13.5, 16.5, 2.4, '#fff3e6') +
    path(
      'M23 10Q26 13 25.5 18M25 20 30 24',
      'none',
      'stroke="#d9795f" stroke-width="1.6" stroke-linecap="round"',
    ) +
    path('M26 21.5 30 25', 'none', 'stroke="#f4efe3" stroke-width="3.4" stroke-linecap="round"'),
  'sliced-meat': slices('#f39a9a', '#fbd9cf', '#fcc6c0'),
  pepperoni: [
    [10, 11, 7],
    [22, 13, 7],
    [15, 22, 7.5],
  ]
    .map(
      ([x, y, r]) =>
        circle(x, y, r, '#a81f24') +
        circle(x, y, r - 1.3, '#d43a35') +
        dots('#f7b29a', 0.9, x - 2, y - 2, x + 2, y - 1, x, y + 2, x - 3, y + 1.5, x + 3, y + 2.5),
    )
    .join(''),
  jerky: turned(
    -25,
    path('M4 7Q10 4 16 7T28 6L27 12Q21 14 15 12T4 13Z', '#7d2f1d') +
      path('M5 18Q11 15 17 18T29 18L28 25Q22 26 16 24T4 25Z', '#96402a') +
      path(
        'M7 9.500Q12 8 16 9.500T25 9M8 21Q13 19 17 21T26 21',
        'none',
        'stroke="#c7745a" stroke-width="1.3" stroke-linecap="round"',
      ),
  ),
  meatballs: dish(
    '#e6e6e6',
    '#ffffff',
    [
      [11, 14],
      [20.5, 14],
      [15.5, 20.5],
    ]
      .map(
        ([x, y]) =>
          circle(x, y, 5, '#8a4b2c') +
          path(
            `M${x - 2.5} ${y - 1}q1-2 3-2`,
            'none',
            'stroke="#c98a63" stroke-width="1.4" stroke-linecap="round"',
          ),
      )
      .join('') +
      path(
        'M7 18Q9 23 14 24M20 21Q24 21 25 17',
        'none',
        'stroke="#d63b2f" stroke-width="2.2" stroke-linecap="round"',
      ),
  ),
  nuggets: nugget(10, 11, -12) + nugget(22, 14, 20) + nugget(13, 22, 8),
  'fish-fillet':
    path('M2 19Q6 9 17 8 26 8 30 14 27 18 29 22 24 26 16 25 7 25 2 19Z', '#ff9a76') +
    path(
      'M6 19Q11 16 16 22M11 13.500Q16 13 20 22M17 11Q22 13 25 20',
      'none',
      'stroke="#ffd0bd" stroke-width="1.7" stroke-linecap="round"',
    ) +
    path('M2 19Q7 25 16 25 24 26 29 22L28 24Q23 28.5 15 27.5 6 26.5 2 19Z', '#8a9aa8'),
  'fish-sticks': [0, 1, 2]
    .map((i) =>
      at(
        0,
        i * 7.5 - 7.5,
        turned(
          i === 1 ? 8 : -6,
          rect(4, 13, 24, 6.5, 2.5, ['#d98e3b', '#e39c48', '#cd8230'][i]) +
            path('M7 15H20', 'none', 'stroke="#f9cf90" stroke-width="1.3" stroke-linecap="round"') +
            dots('#a8641f', 0.5, 10, 17.5, 15, 17, 21, 17.5, 25, 16),
        ),
      ),
    )
    .join(''),
  'tuna-can':
    path('M3 12V22A13 5 0 0 0 29 22V12Z', '#bebebe') +
    path('M3 14V20A13 5 0 0 0 29 20V14A13 5 0 0 1 3 14Z', '#0074ba') +
    path('M10 21.500Q15 17.5 20 21L23 19V24L20 22.500Q15 25.5 10 21.500Z', '#fff') +
    ellipse(16, 12, 13, 5, '#e6e6e6') +
    ellipse(16, 12.5, 10.5, 3.6, '#f3b79b') +
    path(
      'M9 12Q13 10.5 16 12.500T23 12',
      'none',
      'stroke="#d98b6a" stroke-width="1.3" stroke-linecap="round"',
    ),
};
