/** The nearest whole number, a tie to the even one: numpy's `rint` and Python's `round`. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  // Math.round takes a tie upwards: one too high where that is odd.
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
