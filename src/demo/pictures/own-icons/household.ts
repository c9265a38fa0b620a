/** Cleaning, paper goods, kitchen wraps and small things for the house. */
import { circle, ellipse, path, rect } from '../marks';
import { GLASS, WHITE, at, bag, dots, drop, roll, spray, star, turned } from './shapes';

const bubbles =
  circle(-2, 1, 2.6, '#7cc4f0') + circle(2, -1, 2, '#aeddff') + circle(1.5, 2.8, 1.3, '#5fb0e6');
const jugOf = (body: string, cap: string, mark: string): string =>
  rect(9, 2, 8, 5, 1.5, cap) +
  path(
    'M9 7H17L24 12Q26 13.5 26 17V27Q26 30 23 30H9Q6 30 6 27V12Q6 9 9 7ZM19.5 12.500Q18 13 18 15V19Q18 20.5 19.5 20.5 23 20.5 23 18V16Q23 14 19.5 12.500Z',
    body,
    'fill-rule="evenodd"',
  ) +
  rect(8, 14.5, 9, 12, 2, WHITE) +
  at(12.5, 20.5, mark, 0.85);
const battery = (x: number, body: string): string =>
  rect(x + 3, 3, 4, 3, 1, '#bebebe') +
  rect(x, 5.5, 10, 24, 2, body) +
  rect(x, 5.5, 10, 8, 2, '#d3883e') +
  rect(x + 1.5, 6, 1.8, 23, 0.9, '#fff', 'opacity=".4"') +
  path(`M${x + 3} 18h4M${x + 5} 16v4`, 'none', 'stroke="#fff" stroke-width="1.3"');
const boxRoll = (box: string, deep: string, film: string): string =>
  path('M3 14 8 9H30L27 14Z', deep) +
  path('M27 14 30 9V21L27 27Z', deep) +
  rect(3, 14, 24, 13, 1, box) +
  path('M5 14 8 4H28L26 14Z', film) +
  path(
    'M3 14 5 12.5 7 14 9 12.5 11 14 13 12.5 15 14 17 12.5 19 14 21 12.5 23 14 25 12.5 27 14V15.500H3Z',
    '#9b9b9b',
  ) +
  path(
    'M10 6 9 12',
    'none',
    'stroke="#fff" stroke-width="1.6" stroke-linecap="round" opacity=".8"',
  ) +
  rect(7, 18.5, 12, 5, 1.5, '#fff', 'opacity=".85"');

export const HOUSEHOLD: Readonly<Record<string, string>> = {
  'foil-roll': boxRoll('#0074ba', '#00559a', '#cfd6dc'),
  'plastic-wrap': boxRoll('#f8312f', '#b81320', '#d5effc'),
  'air-freshener':
    path('M9 30V16Q9 10 16 10T23 16V30Z', '#8d65c5') +
    path('M12 10Q12 5 16 5T20 10Z', '#f4f4f4') +
    rect(11, 17, 10, 9, 3, '#e9dcff') +
    at(
      16,
      21.5,
      [0, 90, 180, 270]
        .map((a) => `<g transform="rotate(${a})">${ellipse(0, -2.4, 1.6, 2.2, '#ff6dc6')}</g>`)
        .join('') + circle(0, 0, 1.2, '#fcd53f'),
    ) +
    path(
      'M6 6Q4 4 6 2M26 6Q28 4 26 2M16 3V1',
      'none',
      'stroke="#cdb8ff" stroke-width="1.6" stroke-linecap="round"',
    ),
  'trash-bag':
    path('M13 8Q6 12 5 22 5 30 16 30T27 22Q26 12 19 8Z', '#3d4450') +
    path('M12 3Q16 6 20 3L18.5 8H13.500Z', '#3d4450') +
    path('M13 8.500H19', 'none', 'stroke="#f8312f" stroke-width="2.2" stroke-linecap="round"') +
    path(
      'M10 16Q8.5 20 9.5 24M20 12Q23 17 23 22',
      'none',
      'stroke="#6b7482" stroke-width="1.8" stroke-linecap="round"',
    ),
  'sandwich-bag':
    rect(4, 4, 24, 26, 2, GLASS, 'opacity=".75"') +
    rect(4, 4, 24, 4, 1.5, '#0074ba') +
    path('M5 9.500H27', 'none', 'stroke="#f92f60" stroke-width="1.3"') +
    path('M8 24 16 13 24 24Z', '#f3c983') +
    path('M8 24H24V27H8Z', '#c98239') +
    path('M10 22H22', 'none', 'stroke="#44911b" stroke-width="2"') +
    path('M7 12V20', 'none', 'stroke="#fff" stroke-width="1.8" stroke-linecap="round"'),
  'paper-towel':
    rect(6, 6, 16, 21, 2, '#edf2f6') +
    path('M22 12H29V29H15Q22 29 22 24Z', '#cdd8e1') +
    ellipse(14, 6.5, 8, 3.5, '#e3e7ea') +
    ellipse(14, 6.5, 3, 1.4, '#a56953') +
    dots('#7cc4f0', 1.1, 10, 13, 15, 17, 10, 21, 18, 12.5, 18, 22, 25.5, 17, 25.5, 24),
  'toilet-roll':
    roll('#eaf0f4', '#cdd8e1') +
    path('M7.5 14V24', 'none', 'stroke="#fff" stroke-width="2" stroke-linecap="round"'),
  napkin:
    path('M4 10 18 4 28 22 13 29Z', '#dbe8f3') +
    path('M18 4 28 22 22 25 12 6.500Z', '#ffb3c6') +
    path('M12 6.5 22 25', 'none', 'stroke="#f92f60" stroke-width="1.4"') +
    path('M6 12 15 27.5', 'none', 'stroke="#9fb8cc" stroke-width="1.2" stroke-dasharray="2 1.5"'),
  'tissue-box':
    path('M11 12Q9 4 14 6 16 1 19 5 23 4 21 12Z', '#dfe9f2') +
    path('M14 11Q14 7 16 6M18.5 11Q18 8 19.5 6', 'none', 'stroke="#a9bccc" stroke-width="1.2"') +
    rect(2, 11, 28, 18, 2, '#00a6ed') +
    ellipse(16, 12.5, 8, 2, '#0074ba') +
    dots('#aeddff', 1.8, 7, 19, 13, 23, 19, 19, 25, 23) +
    dots('#fff', 0.8, 7, 19, 13, 23, 19, 19, 25, 23),
  'paper-plate':
    circle(16, 16, 14, '#b9cbd9') +
    circle(16, 16, 13, '#e3edf5') +
    circle(16, 16, 13, 'none', 'stroke="#d3dae1" stroke-width="2" stroke-dasharray="1.2 2"') +
    circle(16, 16, 8.5, '#c8d8e4') +
    circle(16, 16.5, 8, '#f3f8fc'),
  'paper-cup':
    path('M6 5H26L23.5 28Q23.3 30 21 30H11Q8.7 30 8.5 28Z', '#dbe6ee') +
    path('M6.7 11H25.300L24.2 21H7.800Z', '#f8312f') +
    path('M8 16Q12 13 16 16T24.7 16', 'none', 'stroke="#fff" stroke-width="1.6"') +
    rect(5, 3.5, 22, 3, 1.5, '#d3d3d3'),
  detergent: jugOf('#ff822d', '#0074ba', bubbles),
  bleach: jugOf('#9fc3e6', '#0074ba', star('#0074ba')),
  'fabric-softener': jugOf(
    '#7cb8ee',
    '#ff8fc0',
    path('M0 4.500Q-5 3-4-1 0 0 0 4.5 0 0 4-1 5 3 0 4.500ZM0 3Q-3-1 0-4.5 3-1 0 3Z', '#ff6dc6'),
  ),
  'dish-soap':
    rect(14, 1.5, 4, 4, 1, '#9b9b9b') +
    path('M12 5H20L19 9H13Z', '#0074ba') +
    path('M13 9H19Q25 11 23.5 18 23 23 24 30H8Q9 23 8.5 18 7 11 13 9Z', '#44c01b') +
    rect(10, 14, 12, 11, 3, WHITE) +
    at(16, 19.5, bubbles),
  'dryer-sheet':
    turned(
      -8,
      rect(6, 4, 20, 24, 2, '#e3eef8') +
        path('M6 9Q11 5 16 9T26 9V13Q21 17 16 13T6 13Z', '#b8d3ea') +
        path('M6 19Q11 15 16 19T26 19V23Q21 27 16 23T6 23Z', '#b8d3ea'),
    ) + at(24, 24, circle(0, 0, 5.5, '#8d65c5') + at(0, 0, star('#fff'), 0.7)),
  'spray-cleaner': spray('#00a6ed', '#f8312f', '#b81320', star('#0074ba')),
  'insect-spray':
    rect(10, 11, 13, 19, 2.5, '#44911b') +
    rect(10, 11, 13, 4, 1, '#d3d3d3') +
    rect(13, 6, 7, 6, 1.5, '#f8312f') +
    rect(11, 7, 2.5, 2, 0.5, '#9b9b9b') +
    dots('#9b9b9b', 1, 8, 7, 5, 5, 5, 9, 2.5, 7) +
    circle(16.5, 22, 5, WHITE) +
    ellipse(16.5, 22.5, 1.7, 2.7, '#3d2318') +
    path('M13 20 20 25M20 20 13 25M13 22.500H20', 'none', 'stroke="#3d2318" stroke-width=".9"'),
  'scrub-brush':
    path('M3 12Q3 6 10 7H23Q29 7 29 12 29 15 26 15H6Q3 15 3 12Z', '#00a6ed') +
    path('M8 10.500H20', 'none', 'stroke="#aeddff" stroke-width="1.8" stroke-linecap="round"') +
    [0, 1, 2, 3, 4, 5, 6]
      .map((i) =>
        path(`M${5 + i * 3.3} 15h2.400l-.4 10q-1.2 1-2 0Z`, i % 2 ? '#fcd53f' : '#f3ad2f'),
      )
      .join('') +
    circle(26, 25, 2.6, GLASS) +
    circle(29, 21, 1.5, GLASS),
  mop:
    path('M22 1 16 17', 'none', 'stroke="#a56953" stroke-width="2.6" stroke-linecap="round"') +
    rect(11, 15, 9, 4, 1.5, '#0074ba') +
    path(
      'M11 19H20Q24 24 26 29 22 31 20 29 17 32 15 29.5 12 32 10 29.5 7 31 5 29 8 23 11 19Z',
      '#f1ead6',
    ) +
    path(
      'M12.5 20Q11 25 8.5 29M15 20Q15 26 14 29.500M17.5 20Q19 25 20.5 29',
      'none',
      'stroke="#cdbf9a" stroke-width="1.4"',
    ),
  'lint-roller': turned(
    40,
    rect(9, 2, 14, 15, 2, '#dbe6ee') +
      rect(9, 2, 14, 3, 1.5, '#b5c4d0') +
      dots('#9b9b9b', 0.7, 13, 9, 18, 12, 15, 14, 20, 8) +
      path('M16 17V20', 'none', 'stroke="#9b9b9b" stroke-width="2.4"') +
      rect(13.5, 20, 5, 11, 2.5, '#00a6ed'),
  ),
  towel:
    path('M7 4H25V28H7Z', '#00a6ed') +
    path('M7 4H25V8H7Z', '#0074ba') +
    path('M7 20H25M7 23H25', 'none', 'stroke="#fff" stroke-width="1.6"') +
    path(
      'M7 28V30.500M10 28V30.500M13 28V30.500M16 28V30.500M19 28V30.500M22 28V30.500M25 28V30.5',
      'none',
      'stroke="#aeddff" stroke-width="1.3"',
    ) +
    rect(3, 3, 26, 2.6, 1.3, '#bebebe'),
  'vacuum-bag':
    path('M8 8 12 3H24L22 8V27Q22 30 19 30H11Q8 30 8 27Z', '#e8d9b8') +
    path('M22 8 24 3V23L22 27Z', '#c9b285') +
    rect(10, 11, 10, 10, 1, '#f4f4f4') +
    circle(15, 16, 3.2, '#636363') +
    circle(15, 16, 1.8, '#2b2b2b') +
    path('M10 25H20', 'none', 'stroke="#c9b285" stroke-width="1.5"'),
  humidifier:
    path('M16 10Q25 13 25 22V27Q25 30 22 30H10Q7 30 7 27V22Q7 13 16 10Z', '#dbe6ee') +
    path('M7 22H25V27Q25 30 22 30H10Q7 30 7 27Z', '#7cc4f0') +
    circle(16, 26, 1.6, '#fff') +
    path(
      'M13 8Q11 5 13.5 3M17 7.500Q15 4 18 1M20 9Q20 6 22.5 5',
      'none',
      'stroke="#aeddff" stroke-width="1.8" stroke-linecap="round"',
    ),
  'paper-bag':
    path(
      'M7 8 9 6 11 8 13 6 15 8 17 6 19 8 21 6 23 8 25 6V29Q25 30 24 30H8Q7 30 7 29Z',
      '#d3a56b',
    ) +
    path('M20 8 21 6 23 8 25 6V29Q25 30 24 30H20Z', '#b5854a') +
    path('M11 12V26', 'none', 'stroke="#e8c493" stroke-width="1.6" stroke-linecap="round"'),
  hanger:
    path(
      'M16 12V9Q20 9 20 6T16 3 12 5.5',
      'none',
      'stroke="#9b9b9b" stroke-width="2" stroke-linecap="round"',
    ) +
    path(
      'M16 11 30 22Q31 25 28 25H4Q1 25 2 22ZM16 15 8 21.500H24Z',
      '#d3883e',
      'fill-rule="evenodd"',
    ),
  iron:
    path('M2 25Q4 12 18 12H26L29 25Z', '#00a6ed') +
    path('M2 25H29.500V28H2Z', '#bebebe') +
    path('M10 12Q12 5 20 5H25Q27 5 26.5 8L26 12H22L22.5 9H19Q15 9 14 12Z', '#0074ba') +
    circle(21, 18.5, 2.5, '#fff') +
    path('M7 21Q9 17 14 16', 'none', 'stroke="#aeddff" stroke-width="1.8" stroke-linecap="round"'),
  matches:
    path('M4 14H28V28H4Z', '#f8312f') +
    rect(4, 24, 24, 4, 0, '#7d4836') +
    path('M6 14V8H26V14Z', '#fbe7bd') +
    [9, 13, 17, 21]
      .map((x) => rect(x, 4, 2, 11, 0.5, '#e8c493') + ellipse(x + 1, 4, 1.7, 2.3, '#b81320'))
      .join('') +
    circle(16, 19, 3.6, '#fcd53f'),
  charcoal:
    path('M4 20 9 11 17 13 18 22 10 27Z', '#2f3138') +
    path('M16 13 23 7 29 14 27 23 19 22Z', '#41444d') +
    path('M10 27 18 21 26 24 24 29 13 30Z', '#23252b') +
    path(
      'M7 19 10 14.5 15 15.500M20 13 23.5 10 26 14M15 26 18 24',
      'none',
      'stroke="#7b808c" stroke-width="1.4" stroke-linecap="round"',
    ) +
    path('M16 11Q12 8 15 2 16 6 19 5 20 9 16 11Z', '#ff822d'),
  batteries: battery(4, '#2b2f36') + battery(18, '#2b2f36'),
  'extension-cord':
    path(
      'M10 20Q3 20 3 12T12 4 22 10 24 20',
      'none',
      'stroke="#ff822d" stroke-width="2.6" stroke-linecap="round"',
    ) +
    rect(7, 16, 8, 11, 2, '#3d4450') +
    path('M9 27V30M13 27V30', 'none', 'stroke="#bebebe" stroke-width="2"') +
    rect(19, 18, 11, 11, 2.5, '#cfd8e0') +
    path('M22.5 22V25M26.5 22V25', 'none', 'stroke="#3d4450" stroke-width="1.6"'),
  'water-filter':
    path('M6 4H23L25 28Q25 30 23 30H8Q6 30 6 28Z', GLASS) +
    path('M7 18H24L24.8 28Q24.8 29 23 29H8.500Q7 29 7 28Z', '#38a9e8') +
    path('M24 9Q30 9 30 15T25 21', 'none', 'stroke="#0074ba" stroke-width="2.4"') +
    path('M3 3H24L23 7H6Z', '#0074ba') +
    path('M10 8H20L18.5 17H11.500Z', '#f4f4f4') +
    rect(11, 15, 8, 4, 1, '#9b9b9b') +
    at(15, 24, drop('#fff'), 0.7),
  'cat-litter': bag(
    '#f8a13f',
    '#c9661a',
    path('M-5 3.500Q-3-1 0-1.500T5 3.500Z', '#b9b2a6') +
      dots('#857d70', 0.6, -2, 2, 0, 0.5, 2, 2) +
      path('M-3-2V-5L-1-3.500H1L3-5V-2Z', '#636363'),
  ),
};
