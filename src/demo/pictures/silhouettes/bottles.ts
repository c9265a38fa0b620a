/**
 * Bottles, jugs, jars and dispensers: everything one pours, squeezes or sprays. Those with a
 * content colour show it and wear the maker's print as a band.
 */
import { darken, lighten } from '../colour';
import { circle, ellipse, line, opacity, path, rect, repeat } from '../marks';
import { slot, type Brush, type Silhouette } from './silhouette';

/** The air above what fills a see-through bottle, down to `level`. */
function headroom(level: number, tone = '#eef3f4'): string {
  return (
    rect(0, 0, 240, level, 0, tone, opacity(0.72)) +
    ellipse(120, level, 60, 2.4, '#fff', opacity(0.35))
  );
}

function content({ content: colour }: Brush): string | undefined {
  return colour;
}

function ribs(x: number, y: number, width: number, height: number, colour: string): string {
  const count = Math.floor(width / 6);
  const step = width / count;
  return repeat(count, (i) =>
    rect(x + step * i + step * 0.35, y, 1.5, height, 0.7, colour, opacity(0.45)),
  );
}

export const jug: Silhouette = {
  shadow: [120, 58],
  body: 'M74 210Q63 210 63 199V118Q63 88 97 73V52H137V73Q177 88 177 118V199Q177 210 166 210ZM151 92Q142 94 142 102V118Q142 126 150 126H160Q166 125 166 117 165 98 151 92Z',
  holes: true,
  material: content,
  band: slot(0, 134, 240, 66),
  back: ({ look }) =>
    rect(94, 34, 46, 20, 5, look.trim) +
    rect(94, 34, 46, 7, 3.5, look.trimPale) +
    ribs(96, 43, 42, 9, look.trimDeep) +
    rect(97, 52, 40, 4, 1, look.trimDeep),
  inside: ({ content: colour }) =>
    colour === undefined
      ? ''
      : headroom(74) + line('M72 128Q120 134 168 128', darken(colour, 0.3), 1, opacity(0.25)),
  front: () =>
    line(
      'M151 92Q142 94 142 102V118Q142 126 150 126H160Q166 125 166 117 165 98 151 92Z',
      '#2a2018',
      1.2,
      opacity(0.25),
    ),
  label: slot(71, 138, 58, 58),
  badge: [148, 150],
  size: [151, 180, 46],
};

export const sodaBottle: Silhouette = {
  shadow: [120, 40],
  body: 'M94 210Q83 210 83 198 83 190 87 186 83 182 83 177V108Q83 82 106 66V44H134V66Q157 82 157 108V177Q157 182 153 186 157 190 157 198 157 210 146 210Z',
  material: ({ content: colour }) => colour ?? '#cfe6f2',
  band: slot(0, 104, 240, 68),
  back: ({ look }) =>
    rect(103, 24, 34, 18, 4, look.trim) +
    rect(103, 24, 34, 6, 3, look.trimPale) +
    ribs(104, 31, 32, 10, look.trimDeep) +
    rect(104, 42, 32, 4, 1, look.trimDeep),
  inside: () =>
    headroom(62) +
    line('M84 186H156', '#fff', 2, opacity(0.3)) +
    path('M92 70Q89 88 90 102H96Q95 84 103 72Z', '#fff', opacity(0.35)) +
    line('M100 210Q104 196 102 190M120 210V190M140 210Q136 196 138 190', '#000', 2, opacity(0.12)),
  label: slot(90, 107, 60, 62),
  badge: [93, 110],
  size: [120, 189, 62],
};

export const bottle: Silhouette = {
  shadow: [120, 42],
  body: 'M92 210Q81 210 81 198V128Q81 110 96 98 107 88 107 74V42H133V74Q133 88 144 98 159 110 159 128V198Q159 210 148 210Z',
  material: ({ look, content: colour }) => colour ?? look.main,
  band: slot(0, 118, 240, 74),
  back: ({ look }) =>
    rect(104, 22, 32, 22, 4, look.trim) +
    rect(104, 22, 32, 7, 3.5, look.trimPale) +
    ribs(105, 30, 30, 11, look.trimDeep),
  inside: ({ look }) =>
    rect(100, 52, 40, 20, 0, look.accent, opacity(0.92)) +
    rect(100, 74, 40, 2.5, 0, look.accent, opacity(0.7)) +
    path(
      'M96 104Q88 112 88 126V200',
      'none',
      'stroke="#fff" stroke-width="4" stroke-linecap="round" opacity=".3"',
    ),
  label: slot(87, 120, 66, 62),
  badge: [90, 122],
  size: [120, 194, 66],
};

export const jar: Silhouette = {
  shadow: [120, 54],
  body: 'M68 92Q68 76 84 76H156Q172 76 172 92V194Q172 210 156 210H84Q68 210 68 194Z',
  material: ({ content: colour }) => colour ?? '#d9e4e4',
  band: slot(0, 98, 240, 86),
  back: ({ look }) =>
    rect(76, 44, 88, 34, 6, look.trim) +
    rect(76, 44, 88, 9, 4.5, look.trimPale) +
    ribs(80, 56, 80, 18, look.trimDeep) +
    rect(78, 74, 84, 4, 1, look.trimDeep),
  inside: () =>
    rect(60, 70, 120, 14, 0, '#f4f8f8', opacity(0.6)) + line('M75 92V200', '#fff', 4, opacity(0.4)),
  label: slot(79, 102, 82, 78),
  size: [120, 196, 76],
};

export const pump: Silhouette = {
  shadow: [120, 46],
  body: 'M76 122Q76 96 100 96H140Q164 96 164 122V196Q164 210 150 210H90Q76 210 76 196Z',
  material: content,
  band: slot(0, 112, 240, 68),
  back: ({ look }) =>
    rect(108, 68, 24, 16, 3, look.trimDeep) +
    rect(115, 44, 10, 28, 0, look.trimPale) +
    path(
      'M80 40Q74 40 74 46V56Q74 58 76 58H82Q84 58 84 56V52H140Q146 52 146 46V38Q146 32 138 32H112Q106 32 104 36L100 40Z',
      look.trim,
    ) +
    path('M104 36Q106 32 112 32H138Q146 32 146 38V40H100Z', look.trimPale) +
    rect(98, 80, 44, 18, 4, look.trim) +
    ribs(99, 82, 42, 14, look.trimDeep),
  inside: ({ content: colour }) => (colour === undefined ? '' : headroom(104)),
  label: slot(84, 113, 72, 66),
  badge: [88, 116],
  size: [120, 195, 66],
};

export const sprayBottle: Silhouette = {
  shadow: [120, 46],
  body: 'M90 210Q76 210 76 196V142Q76 116 104 104V92H136V104Q164 116 164 142V196Q164 210 150 210Z',
  material: content,
  band: slot(0, 128, 240, 58),
  back: ({ look }) =>
    path('M104 60V86H136V60Z', look.trimDeep) +
    path(
      'M72 36Q72 30 78 30H128Q152 32 160 52 162 58 156 58H138V66H104V52H80Q72 52 72 46Z',
      look.trim,
    ) +
    path('M78 30H128Q144 31 153 42H72V36Q72 30 78 30Z', look.trimPale) +
    rect(62, 36, 12, 12, 2, look.trimDeep) +
    path('M104 62H96Q92 78 80 88 84 92 90 90 104 82 108 66Z', look.trimDeep) +
    rect(100, 84, 40, 12, 3, look.trim) +
    ribs(101, 85, 38, 10, look.trimDeep),
  inside: ({ content: colour }) => (colour === undefined ? '' : headroom(112)),
  label: slot(86, 124, 68, 64),
  badge: [89, 127],
  size: [120, 198, 66],
};

export const aerosol: Silhouette = {
  shadow: [120, 40],
  body: 'M84 96Q84 82 92 78H148Q156 82 156 96V206A36 6 0 0 1 84 206Z',
  back: ({ look }) =>
    path('M92 46Q92 34 104 34H136Q148 34 148 46V74H92Z', look.trim) +
    path('M92 46Q92 34 104 34H108Q100 36 100 48V74H92Z', '#fff', opacity(0.35)) +
    path('M148 46Q148 34 136 34H130Q138 36 138 48V74H148Z', '#000', opacity(0.14)) +
    path('M92 60H148V64H92Z', look.trimDeep, opacity(0.4)) +
    rect(88, 72, 64, 8, 3, '#c9d0d6') +
    rect(88, 72, 64, 3, 1.5, '#eff2f4'),
  front: () => path('M84 202A36 6 0 0 0 156 202V206A36 6 0 0 1 84 206Z', '#c9d0d6'),
  label: slot(89, 100, 62, 74),
  size: [120, 188, 62],
};

export const squeezeBottle: Silhouette = {
  shadow: [120, 42],
  // Stands on its cap, as bottles of ketchup and lotion do.
  body: 'M92 34H148Q160 34 162 50 166 100 156 150 152 172 142 182H98Q88 172 84 150 74 100 78 50 80 34 92 34Z',
  material: content,
  band: slot(0, 62, 240, 76),
  back: ({ look }) =>
    path('M94 180H146L150 202Q150 210 142 210H98Q90 210 90 202Z', look.trim) +
    path('M94 180H146L147 187H93Z', look.trimDeep) +
    ribs(93, 190, 54, 17, look.trimDeep) +
    rect(94, 190, 8, 18, 3, '#fff', opacity(0.3)),
  label: slot(86, 66, 68, 70),
  badge: [90, 66],
  size: [120, 154, 58],
};

export const pillBottle: Silhouette = {
  shadow: [120, 54],
  body: 'M70 108Q70 90 86 88H154Q170 90 170 108V198Q170 210 158 210H82Q70 210 70 198Z',
  material: ({ content: colour }) => colour ?? undefined,
  band: slot(0, 106, 240, 86),
  back: ({ look }) =>
    rect(94, 76, 52, 14, 0, lighten(look.main, 0.5)) +
    rect(78, 42, 84, 38, 7, look.trim) +
    rect(78, 42, 84, 11, 5.5, look.trimPale) +
    ribs(82, 56, 76, 20, look.trimDeep),
  label: slot(80, 104, 80, 76),
  size: [120, 194, 76],
};

export const stick: Silhouette = {
  shadow: [120, 40],
  body: 'M84 92H156V198Q156 210 144 210H96Q84 210 84 198Z',
  back: ({ look }) =>
    path('M88 58Q88 30 120 30T152 58V92H88Z', look.trim) +
    path('M88 58Q88 34 110 31 98 40 98 60V92H88Z', '#fff', opacity(0.35)) +
    path('M152 58Q152 36 136 32 143 42 143 60V92H152Z', '#000', opacity(0.12)) +
    rect(84, 88, 72, 6, 2, look.trimDeep),
  front: ({ look }) =>
    rect(96, 202, 48, 10, 3, look.trimDeep) + circle(120, 207, 2.2, look.trimPale),
  label: slot(89, 102, 62, 66),
  size: [120, 184, 62],
};

export const tube: Silhouette = {
  shadow: [120, 38],
  body: 'M70 48H170L150 178H90Z',
  back: ({ look }) =>
    rect(69, 32, 102, 18, 2, look.deep) +
    ribs(72, 33, 96, 16, '#fff') +
    path('M92 176H148L150 204Q150 210 144 210H96Q90 210 90 204Z', look.trim) +
    path('M92 176H148L148.5 184H91.5Z', look.trimDeep) +
    ribs(93, 187, 54, 20, look.trimDeep),
  label: slot(84, 60, 72, 74),
  badge: [86, 62],
  size: [120, 154, 56],
};
