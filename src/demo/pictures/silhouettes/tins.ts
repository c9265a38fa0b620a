/**
 * Tins, drink cans, tubs and cups: round containers seen a little from above.
 */
import { ellipse, line, opacity, path } from '../marks';
import { slot, type Silhouette } from './silhouette';

const RIM = '#c9d0d6';
const RIM_PALE = '#eef1f4';
const RIM_DEEP = '#a7b0b8';

export const can: Silhouette = {
  shadow: [120, 56],
  body: 'M66 74V196A54 12 0 0 0 174 196V74A54 12 0 0 1 66 74Z',
  back: () => path('M64 66V198A56 13 0 0 0 176 198V66Z', RIM_DEEP),
  front: () =>
    path('M64 193A56 13 0 0 0 176 193V199A56 13 0 0 1 64 199Z', RIM) +
    path('M64 199A56 13 0 0 0 92 209.5V203.5A56 13 0 0 1 64 193Z', '#fff', opacity(0.4)) +
    path('M64 66V74A56 13 0 0 0 176 74V66Z', RIM) +
    path('M64 66V74A56 13 0 0 0 94 84.5V76Z', '#fff', opacity(0.45)) +
    ellipse(120, 66, 56, 13, RIM_PALE) +
    ellipse(120, 66.5, 50, 10.5, RIM_DEEP) +
    ellipse(120, 67.5, 49, 9.5, '#dbe0e5') +
    ellipse(120, 68, 36, 6.5, '#cfd5db') +
    path('M106 68Q120 60 134 68 137 71 130 72L120 69 110 72Q103 71 106 68Z', RIM_DEEP) +
    ellipse(120, 66, 7, 2, RIM_PALE),
  label: slot(79, 93, 82, 80),
  badge: [84, 95],
  size: [120, 188, 76],
};

export const drinkCan: Silhouette = {
  shadow: [120, 36],
  body: 'M80 62Q80 58 86 50H154Q160 58 160 62V194Q160 200 152 207H88Q80 200 80 194Z',
  back: () => path('M88 205H152L148 211H92Z', RIM_DEEP) + path('M90 40H150L155 52H85Z', RIM),
  inside: () => path('M78 52H162V58H78ZM78 200H162V210H78Z', '#e3e8ec', opacity(0.75)),
  front: () =>
    path('M90 40H104L102 52H85Z', '#fff', opacity(0.45)) +
    ellipse(120, 40, 30, 6.5, RIM_PALE) +
    ellipse(120, 40.5, 26, 4.8, RIM_DEEP) +
    ellipse(120, 41.2, 25, 4.2, '#d6dce1') +
    path('M111 40.5Q120 37 129 40.5 131 42 126 43H114Q109 42 111 40.5Z', RIM_DEEP),
  label: slot(86, 82, 68, 76),
  badge: [89, 85],
  size: [120, 178, 66],
};

export const tub: Silhouette = {
  shadow: [120, 56],
  body: 'M60 100H180L168 200Q166 210 156 210H84Q74 210 72 200Z',
  inside: () => path('M50 98H190V107H50Z', '#000', opacity(0.16)),
  front: ({ look }) =>
    path(
      'M50 80Q50 76 56 74A64 10 0 0 1 184 74Q190 76 190 80V96Q190 102 184 102H56Q50 102 50 96Z',
      look.trim,
    ) +
    path('M56 74A64 10 0 0 1 184 74 64 8 0 0 1 56 74Z', look.trimPale) +
    path('M50 92H190V96Q190 102 184 102H56Q50 102 50 96Z', look.trimDeep, opacity(0.55)) +
    path('M50 80Q50 76 56 74L62 77V102H56Q50 102 50 96Z', '#fff', opacity(0.25)),
  label: slot(79, 110, 82, 74),
  badge: [84, 113],
  size: [120, 195, 74],
};

export const cup: Silhouette = {
  shadow: [120, 46],
  body: 'M66 92H174L161 199Q160 210 148 210H92Q80 210 79 199Z',
  inside: () => path('M50 90H190V100H50Z', '#000', opacity(0.14)),
  front: ({ look }) =>
    ellipse(120, 89, 60, 11.5, '#dfe4e8') +
    path('M178 84 197 92 178 97Z', look.trimDeep) +
    ellipse(120, 86, 60, 11, look.trim) +
    ellipse(120, 85, 52, 8.4, look.trimPale) +
    line('M84 84Q104 78 132 78', '#fff', 2.5, opacity(0.6)),
  label: slot(81, 104, 78, 76),
  badge: [86, 107],
  size: [120, 194, 64],
};
