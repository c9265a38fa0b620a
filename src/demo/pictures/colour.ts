/**
 * Arithmetic on `#rrggbb` colours. Not a colour-space library: mixing in sRGB is what the flat
 * style of the pictures needs, and strings in and out keep the drawing code free of objects.
 */

const HEX = /^#[0-9a-f]{6}$/i;

/** Catalogue colours come from a hand-made table: anything but `#rrggbb` is treated as absent. */
export function isColour(value: string | undefined): value is string {
  return value !== undefined && HEX.test(value);
}

export function mix(from: string, to: string, amount: number): string {
  const a = Number.parseInt(from.slice(1), 16);
  const b = Number.parseInt(to.slice(1), 16);
  const channel = (shift: number): number => {
    const x = (a >> shift) & 255;
    return Math.round(x + (((b >> shift) & 255) - x) * amount) << shift;
  };
  return '#' + (0x1000000 | channel(16) | channel(8) | channel(0)).toString(16).slice(1);
}

export function darken(colour: string, amount: number): string {
  return mix(colour, '#14100c', amount);
}

export function lighten(colour: string, amount: number): string {
  return mix(colour, '#ffffff', amount);
}

/** Perceived brightness, 0 to 255. */
export function brightness(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  return 0.299 * (value >> 16) + 0.587 * ((value >> 8) & 255) + 0.114 * (value & 255);
}
