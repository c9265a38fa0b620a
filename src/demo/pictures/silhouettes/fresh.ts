/**
 * Fresh goods: trays, clear boxes, crates, bunches and pots, where the good itself is the picture
 * and the maker only has a sticker.
 */
import { darken, lighten } from '../colour';
import { ellipse, line, opacity, path, rect, repeat } from '../marks';
import { slot, type Silhouette } from './silhouette';

export const tray: Silhouette = {
  shadow: [120, 104],
  back: ({ icon }) =>
    rect(14, 74, 212, 136, 24, '#c4ccd2') +
    rect(14, 72, 212, 133, 24, '#ffffff') +
    rect(16, 74, 208, 129, 22, '#eef2f4') +
    rect(28, 84, 184, 108, 16, '#d5dde2') +
    rect(28, 88, 184, 104, 16, '#e4eaee') +
    icon(28, 90, 96) +
    icon(114, 88, 96) +
    icon(68, 92, 104),
  front: () =>
    path('M40 76H104L52 202H30Q16 200 16 186V98Q18 78 40 76Z', '#fff', opacity(0.26)) +
    path('M128 76H160L108 202H84Z', '#fff', opacity(0.16)) +
    line('M30 82Q120 74 212 84M24 196Q120 204 216 194', '#fff', 2, opacity(0.6)) +
    rect(14, 72, 212, 137, 24, 'none', 'stroke="#2a2018" stroke-opacity=".16" stroke-width="1.2"'),
  sticker: slot(136, 154, 80, 48),
};

export const clamshell: Silhouette = {
  shadow: [120, 92],
  back: ({ icon }) =>
    path('M40 92Q44 66 66 64H174Q196 66 200 92L210 120H30Z', '#dcebf0', opacity(0.85)) +
    path('M26 118H214L200 200Q198 210 188 210H52Q42 210 40 200Z', '#cfe0e7') +
    icon(42, 86, 74) +
    icon(124, 86, 74) +
    icon(80, 74, 80) +
    icon(38, 124, 82) +
    icon(120, 124, 82),
  front: () =>
    path('M40 92Q44 66 66 64H174Q196 66 200 92L210 118H30Z', '#eaf6fa', opacity(0.32)) +
    path('M26 124H214L200 200Q198 210 188 210H52Q42 210 40 200Z', '#e4f2f7', opacity(0.26)) +
    path('M66 64H104L78 118H34L40 92Q44 66 66 64Z', '#fff', opacity(0.3)) +
    path('M34 132H70L86 210H52Q42 210 40 200Z', '#fff', opacity(0.22)) +
    rect(20, 114, 200, 12, 5, '#e9f3f7', opacity(0.92)) +
    rect(20, 114, 200, 4, 2, '#fff') +
    line(
      'M40 92Q44 66 66 64H174Q196 66 200 92L208 114M30 126 40 200Q42 210 52 210H188Q198 210 200 200L210 126',
      '#7d99a6',
      1.5,
      opacity(0.55),
    ),
  sticker: slot(80, 152, 80, 48),
};

export const crate: Silhouette = {
  shadow: [120, 100],
  back: ({ icon }) =>
    rect(20, 126, 200, 80, 4, '#8a5a2c') +
    icon(22, 74, 82) +
    icon(136, 74, 82) +
    icon(74, 40, 92) +
    icon(48, 86, 78) +
    icon(114, 86, 78),
  front: () =>
    repeat(
      3,
      (i) =>
        rect(16, 134 + i * 26, 208, 23, 3, ['#d09a5c', '#c58c4d', '#b97f42'][i]) +
        rect(16, 134 + i * 26, 208, 4, 2, '#fff', opacity(0.22)) +
        line(
          `M34 ${147 + i * 26}H${96 - i * 8}M${140 + i * 10} ${150 + i * 26}H206`,
          '#7a4d22',
          1.2,
          opacity(0.25),
        ),
    ) +
    rect(26, 130, 14, 80, 2, '#a46c35') +
    rect(200, 130, 14, 80, 2, '#a46c35') +
    rect(26, 130, 4, 80, 2, '#fff', opacity(0.2)) +
    repeat(
      3,
      (i) =>
        ellipse(33, 145 + i * 26, 1.8, 1.8, '#5d3a17') +
        ellipse(207, 145 + i * 26, 1.8, 1.8, '#5d3a17'),
    ),
  sticker: slot(80, 152, 80, 48),
};

/** Flowers or herbs in a paper sleeve, tied. */
export const bunch: Silhouette = {
  shadow: [120, 40],
  back: ({ icon, look }) =>
    path('M48 92Q120 66 192 92L146 210H94Z', lighten(look.main, 0.3)) +
    path('M48 92Q120 66 192 92L186 108Q120 84 54 108Z', darken(look.main, 0.2), opacity(0.35)) +
    icon(46, 44, 74) +
    icon(120, 44, 74) +
    icon(80, 22, 80) +
    icon(60, 62, 66) +
    icon(114, 62, 66),
  body: 'M44 100Q84 124 120 118 156 124 196 100L150 204Q148 210 142 210H98Q92 210 90 204Z',
  light: 'flat',
  inside: () =>
    path('M44 100Q84 124 108 118L98 214H88Z', '#fff', opacity(0.2)) +
    path('M196 100Q166 122 142 119L136 214H152Z', '#000', opacity(0.12)),
  front: ({ look }) =>
    path('M96 178H144L142 188H98Z', look.trimDeep) +
    path(
      'M120 183Q100 170 96 184 98 196 120 183ZM120 183Q140 170 144 184 142 196 120 183Z',
      look.trim,
    ) +
    ellipse(120, 183, 5, 5, look.trimPale),
  badge: [100, 142],
  size: [128, 158, 60],
};

export const pot: Silhouette = {
  shadow: [120, 52],
  back: ({ icon }) => icon(56, 20, 128),
  body: 'M70 146H170L160 200Q158 210 148 210H92Q82 210 80 200Z',
  front: ({ look }) =>
    rect(62, 130, 116, 20, 5, look.own ? look.deep : look.pale) +
    rect(62, 130, 116, 6, 3, '#fff', opacity(0.35)) +
    rect(158, 130, 20, 20, 5, '#000', opacity(0.1)) +
    rect(70, 150, 100, 4, 0, '#000', opacity(0.16)),
  badge: [88, 176],
  size: [132, 178, 62],
};
