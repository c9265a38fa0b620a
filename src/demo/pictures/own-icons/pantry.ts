/** The dry shelf: baking, sauces, pasta, tins. */
import { circle, ellipse, path, rect } from '../marks';
import { WHITE, at, bag, bottle, bowl, carton, dots, heart, jar, leaf, star, tin } from './shapes';

const wave = (colour: string): string =>
  path(
    'M-5 1.500Q-3-2 0 0T5-1.5',
    'none',
    `stroke="${colour}" stroke-width="2" stroke-linecap="round"`,
  );
const tomato = circle(0, 0.5, 3.6, '#f8312f') + path('M-2.5-2.5 0-1.5 2.5-2.5 0-4Z', '#44911b');
const chips = (colour: string, light: string): string =>
  [
    [9, 13],
    [17, 10],
    [24, 15],
    [13, 20],
    [20, 21.5],
    [8, 25],
    [25, 26],
  ]
    .map(
      ([x, y]) =>
        path(
          `M${x} ${y - 4.5}Q${x + 1} ${y - 1} ${x + 4} ${y + 1.5}q-4 3.5-8 0Q${x - 1} ${y - 1} ${x} ${y - 4.5}Z`,
          colour,
        ) + path(`M${x - 1.5} ${y}q.5-1 1-2`, 'none', `stroke="${light}" stroke-linecap="round"`),
    )
    .join('');
const elbow = (x: number, y: number, t: number): string =>
  at(
    x,
    y,
    path('M-4 4Q-5-4 4-4', 'none', 'stroke="#e59a1e" stroke-width="5"') +
      path('M-4 4Q-5-4 4-4', 'none', 'stroke="#fcc84d" stroke-width="3.4"') +
      ellipse(4, -4, 1, 1.7, '#b8741a') +
      ellipse(-4, 4, 1.7, 1, '#b8741a'),
    1,
    t,
  );
const penne = (x: number, y: number, t: number): string =>
  at(
    x,
    y,
    path('M-8-2.500H6L8 2.500H-6Z', '#fcc84d') +
      path('M-7 0H7M-6.5 1.500H7.5', 'none', 'stroke="#e09a2a" stroke-width=".9"') +
      ellipse(-7, 0, 1.1, 2.7, '#b8741a', 'transform="rotate(-20 -7 0)"'),
    1,
    t,
  );
const cup = (content: string, more: string): string =>
  path('M5 12H27L24.5 28Q24 30 22 30H10Q8 30 7.5 28Z', content) +
  more +
  path(
    'M8 14 10 27',
    'none',
    'stroke="#fff" stroke-opacity=".55" stroke-width="2" stroke-linecap="round"',
  ) +
  rect(3.5, 9.5, 25, 3.5, 1.7, '#e6e6e6');

export const PANTRY: Readonly<Record<string, string>> = {
  'sugar-bag': bag(
    '#dbe8f5',
    '#f92f60',
    path('M-4-2 0-4 4-2 0 0Z', '#fff') +
      path('M-4-2 0 0V4.500L-4 2.500Z', '#cfe4f5') +
      path('M4-2 0 0V4.500L4 2.500Z', '#b5d3ea'),
    '#ffe1ea',
  ),
  'flour-bag': bag(
    '#f1e2c4',
    '#d3883e',
    path('M0 5V-4', 'none', 'stroke="#c98a2f" stroke-width="1.2"') +
      dots('#f3ad3a', 1.5, 0, -4, -2, -2.5, 2, -2.5, -2, 0, 2, 0, -2, 2.5, 2, 2.5),
  ),
  'oil-drop':
    path('M16 2Q27 15 27 21A11 9.5 0 0 1 5 21Q5 15 16 2Z', '#f9c23c') +
    path('M16 2Q27 15 27 21A11 9.5 0 0 1 16 30.500Q24 22 16 2Z', '#e59a1e') +
    path(
      'M9.5 20Q9.5 25 13 26.5',
      'none',
      'stroke="#fff1b8" stroke-width="2.4" stroke-linecap="round"',
    ),
  mayonnaise: jar(
    '#fff7dc',
    '#0074ba',
    path('M-5 2.500Q-6-1-2-1.5 0-5.5 2-2 6-1.5 5 2.500Z', '#f6e3a4') +
      path('M-3 1Q0-1 3 .5', 'none', 'stroke="#d9b85c" stroke-width="1.2"'),
    '#cfe8fb',
  ),
  mustard:
    path('M14.5 1.500H17.500L19 8H13Z', '#f8312f') +
    rect(11, 7, 10, 4, 1.5, '#ca0b2f') +
    path('M10 11H22Q25 14 24 30H8Q7 14 10 11Z', '#fcc21b') +
    rect(8, 16, 16, 9, 0, '#fff3b8') +
    at(16, 20.5, wave('#d9961a')) +
    path('M10.5 13Q9.5 18 9.8 28', 'none', 'stroke="#fff" stroke-opacity=".5" stroke-width="1.5"'),
  vinegar: bottle(
    '#d9a35c',
    '#6d4534',
    WHITE,
    circle(0, 0.5, 3.5, '#f8312f') +
      path('M0-3Q1-5 3-5', 'none', 'stroke="#44911b" stroke-width="1.4"'),
  ),
  'spice-shaker':
    rect(8, 9, 16, 21, 3, '#f8a13f') +
    rect(8, 9, 4, 21, 2, '#fff', 'opacity=".3"') +
    path('M8 10V6Q8 2 12 2H20Q24 2 24 6V10Z', '#d3d3d3') +
    dots('#636363', 0.9, 12, 5.5, 16, 4.5, 20, 5.5, 14, 7.5, 18, 7.5) +
    rect(8, 15, 16, 10, 0, WHITE) +
    at(16, 20, leaf('#44911b')),
  pasta: penne(13, 9, -25) + penne(20, 16, 20) + penne(11, 19, -50) + penne(20, 24, -8),
  macaroni: elbow(10, 12, 0) + elbow(22, 11, 80) + elbow(15, 21, -40) + elbow(24, 23, 150),
  noodles: bowl(
    '#f8312f',
    '#b81320',
    path('M4 15Q6 8 10 14 11 4 15 13 16 3 19 13 22 5 23 14 27 9 28 15Z', '#fcd98a') +
      path(
        'M6 14Q9 9 11 14T16 13 21 13 26 14M9 11Q13 7 16 11T23 11',
        'none',
        'stroke="#e0a93c" stroke-width="1.4" stroke-linecap="round"',
      ) +
      path(
        'M19 13 27 1M22 13 30 3',
        'none',
        'stroke="#8c5543" stroke-width="1.5" stroke-linecap="round"',
      ),
  ),
  jelly: jar(
    '#8e2a73',
    '#f4f4f4',
    dots('#8d65c5', 2, -2, -1.5, 2, -1.5, 0, 1.5) +
      path('M0-3 1-5', 'none', 'stroke="#44911b" stroke-width="1.2"'),
  ),
  gelatin:
    ellipse(16, 27, 14, 3, '#d3d3d3') +
    path('M6 26 9 11Q10 8 16 8T23 11L26 26Q16 29 6 26Z', '#f92f60') +
    path('M11 12 9.5 26M16 11V27M21 12 22.5 26', 'none', 'stroke="#ca0b4a" stroke-width="1.6"') +
    ellipse(16, 10, 6.5, 2.2, '#ff8aa8') +
    path('M10.5 14 9 23', 'none', 'stroke="#ffc2d0" stroke-width="1.6" stroke-linecap="round"'),
  pudding: cup(
    '#8a5238',
    path('M6 15Q11 12 16 15T26.5 15L26 19H6.500Z', '#a96d4e') +
      path('M9 10Q8 6 12 6 14 2 17 4 22 3 22 7 25 8 23 10Z', '#fdeecb'),
  ),
  applesauce: cup(
    '#f3d27a',
    path('M6.2 19Q11 16 16 19T25.8 19L25 25H7Z', '#e8b84a') +
      circle(16, 20.5, 4.6, '#f8312f') +
      path('M16 16.500Q16 14.5 17.5 13.5', 'none', 'stroke="#6d4534" stroke-width="1.3"') +
      path('M17 15.500Q19 13 21 14.5 19.5 17 17 15.500Z', '#44911b'),
  ),
  'fruit-cup': cup(
    '#fde7b0',
    rect(9, 17, 5, 5, 1, '#ff9f3c') +
      rect(15, 20, 5, 5, 1, '#fcd53f') +
      circle(20, 17, 2.6, '#f8312f') +
      rect(10, 24, 4, 4, 1, '#c8e88a') +
      circle(15.5, 16, 2, '#86c440') +
      rect(20, 23, 3.5, 4, 1, '#ff9f3c'),
  ),
  'beans-can': tin(
    '#8c3a22',
    [
      [-2, -1, 20],
      [2, 0.5, -30],
      [-0.5, 3, 60],
    ]
      .map(([x, y, t]) =>
        at(
          x,
          y,
          ellipse(0, 0, 2.4, 1.6, '#8c3a22') +
            path('M-1 .300Q0-.7 1 .3', 'none', 'stroke="#d98a6a" stroke-width=".7"'),
          1,
          t,
        ),
      )
      .join(''),
  ),
  'soup-can': tin(
    '#f8312f',
    path('M-5-.500H5Q5 4 0 4T-5-.500Z', '#9b9b9b') +
      ellipse(0, -0.5, 5, 1.6, '#ff822d') +
      path('M-1.5-3Q-.5-4-1.5-5M1.5-3Q2.5-4 1.5-5', 'none', 'stroke="#9b9b9b" stroke-width=".9"'),
  ),
  broth: carton(
    '#e0992f',
    '#a8621f',
    path('M-5 0H5Q5 4.5 0 4.500T-5 0Z', '#8c5543') +
      ellipse(0, 0, 5, 1.6, '#fcd53f') +
      path(
        'M-1.5-2.500Q-.5-3.5-1.5-5M1.5-2.500Q2.5-3.5 1.5-5',
        'none',
        'stroke="#bebebe" stroke-width="1"',
      ),
  ),
  gravy:
    path('M4 13Q3 26 14 27H19Q27 26 27 15L30 10Q26 8 23 11 12 15 4 13Z', '#d5e2ec') +
    path('M4 13Q12 10 23 11L27 12Q20 17 5 16Z', '#8a4f22') +
    path('M5 14Q-.5 13 1.5 19 3 23 7 23', 'none', 'stroke="#b5c7d5" stroke-width="2.2"') +
    ellipse(16, 28, 8, 1.8, '#bebebe') +
    path('M9 19Q10 23 14 24', 'none', 'stroke="#cfe0ea" stroke-width="1.6" stroke-linecap="round"'),
  salsa: bowl(
    '#44911b',
    '#2f6b12',
    ellipse(16, 14, 13, 5.5, '#d9281f') +
      dots('#ff7a5c', 1.5, 9, 13.5, 15, 11.5, 21, 14, 24, 12) +
      dots('#86d72f', 1.2, 12, 15, 18, 13, 13, 11.5, 22.5, 15.5) +
      dots('#fff', 1, 17, 15.5, 10.5, 11.5, 20, 11.5),
  ),
  hummus: bowl(
    '#c97e2d',
    '#98591a',
    ellipse(16, 14.5, 13, 5, '#efd9a7') +
      path(
        'M8 14Q16 9 24 14 16 18 12 14.5 16 12 20 14',
        'none',
        'stroke="#d3b070" stroke-width="1.5"',
      ) +
      ellipse(16, 14, 2.6, 1.2, '#d9961a') +
      dots('#c9312a', 0.6, 11, 12.5, 20, 12.5, 22, 15),
  ),
  dip: bowl(
    '#8d65c5',
    '#6a45a0',
    ellipse(16, 14.5, 13, 5, '#fbf6ea') +
      dots('#44911b', 0.9, 10, 14, 14, 16, 19, 15, 23, 14, 13, 12.5) +
      path('M14 14 20 1 28 9Z', '#fcb94a') +
      path('M15.5 12 20 3', 'none', 'stroke="#ffe09c" stroke-width="1.3"'),
  ),
  dressing:
    bottle('#f1dfa0', '#44911b', WHITE, leaf('#44911b')) +
    dots('#44911b', 0.7, 13, 14, 18, 13, 20, 15, 14, 28, 19, 27.5),
  'barbecue-sauce': bottle(
    '#6e2417',
    '#2b2118',
    '#f3ad3a',
    path('M0-4.500Q4-1 3 2 2 4.5 0 4.500T-3 2Q-3.5 0-1.5-1.5-.5-3 0-4.500Z', '#ca2b1a') +
      path('M0 0Q2 2 0 4-2 2.5 0 0Z', '#fcd53f'),
  ),
  'soy-sauce':
    path('M13 2H19L18.5 7H13.500Z', '#ca0b2f') +
    path('M13 7H19Q19 12 23 15 25 18 25 30H7Q7 18 9 15 13 12 13 7Z', '#3a1d14') +
    path('M7.5 20H24.500L25 27H7Z', '#fff3d9') +
    circle(16, 23.5, 2.6, '#ca0b2f') +
    path('M11 16Q9.5 18 9.5 20', 'none', 'stroke="#fff" stroke-opacity=".4" stroke-width="1.6"'),
  'pasta-sauce': jar('#d02f23', '#fcd53f', tomato),
  'baking-powder': tin('#ca0b2f', star('#f8a13f')),
  frosting:
    path('M7 14H25L23.5 28Q23.3 30 21 30H11Q8.7 30 8.5 28Z', '#00a6ed') +
    path('M4 14Q3 10 8 9.5 8 5 13 5.5 16 1 18 3 17 5 20 5.5 25 6 24 9.5 29 10 28 14Z', '#ff9dcb') +
    path(
      'M8 11.500Q16 14 25 10.500M11 7.500Q16 9 21 7',
      'none',
      'stroke="#e667a5" stroke-width="1.4" stroke-linecap="round"',
    ) +
    at(16, 22, heart('#fff')),
  sprinkles: [
    ['#f92f60', 8, 9, 30],
    ['#fcd53f', 17, 7, -40],
    ['#00a6ed', 25, 11, 70],
    ['#44911b', 12, 15, -20],
    ['#8d65c5', 21, 17, 20],
    ['#ff822d', 7, 20, 60],
    ['#f92f60', 15, 22, 10],
    ['#00d26a', 24, 24, -50],
    ['#fcd53f', 10, 26, -10],
    ['#00a6ed', 18, 28, 40],
    ['#ff6dc6', 27, 18, 0],
    ['#8d65c5', 5, 14, 80],
  ]
    .map(([c, x, y, t]) =>
      at(Number(x), Number(y), rect(-3.2, -1.3, 6.4, 2.6, 1.3, String(c)), 1, Number(t)),
    )
    .join(''),
  'chocolate-chips': chips('#5a3222', '#a56953'),
  marshmallow: [
    [10, 12, -15],
    [22, 13, 12],
    [16, 22, 4],
  ]
    .map(([x, y, t]) =>
      at(
        x,
        y,
        path('M-6-4V4A6 2.5 0 0 0 6 4V-4Z', '#f9d3df') +
          ellipse(0, -4, 6, 2.5, '#ffeaf1') +
          path('M3.5-1V4', 'none', 'stroke="#e3a9bd" stroke-width="1.5" stroke-linecap="round"'),
        1,
        t,
      ),
    )
    .join(''),
  vanilla:
    path(
      'M16 31Q6 20 8 3M16 31Q15 18 20 6',
      'none',
      'stroke="#4a2c1c" stroke-width="2.6" stroke-linecap="round"',
    ) +
    at(
      19,
      13,
      [0, 72, 144, 216, 288]
        .map(
          (a) =>
            `<g transform="rotate(${a})">${path('M0 0Q-4-5 0-9.5 4-5 0 0Z', '#fff3c9')}${path('M0-2V-7', 'none', 'stroke="#e8cf86"')}</g>`,
        )
        .join('') + circle(0, 0, 2.4, '#f3ad2f'),
    ),
};
