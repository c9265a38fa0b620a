/**
 * Soft packages of film, foil and paper: bags, pouches, sacks, wrapped rolls and bars.
 */
import { darken, lighten, mix } from '../colour';
import { ellipse, group, line, opacity, path, rect, repeat } from '../marks';
import { crimp, slot, type Silhouette } from './silhouette';

export const bag: Silhouette = {
  shadow: [120, 62],
  body: `M58 40${crimp(16, 124, 5)}L179 58Q190 124 179 194L182 206${'l-3.875 5-3.875-5'.repeat(16)}L61 194Q50 124 61 58Z`,
  inside: () =>
    line('M58 56H182', '#fff', 2.5, opacity(0.5)) +
    line('M58 49H182M58 197H182M58 202H182', '#000', 1.2, opacity(0.13)) +
    path('M74 66Q60 124 74 188 66 190 60 190 50 124 62 62Z', '#fff', opacity(0.2)) +
    path('M166 62Q180 124 166 194L186 200V60Z', '#000', opacity(0.1)) +
    line('M84 62 90 74M152 62 146 76M92 190 98 180M150 190 144 178', '#000', 2, opacity(0.1)),
  label: slot(72, 70, 96, 96),
  badge: [78, 76],
  size: [120, 181, 90],
};

export const coffeeBag: Silhouette = {
  shadow: [120, 54],
  body: 'M68 82 78 56V36H162V56L172 82V202Q172 210 164 210H76Q68 210 68 202Z',
  light: 'flat',
  inside: ({ look }) =>
    rect(60, 34, 120, 9, 0, look.trim) +
    line('M78 56H162', '#14100c', 1.5, opacity(0.3)) +
    path('M78 56 68 82V214H78L88 96Z', '#fff', opacity(0.16)) +
    path('M162 56 172 82V214H162L152 96Z', '#000', opacity(0.18)) +
    line('M78 56 88 96V210M162 56 152 96V210', '#14100c', 1, opacity(0.16)),
  front: ({ look }) =>
    rect(74, 38, 92, 7, 2, look.trimDeep) +
    rect(70, 38, 8, 7, 1, look.trim) +
    rect(162, 38, 8, 7, 1, look.trim),
  label: slot(78, 84, 84, 88),
  badge: [86, 78],
  size: [120, 191, 78],
};

export const pouch: Silhouette = {
  shadow: [120, 62],
  body: 'M62 36Q62 34 64 34H176Q178 34 178 36L174 60Q174 110 184 190 186 210 168 210H72Q54 210 56 190 66 110 66 60Z',
  inside: () =>
    rect(50, 34, 140, 11, 0, '#fff', opacity(0.28)) +
    line('M64 53H176', '#fff', 1.8, opacity(0.6)) +
    line('M64 57H176', '#000', 1.8, opacity(0.16)) +
    path('M52 196Q120 168 188 196V214H52Z', '#000', opacity(0.14)) +
    line('M56 193Q120 168 184 193', '#fff', 1.6, opacity(0.4)) +
    path('M72 62Q72 120 64 188L60 190Q68 120 68 62Z', '#fff', opacity(0.4)),
  front: () => path('M62 42 67 45.5 63 49Z', '#14100c', opacity(0.25)),
  label: slot(77, 66, 86, 92),
  badge: [82, 72],
  size: [120, 172, 80],
};

export const sachet: Silhouette = {
  shadow: [120, 52],
  body: `M66 58${crimp(13, 108, 4)}V204${'l-4.154 5-4.154-5'.repeat(13)}Z`,
  light: 'flat',
  inside: () =>
    rect(60, 56, 120, 14, 0, '#fff', opacity(0.2)) +
    rect(60, 194, 120, 14, 0, '#fff', opacity(0.2)) +
    line('M66 71H174M66 193H174', '#000', 1.4, opacity(0.2)) +
    repeat(18, (i) => rect(68 + i * 6, 57, 1, 13, 0, '#000', opacity(0.08))) +
    path('M74 72 98 72 78 192H74Z', '#fff', opacity(0.18)),
  label: slot(77, 80, 86, 84),
  badge: [82, 84],
  size: [120, 179, 84],
};

export const loafBag: Silhouette = {
  shadow: [112, 92],
  body: 'M26 128Q18 124 18 106 20 80 52 78H158Q188 80 190 108 190 122 184 128V198Q176 210 164 210H44Q32 210 26 198Z',
  back: ({ look }) =>
    path(
      'M180 124 214 92Q222 90 224 98L214 126Q212 134 214 142L224 168Q222 178 214 174L182 154Z',
      mix(look.main, look.accent, 0.35),
    ) +
    line('M192 126 216 100M194 138H212M192 150 216 166', '#fff', 2, opacity(0.35)) +
    rect(186, 124, 14, 30, 4, look.trimDeep) +
    rect(186, 124, 5, 30, 2.5, look.trim),
  inside: () =>
    line('M32 104Q34 88 54 87H110', '#fff', 6, opacity(0.42)) +
    path('M18 128Q104 140 192 128V134Q104 146 18 134Z', '#000', opacity(0.07)) +
    line('M176 100 186 120M178 192 188 160', '#000', 2, opacity(0.12)),
  label: slot(54, 92, 104, 84),
  badge: [46, 100],
  size: [106, 193, 84],
};

export const sack: Silhouette = {
  shadow: [120, 70],
  body: 'M50 30Q120 24 190 30L186 46Q194 120 188 200Q186 211 174 211H66Q54 211 52 200 46 120 54 46Z',
  light: 'flat',
  inside: ({ look }) =>
    path('M44 28H196V46H44Z', '#f3ead8') +
    line('M52 37H188', look.deep, 2.2, 'stroke-dasharray="5 4"') +
    path('M50 46H66Q58 120 70 214H48Z', '#fff', opacity(0.15)) +
    path('M190 46H172Q184 120 170 214H192Z', '#000', opacity(0.16)) +
    line('M66 50Q60 120 70 206M174 50Q182 120 170 206', '#14100c', 1.2, opacity(0.2)) +
    line('M80 56 90 68M160 56 152 70M84 200 92 190', '#000', 2, opacity(0.1)),
  label: slot(72, 62, 96, 104),
  badge: [80, 62],
  size: [120, 187, 90],
};

export const bar: Silhouette = {
  shadow: [120, 76],
  body: 'M24 92l-6 6.5 6 6.5-6 6.5 6 6.5-6 6.5 6 6.5-6 6.5 6 6.5-6 6.5 6 6.500H216l6-6.5-6-6.5 6-6.5-6-6.5 6-6.5-6-6.5 6-6.5-6-6.5 6-6.5-6-6.500Z',
  light: 'flat',
  turn: -14,
  inside: () =>
    path('M14 90H40V160H14ZM200 90H226V160H200Z', '#fff', opacity(0.14)) +
    line('M41 92V158M199 92V158', '#000', 1.6, opacity(0.2)) +
    repeat(
      4,
      (i) =>
        rect(25 + i * 4, 92, 1.2, 66, 0, '#000', opacity(0.1)) +
        rect(203 + i * 4, 92, 1.2, 66, 0, '#000', opacity(0.1)),
    ) +
    line('M48 98H192', '#fff', 4, opacity(0.35)),
  label: slot(58, 95, 62, 60),
  ownBand: slot(52, 90, 136, 70),
  badge: [54, 98],
  size: [158, 126, 66],
};

/** Rolls of tissue in clear film, with the maker's wrap across. */
export const rolls: Silhouette = {
  shadow: [120, 96],
  body: 'M22 62Q22 52 32 52H208Q218 52 218 62V200Q218 210 208 210H32Q22 210 22 200Z',
  light: 'flat',
  material: () => '#dfe5ea',
  inside: ({ look }) =>
    repeat(6, (i) => {
      const x = 28 + (i % 3) * 62;
      const y = 58 + (i < 3 ? 0 : 76);
      return (
        rect(x, y + 8, 60, 66, 8, '#ffffff') +
        rect(x + 46, y + 8, 14, 66, 8, '#d3dae1', opacity(0.6)) +
        ellipse(x + 30, y + 12, 30, 11, '#f0f3f6') +
        ellipse(x + 30, y + 12, 30, 11, 'none', 'stroke="#d3dae1" stroke-width="1.2"') +
        ellipse(x + 30, y + 12, 9, 3.6, '#b49a7a')
      );
    }) +
    rect(0, 94, 240, 78, 0, look.main) +
    (look.own
      ? rect(0, 102, 240, 62, 0, look.accent)
      : rect(0, 94, 240, 6, 0, look.accent) + rect(0, 166, 240, 6, 0, look.accent)) +
    path('M22 60 70 52 40 210H22Z', '#fff', opacity(0.25)),
  label: slot(84, 96, 72, 74),
  badge: [52, 133],
  size: [120, 191, 84],
};

/** Loose produce in a mesh bag under a paper head. */
export const net: Silhouette = {
  shadow: [120, 72],
  back: ({ look, icon }) =>
    path(
      'M96 62Q120 72 144 62L196 128Q210 160 196 190 186 211 156 211H84Q54 211 44 190 30 160 44 128Z',
      darken(look.main, 0.35),
      opacity(0.28),
    ) +
    icon(56, 94, 58) +
    icon(124, 92, 60) +
    icon(90, 78, 58) +
    icon(46, 140, 64) +
    icon(128, 142, 64) +
    icon(86, 136, 70),
  front: ({ look }) =>
    group(
      repeat(
        9,
        (i) =>
          `<path d="M${104 + i * 4} 66Q${20 + i * 25} 140 ${72 + i * 12} 211M${136 - i * 4} 66Q${220 - i * 25} 140 ${168 - i * 12} 211"/>`,
      ),
      `fill="none" stroke="${look.own ? look.deep : look.main}" stroke-width="1.5" opacity=".6"`,
    ) +
    path(
      'M96 62Q120 72 144 62L196 128Q210 160 196 190 186 211 156 211H84Q54 211 44 190 30 160 44 128Z',
      'none',
      `stroke="${look.deep}" stroke-width="2" opacity=".5"`,
    ) +
    path('M84 26H156L150 70H90Z', look.main) +
    path('M84 26H156L155 34H85Z', look.own ? look.deep : look.accent) +
    path('M84 26H104L102 70H90Z', '#fff', opacity(0.18)) +
    rect(90, 66, 60, 8, 3, look.trimDeep),
  sticker: slot(84, 162, 72, 42),
};

/** Deli goods folded into paper, closed with the maker's tape. */
export const wrap: Silhouette = {
  shadow: [122, 96],
  body: 'M26 118Q24 102 40 98L190 80Q208 80 212 98L220 186Q220 204 202 206L50 211Q32 211 30 196Z',
  light: 'flat',
  material: ({ look }) => (look.own ? '#e6d5b2' : '#dcb98a'),
  inside: ({ look }) => {
    const paper = look.own ? '#e6d5b2' : '#dcb98a';
    return (
      path('M20 92 120 86 112 148 24 196Z', lighten(paper, 0.22)) +
      path('M226 76 116 86 108 148 226 186Z', lighten(paper, 0.38)) +
      path('M24 190 112 144 226 186V216H24Z', darken(paper, 0.07)) +
      line('M26 189 112 144 220 184M120 86 112 144', '#5f4320', 1.4, opacity(0.3)) +
      path('M0 178H240V206H0Z', look.main) +
      path('M0 178H240V182H0ZM0 202H240V206H0Z', look.accent, opacity(0.85))
    );
  },
  label: slot(74, 88, 92, 84),
  badge: [80, 94],
  size: [122, 192, 90],
};
