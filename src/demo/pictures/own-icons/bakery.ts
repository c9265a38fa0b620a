/** Bread, cakes, breakfast and what is baked dry. */
import { circle, ellipse, path, rect } from '../marks';
import { at, bowl, dots, turned } from './shapes';

const cubes = (...xyt: number[]): string => {
  let out = '';
  for (let i = 0; i < xyt.length; i += 3)
    out += at(
      xyt[i],
      xyt[i + 1],
      path('M-4.5-1.5 0-4 4.5-1.5 0 1Z', '#f6d08d') +
        path('M-4.5-1.5 0 1V6L-4.5 3.500Z', '#c9853a') +
        path('M4.5-1.5 0 1V6L4.5 3.500Z', '#dd9f4f') +
        dots('#b46f28', 0.5, -2.5, 1.5, 2, 2.5, 0, -1.8),
      1,
      xyt[i + 2],
    );
  return out;
};
const crumbs = (colour: string, deep: string): string =>
  path('M5 16Q8 9 13 9 16 5 20 9 25 10 27 16Z', colour) +
  dots(deep, 0.8, 9, 13.5, 13, 12, 17, 9, 20, 12.5, 24, 14, 16, 13.5, 11, 15, 21, 15) +
  dots('#fff3d0', 0.7, 11, 12, 15, 9.5, 18.5, 11.5, 22, 13);
const flake = (x: number, y: number, t: number): string =>
  at(
    x,
    y,
    path('M-4 0Q-3-3.5 1-3 5-2 4 1 2 4-1 3-4 3-4 0Z', '#f3ad3a') +
      path('M-2 0Q0-2 2-1', 'none', 'stroke="#fcd98a" stroke-width="1.2" stroke-linecap="round"'),
    1,
    t,
  );

export const BAKERY: Readonly<Record<string, string>> = {
  tortilla:
    [0, 1, 2].map((i) => ellipse(16, 22 - i * 4, 14, 7.5, i < 2 ? '#e3bd7e' : '#f8e2b4')).join('') +
    dots('#d39a52', 1.1, 8, 13, 13, 16.5, 20, 12, 24, 15, 16, 10, 18, 18, 11, 11),
  'taco-shell':
    path('M2 24Q3 8 17 8 29 8 30 24Q29 26 27 25 25 14 16 14 7 14 5 25 3 26 2 24Z', '#e0992f') +
    path('M4 25Q5 12 17 12 28 12 28.5 24 28 27 16 27T4 25Z', '#fcc14d') +
    dots('#d3831a', 0.9, 10, 19, 15, 16, 20, 18, 24, 22, 13, 23, 19, 23),
  'bread-crumbs': bowl('#bebebe', '#9b9b9b', crumbs('#e3ae62', '#a5672a')),
  stuffing: bowl(
    '#a56953',
    '#7d4836',
    crumbs('#c98a43', '#8c5426') +
      dots('#44911b', 1.1, 10, 12, 17, 11, 22, 13) +
      dots('#ff822d', 1, 14, 13.5, 20, 10.5),
  ),
  croutons: cubes(9, 13, -10, 22, 12, 15, 15, 20, 0, 25, 23, -12, 7, 24, 12),
  bun:
    path('M3 15Q4 5 16 5T29 15V17H3Z', '#dd9340') +
    path('M7 12Q9 8 14 7.5', 'none', 'stroke="#f6c785" stroke-width="2.2" stroke-linecap="round"') +
    dots('#fff0c9', 0.9, 13, 10, 17, 8, 20, 11, 24, 12, 16, 13, 10, 13.5) +
    rect(3, 16.5, 26, 3, 1, '#fdebc8') +
    path('M3 20.500H29Q29 27 23 27H9Q3 27 3 20.500Z', '#c97e2d') +
    rect(4, 19.5, 24, 2, 1, '#fdebc8'),
  'dinner-roll':
    ellipse(16, 26, 13, 2.5, '#d3d3d3') +
    path(
      'M2.5 20Q2.5 14 8 13.5 10 8 16 8T24 13.500Q29.5 14 29.5 20 29 26 16 26T2.5 20Z',
      '#d3883e',
    ) +
    path(
      'M10.5 14Q12 10.5 16 10.500M5.5 19Q5.5 16.5 8 16M22 16.500Q25 16 26.5 18',
      'none',
      'stroke="#f6c785" stroke-width="2" stroke-linecap="round"',
    ) +
    path(
      'M11 25Q9 19 11 15.500M21 25Q23 19 21 15.5',
      'none',
      'stroke="#a8621f" stroke-width="1.4" stroke-linecap="round"',
    ),
  'english-muffin':
    ellipse(16, 22, 13, 6, '#c98a3f') +
    path('M3 17V22A13 6 0 0 0 29 22V17Z', '#e8c184') +
    ellipse(16, 17, 13, 6.5, '#fbe7bd') +
    dots('#d9a555', 1, 9, 16, 13, 18.5, 17, 15, 21, 18, 24, 15.5, 16, 20.5, 12, 14) +
    path('M14 9 21 7 24 11 17 13.500Z', '#fcd53f') +
    path('M17 13.5 24 11V13.500L17 16Z', '#f3ad2f'),
  'cookie-dough': turned(
    -20,
    rect(2, 9, 22, 14, 7, '#00a6ed') +
      rect(2, 9, 22, 4, 2, '#fff', 'opacity=".3"') +
      ellipse(24, 16, 5, 7, '#f0cf98') +
      dots('#5a3424', 1.1, 23, 12, 26, 15, 22.5, 17, 25, 19.5) +
      path('M4 12 1 9V23L4 20Z', '#0074ba') +
      rect(7, 12, 10, 8, 2, '#fff') +
      circle(12, 16, 2.8, '#d3883e'),
  ),
  muffin:
    path('M7 17H25L23 29Q22.7 30 21.5 30H10.500Q9.3 30 9 29Z', '#f4d9a6') +
    path('M11 18 12 30M16 18V30M21 18 20 30', 'none', 'stroke="#d9b06b" stroke-width="1.4"') +
    path('M4 15Q4 11 8 10 9 4 16 4T24 10Q28 11 28 15 28 19 24 19H8Q4 19 4 15Z', '#c98239') +
    dots('#4b3a8c', 1.7, 10, 13, 16, 9, 21, 14, 14, 16, 22, 9.5) +
    path(
      'M10 9.500Q11.5 6.5 15 6.5',
      'none',
      'stroke="#f0b873" stroke-width="1.8" stroke-linecap="round"',
    ),
  brownie:
    path('M3 14 16 8 29 14 16 20Z', '#6d3f2a') +
    path('M3 14 16 20V28L3 22Z', '#43241a') +
    path('M29 14 16 20V28L29 22Z', '#55301f') +
    path(
      'M8 13.5 13 15M15 10.5 19 13M19 16 23 14',
      'none',
      'stroke="#a56953" stroke-width="1.4" stroke-linecap="round"',
    ) +
    dots('#e0b070', 1, 12, 12.5, 17, 15.5, 21, 12.5),
  donut:
    circle(16, 16, 13, '#d3883e') +
    circle(16, 16, 11, '#f8e6c4') +
    circle(16, 16, 4, '#b86f2b') +
    dots('#fff', 0.9, 10, 10, 20, 9, 24, 16, 8, 17, 13, 23, 21, 22),
  'cinnamon-roll':
    circle(16, 17, 13, '#c98239') +
    path(
      'M16 17Q18 14 20 17T15 21 10 16 17 9 25 17 15 26',
      'none',
      'stroke="#7d4320" stroke-width="2" stroke-linecap="round"',
    ) +
    path(
      'M7 12Q10 8 14 11T22 9 26 14Q24 18 21 15 20 20 17 17 14 21 12 17 8 18 7 12Z',
      '#fff3dc',
      'opacity=".92"',
    ),
  'toaster-pastry': turned(
    -12,
    rect(5, 4, 22, 25, 2.5, '#d9a052') +
      rect(7.5, 7, 17, 19, 4, '#ff9dbd') +
      dots('#f92f60', 0.9, 11, 10, 18, 12, 13, 17, 21, 20) +
      dots('#fff', 0.9, 15, 10.5, 21, 9.5, 11, 21, 17, 23, 20, 15) +
      dots('#00a6ed', 0.9, 12, 13.5, 17, 18, 22, 13),
  ),
  'cereal-flakes': bowl(
    '#0074ba',
    '#00559a',
    ellipse(16, 15, 13, 4, '#fffaf0') +
      flake(9, 12, -20) +
      flake(16, 13, 10) +
      flake(23, 12.5, 40) +
      flake(12.5, 8.5, 60) +
      flake(19.5, 8.5, -35),
  ),
  oats: bowl(
    '#d3883e',
    '#a8621f',
    path('M4 16Q9 7 16 8T28 16Z', '#f4e3c0') +
      [
        [9, 13, 20],
        [14, 10.5, -30],
        [19, 12, 40],
        [24, 14, -10],
        [15, 14.5, 10],
        [20, 9.5, 0],
      ]
        .map(([x, y, t]) =>
          at(
            x,
            y,
            ellipse(0, 0, 2.4, 1.5, '#e0c48c') +
              path('M-1.8 0H1.8', 'none', 'stroke="#b8935a" stroke-width=".7"'),
            1,
            t,
          ),
        )
        .join(''),
  ),
  'granola-bar': turned(
    -30,
    rect(3, 10, 20, 12, 2.5, '#b97a3a') +
      dots('#f0d6a0', 1.5, 7, 13, 11, 18, 15, 13, 19, 18, 7, 19) +
      dots('#5a3424', 1.2, 10, 14, 14, 17, 18, 14) +
      dots('#ca0b4a', 1.2, 12.5, 20, 19.5, 20.5, 6, 16) +
      path('M17 9H30L28 12 30 15 28 18 30 23H17Q19 16 17 9Z', '#44911b') +
      path('M21 9H24V23H21Z', '#86d72f'),
  ),
  cracker: turned(
    10,
    rect(5, 5, 22, 22, 2, '#e8b45c') +
      path(
        'M5 8 8 5M27 8 24 5M5 24 8 27M27 24 24 27',
        'none',
        'stroke="#c98a2f" stroke-width="1.4"',
      ) +
      dots('#b4762a', 1.1, 11, 11, 16, 11, 21, 11, 11, 16, 16, 16, 21, 16, 11, 21, 16, 21, 21, 21) +
      dots('#fff', 0.7, 13, 13, 19, 14, 14, 19, 20, 19),
  ),
  'rice-cake':
    [0, 1]
      .map(
        (i) =>
          path(
            `M3 ${20 - i * 7}V${24 - i * 7}A13 5 0 0 0 29 ${24 - i * 7}V${20 - i * 7}Z`,
            '#d9c49a',
          ) + ellipse(16, 20 - i * 7, 13, 5, '#f6ead0'),
      )
      .join('') +
    dots('#fffaf0', 1.7, 9, 12, 14, 14.5, 19, 11.5, 23, 14, 14, 10.5) +
    dots('#d9c49a', 0.8, 11.5, 13.5, 17, 13, 21, 12.5, 16, 16),
};
