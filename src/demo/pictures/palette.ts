/**
 * Who made it, as colours: every maker gets a pair of colours, a pattern, a glyph and a shape of
 * label by its sales rank, and the shop's own label has one calm look. Not a hash of names: hashed
 * pairs collide among the makers one sees most, ranks do not.
 */
import { brightness, darken, lighten } from './colour';

export interface Look {
  readonly main: string;
  readonly accent: string;
  readonly deep: string;
  readonly pale: string;
  readonly accentDeep: string;
  readonly accentPale: string;
  /** Caps, lids and ties: the accent, unless it would vanish on a pale tile. */
  readonly trim: string;
  readonly trimDeep: string;
  readonly trimPale: string;
  /** The maker's glyph: its colour and the disc below it. */
  readonly glyphInk: string;
  readonly glyphDisc: string;
  readonly pattern: number;
  readonly glyph: number;
  readonly label: number;
  readonly own: boolean;
}

/** Main and accent. Forty, so that the forty biggest makers never share a pair. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['#d7263d', '#ffd23f'],
  ['#1b4d89', '#f5b700'],
  ['#0b7a75', '#f4e9c9'],
  ['#f46036', '#2e294e'],
  ['#3a7d34', '#f9dc5c'],
  ['#7a3b9f', '#f7c1d9'],
  ['#0077b6', '#caf0f8'],
  ['#ffb400', '#7a1f1f'],
  ['#2e294e', '#ff6b6b'],
  ['#c81d6b', '#ffdbe4'],
  ['#7b2d26', '#f0c987'],
  ['#4361ee', '#ffd6a5'],
  ['#e4572e', '#f3e3c4'],
  ['#17617a', '#7bdff2'],
  ['#5b8e2d', '#fff3b0'],
  ['#ee6c9b', '#463f8f'],
  ['#264653', '#e9c46a'],
  ['#9b2226', '#e9d8a6'],
  ['#00a0a8', '#ffe45e'],
  ['#5f0f40', '#fb8b24'],
  ['#1f2d5c', '#9ad1ff'],
  ['#b5651d', '#ffe8c2'],
  ['#6a994e', '#bc4749'],
  ['#ef476f', '#073b4c'],
  ['#f7d002', '#1d6a3a'],
  ['#3d348b', '#f7b801'],
  ['#00897b', '#ffab91'],
  ['#d62839', '#ffffff'],
  ['#8ecae6', '#023047'],
  ['#4a2c17', '#e8a33d'],
  ['#ff8fab', '#a4133c'],
  ['#14213d', '#fca311'],
  ['#7cb518', '#3c1642'],
  ['#0353a4', '#ff5c5c'],
  ['#b298dc', '#3a2a66'],
  ['#e85d04', '#ffe8a8'],
  ['#1a936f', '#88d498'],
  ['#f4a6a0', '#2b5d8a'],
  ['#38343c', '#d4a23a'],
  ['#f2cc8f', '#b3402a'],
];

const PATTERN_COUNT = 8;
const GLYPH_COUNT = 10;
const LABEL_COUNT = 4;

/** Sage and cream: no pair comes near it, and both its tones are visible on every tile. */
const HOUSE: Look = {
  main: '#6d9a84',
  accent: '#f8f3e6',
  deep: '#3d6b57',
  pale: '#9dbfad',
  accentDeep: '#dcd3bc',
  accentPale: '#fffdf6',
  trim: '#3d6b57',
  trimDeep: '#2a4e3f',
  trimPale: '#6d9a84',
  glyphInk: '#fffdf6',
  glyphDisc: '#3d6b57',
  pattern: -1,
  glyph: 2,
  label: -1,
  own: true,
};

function lookOf(rank: number): Look {
  const index = rank % PAIRS.length;
  const round = Math.floor(rank / PAIRS.length);
  const [main, accent] = PAIRS[index];
  // Pattern and glyph both advance with the round, so (pair, pattern, glyph) first repeats after
  // 80 rounds, 3,200 makers: the extra step of the glyph breaks the common factor of 8 and 10.
  const pattern = (index * 3 + round) % PATTERN_COUNT;
  const glyph = (index * 7 + round + Math.floor(round / 40)) % GLYPH_COUNT;
  const faint = brightness(accent) > 222;
  const trim = faint ? darken(main, brightness(main) > 120 ? 0.25 : 0.4) : accent;
  const accentOnDisc = brightness(accent) > brightness(main);
  return {
    main,
    accent,
    deep: darken(main, 0.32),
    pale: lighten(main, 0.22),
    accentDeep: darken(accent, 0.18),
    accentPale: lighten(accent, 0.4),
    trim,
    trimDeep: darken(trim, 0.25),
    trimPale: lighten(trim, 0.28),
    glyphInk: accentOnDisc ? accent : lighten(main, 0.55),
    glyphDisc: accentOnDisc ? main : accent,
    pattern,
    glyph,
    label: (index + (index >> 2) + round) % LABEL_COUNT,
    own: false,
  };
}

const looks = new Map<number, Look>();

/** The same look every time; a rank that is no natural number falls back to the first maker's. */
export function lookOfMaker(rank: number, ownLabel: boolean): Look {
  if (ownLabel) return HOUSE;
  const key = Number.isSafeInteger(rank) && rank >= 0 ? rank : 0;
  let look = looks.get(key);
  if (look === undefined) {
    look = lookOf(key);
    looks.set(key, look);
  }
  return look;
}
