/**
 * Packages folded from board: cartons, boxes, egg boxes, canisters, cards. Shapes only; what is
 * printed on them comes from the maker's look.
 */
import { darken, lighten, mix } from '../colour';
import { circle, ellipse, group, line, opacity, path, rect, repeat } from '../marks';
import { slot, type Silhouette } from './silhouette';

export const milkCarton: Silhouette = {
  shadow: [122, 60],
  body: 'M62 92 76 54H152L144 92V210H66Q62 210 62 206Z',
  light: 'flat',
  back: ({ look }) =>
    path('M144 92 152 54 178 88Z', look.main) +
    path('M144 92 152 54 160 92Z', look.deep) +
    path('M144 92 178 88V201Q178 203 176 204L144 210Z', look.deep) +
    path('M152 54 156 50V36L152 38Z', look.deep) +
    rect(76, 38, 76, 18, 2, look.own ? look.deep : look.pale) +
    line('M79 43.5H149M79 47.5H149', '#fff', 1, opacity(0.3)),
  front: ({ look }) =>
    path('M62 92 76 54H152L144 92Z', '#fff', opacity(0.16)) +
    line('M62 92H144L178 88', darken(look.main, 0.4), 1.3, opacity(0.5)) +
    line('M78 57 92 90M150 57 122 90', darken(look.main, 0.4), 1, opacity(0.22)) +
    ellipse(110, 75, 14, 9.5, look.trimDeep) +
    ellipse(110, 72, 14, 9.5, look.trim) +
    ellipse(110, 71, 9.5, 6, look.trimPale),
  label: slot(67, 99, 72, 72),
  size: [103, 194, 70],
};

export const box: Silhouette = {
  shadow: [122, 74],
  body: 'M50 36H156V210H52Q50 210 50 208Z',
  light: 'flat',
  back: ({ look }) =>
    path('M156 36 184 48V199L156 210Z', look.deep) +
    path('M156 36 184 48V88L156 82Z', look.accent, opacity(0.28)) +
    line('M170 108V176M176 108V160', '#fff', 2.4, opacity(0.2)),
  front: () => line('M51 37H155.5', '#fff', 2, opacity(0.4)),
  label: slot(58, 70, 90, 96),
  badge: [66, 62],
  size: [103, 191, 78],
};

export const flatBox: Silhouette = {
  shadow: [122, 98],
  body: 'M24 96H184V210H26Q24 210 24 208Z',
  light: 'flat',
  back: ({ look }) =>
    path('M24 96 48 70H216L184 96Z', look.pale) +
    path('M184 96 216 70V182Q216 184 214 186L184 210Z', look.deep) +
    path('M34 92 52 73H150L134 92Z', look.accent, opacity(0.35)),
  front: () => line('M25 97H183.5', '#fff', 2, opacity(0.4)),
  label: slot(80, 106, 94, 94),
  ownBand: slot(70, 96, 114, 114),
  badge: [47, 124],
  size: [52, 190, 56],
};

export const multipack: Silhouette = {
  shadow: [122, 98],
  body: 'M24 98H182V210H26Q24 210 24 208Z',
  light: 'flat',
  back: ({ look }) =>
    path('M24 98 50 66H216L182 98Z', look.pale) +
    path('M182 98 216 66V182L182 210Z', look.deep) +
    path('M92 88 102 75H148L140 88Q139 89 137 89H93Q91 89 92 88Z', look.deep) +
    path('M95 87 103 77H145L138 87Z', '#14100c', opacity(0.5)),
  front: ({ look }) => {
    const can = (x: number): string =>
      rect(x, 122, 24, 66, 5, '#c6cdd4') +
      rect(x, 128, 24, 54, 0, look.main) +
      rect(x, 140, 24, 28, 0, look.accent) +
      circle(x + 12, 154, 6, look.glyphDisc) +
      rect(x + 3, 124, 5, 62, 2, '#fff', opacity(0.35)) +
      rect(x + 18, 124, 6, 62, 2, '#000', opacity(0.16)) +
      ellipse(x + 12, 122, 11, 3.2, '#eef1f4');
    return (
      rect(116, 112, 62, 84, 8, look.deep) +
      rect(118, 114, 58, 80, 7, '#14100c', opacity(0.25)) +
      can(121) +
      can(148) +
      line('M25 99H181.5', '#fff', 2, opacity(0.4))
    );
  },
  label: slot(34, 108, 74, 74),
  size: [71, 196, 76],
};

export const eggBox: Silhouette = {
  shadow: [120, 96],
  body: 'M22 146Q38 160 53 146 70 160 86 146 103 160 120 146 137 160 154 146 170 160 187 146 202 160 218 146L210 202Q209 210 200 210H40Q31 210 30 202Z',
  light: 'flat',
  material: ({ look }) => (look.own ? look.main : mix(look.main, '#8d8377', 0.25)),
  back: ({ look, content }) => {
    const shell = content ?? '#f3dcc2';
    return (
      path('M34 78Q34 68 44 68H196Q206 68 206 78L214 140H26Z', look.main) +
      path('M44 76H196L204 140H36Z', look.deep, opacity(0.55)) +
      path('M34 78Q34 68 44 68H196Q206 68 206 78L206.5 82H33.5Z', '#fff', opacity(0.22)) +
      repeat(6, (i) => {
        const x = 43 + i * 31;
        return (
          path(
            `M${x} 116C${x + 11} 116 ${x + 16} 134 ${x + 16} 146A16 15 0 0 1 ${x - 16} 146C${x - 16} 134 ${x - 11} 116 ${x} 116Z`,
            i % 2 ? lighten(shell, 0.35) : shell,
          ) +
          ellipse(x - 5, 131, 3.5, 7, '#fff', `opacity=".6" transform="rotate(14 ${x - 5} 131)"`) +
          path(
            `M${x + 9} 124Q${x + 17} 138 ${x + 15} 152L${x + 8} 156Q${x + 13} 138 ${x + 9} 124Z`,
            '#8a5a2c',
            opacity(0.14),
          )
        );
      })
    );
  },
  front: ({ look, icon }) =>
    line(
      'M22 146Q38 160 53 146 70 160 86 146 103 160 120 146 137 160 154 146 170 160 187 146 202 160 218 146',
      '#fff',
      2,
      opacity(0.35),
    ) +
    rect(66, 161, 48, 44, 8, '#fffdf8') +
    icon(72, 165, 36) +
    line('M32 190H56M184 190H208', look.accent, 3, opacity(0.5)),
  badge: [66, 162],
  size: [156, 184, 76],
};

export const canister: Silhouette = {
  shadow: [120, 52],
  body: 'M70 66V198A50 11 0 0 0 170 198V66A50 11 0 0 1 70 66Z',
  back: ({ look }) =>
    path('M66 46V66A54 12 0 0 0 174 66V46Z', look.trimDeep) + ellipse(120, 46, 54, 12, look.trim),
  front: ({ look }) =>
    path('M66 46V64A54 12 0 0 0 174 64V46A54 12 0 0 1 66 46Z', look.trim) +
    path('M66 46V64A54 12 0 0 0 84 72V54A54 12 0 0 1 66 46Z', '#fff', opacity(0.2)) +
    path('M174 46V64A54 12 0 0 1 146 74.5V56.5A54 12 0 0 0 174 46Z', '#000', opacity(0.16)) +
    ellipse(120, 45.5, 54, 11.5, look.trimPale) +
    ellipse(120, 46, 47, 9, look.trim) +
    path('M70 192A50 11 0 0 0 170 192V198A50 11 0 0 1 70 198Z', '#000', opacity(0.12)),
  label: slot(79, 92, 82, 82),
  badge: [84, 94],
  size: [120, 191, 72],
};

export const card: Silhouette = {
  shadow: [120, 56],
  body: 'M58 40Q58 32 66 32H174Q182 32 182 40V202Q182 210 174 210H66Q58 210 58 202Z',
  light: 'flat',
  inside: ({ look }) =>
    (look.own ? rect(0, 66, 240, 114, 0, look.accent) : '') +
    path(
      'M108 42Q108 50 114 50H126Q132 50 132 42Q132 40 130 40H122V38H118V40H110Q108 40 108 42Z',
      '#14100c',
      opacity(0.45),
    ),
  front: ({ look, icon }) =>
    // A blister: the good sits in a clear dome on the card.
    rect(72, 78, 96, 98, 16, '#10202c', opacity(0.2)) +
    rect(70, 74, 100, 98, 16, '#f4f8fa') +
    rect(70, 74, 100, 98, 16, look.main, opacity(0.08)) +
    icon(82, 85, 76) +
    path('M86 74H112L84 172Q70 172 70 156V90Q70 74 86 74Z', '#fff', opacity(0.26)) +
    rect(70, 74, 100, 98, 16, 'none', 'stroke="#fff" stroke-width="3"') +
    rect(
      68.5,
      72.5,
      103,
      101,
      17.5,
      'none',
      `stroke="${look.deep}" stroke-opacity=".45" stroke-width="1.2"`,
    ),
  badge: [76, 58],
  size: [120, 193, 96],
};

export const plain: Silhouette = {
  shadow: [120, 62],
  back: ({ icon }) => icon(44, 56, 152),
  badge: [186, 196],
  size: [120, 225, 90],
};

/** For a package nobody has drawn: a parcel with the good on it. */
export const parcel: Silhouette = {
  shadow: [122, 84],
  body: 'M38 84H174V210H40Q38 210 38 208Z',
  light: 'flat',
  material: () => '#c89a63',
  band: slot(0, 92, 240, 86),
  back: () =>
    path('M38 84 62 60H202L174 84Z', '#dcb27e') + path('M174 84 202 60V186L174 210Z', '#9a7040'),
  front: () => group(path('M96 84 110 60H132L120 84Z', '#f0d9b5'), opacity(0.7)),
  label: slot(66, 96, 80, 78),
  size: [106, 194, 84],
};
