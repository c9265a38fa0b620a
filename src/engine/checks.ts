/** Checks of single values that come from a page, and how such a value is shown in an error. */
import { RecommenderError } from '../contract/errors';

/** A value as an error shows it: short, on one line, whatever it is. */
export function show(value: unknown): string {
  let text: string = value === undefined ? 'undefined' : `a value of type ${typeof value}`;
  if (typeof value === 'string') text = value;
  else if (Array.isArray(value)) text = `a list of ${value.length}`;
  else if (value === null || typeof value === 'number' || typeof value === 'boolean')
    text = String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

export function invalid(field: string, value: unknown, reason: string): RecommenderError {
  return new RecommenderError('input/invalid', { field, value: show(value), reason });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((name) => name === value);
}

/** A list of strings; absent is empty. */
export function idList(value: unknown, field: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(field, value, 'pass a list of strings');
  const wrong = value.findIndex((entry) => typeof entry !== 'string');
  if (wrong >= 0) throw invalid(`${field}[${wrong}]`, value[wrong], 'it must be a string');
  return value as string[];
}

/** A finite number within bounds. */
export function numberIn(
  value: unknown,
  field: string,
  minimum = -Infinity,
  maximum = Infinity,
  whole = false,
): number {
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= minimum &&
    value <= maximum &&
    (!whole || Number.isInteger(value));
  if (fits) return value;
  const from = minimum === -Infinity ? '' : ` from ${minimum}`;
  throw invalid(field, value, `pass a ${whole ? 'whole' : 'finite'} number${from}`);
}
