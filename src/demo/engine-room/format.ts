/** Numbers as the engine room writes them: short, with their unit. English only, as the whole demo. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

export function count(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}

/** Decimal units, as browsers' network panels have them. */
export function bytes(value: number): string {
  if (value < 1000) return `${whole.format(value)} B`;
  // 999,950 would round to "1,000.0 kB".
  if (value < 999_950) return `${tenths.format(value / 1000)} kB`;
  return `${tenths.format(value / 1e6)} MB`;
}

export function milliseconds(value: number): string {
  // Browsers round their clocks: what is shorter than a tick is not nothing.
  if (value < 0.05) return '< 0.1 ms';
  return `${value < 9.95 ? tenths.format(value) : whole.format(value)} ms`;
}

/** A probability in percent, two digits that mean something; what is very small is said to be so. */
export function percent(probability: number): string {
  const value = probability * 100;
  if (value === 0) return '0 %';
  if (value < 0.01) return '< 0.01 %';
  if (value < 9.95) return `${String(Number(value.toPrecision(2)))} %`;
  return `${whole.format(value)} %`;
}

/** Hyphens are no minus signs. */
export function logProbability(value: number): string {
  return value.toFixed(2).replace('-', '\u2212');
}
