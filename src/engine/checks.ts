/** Checks of single values that come from a page, and how such a value is shown in an error. */
import { RecommenderError } from '../contract/errors';

/** A value as an error shows it: short, on one line, whatever it is. */
export function show(value: unknown): string {
  let text = Object(value) === value ? `a value of type ${typeof value}` : String(value);
  if (Array.isArray(value)) text = `a list of ${value.length}`;
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** The same with text in quotes, for where an error has none of its own. */
export function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(show(value)) : show(value);
}

export function invalid(field: string, value: unknown, reason: string): RecommenderError {
  return new RecommenderError('input/invalid', { field, value: quoted(value), reason });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function oneOf<T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((name) => name === value);
}

/** An object that says nothing but what is known, by `names` with blanks between them; `field` is its own name. */
export function checkNames(
  value: Readonly<Record<string, unknown>>,
  field: string,
  names: string,
): void {
  const known = names.split(' ');
  for (const [name, entry] of Object.entries(value)) {
    if (entry !== undefined && !known.includes(name))
      throw invalid(`${field}.${name}`, entry, `use one of ${known.join(', ')}`);
  }
}

/** A list of strings; absent is empty. */
export function idList(value: unknown, field: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(field, value, 'pass a list of strings');
  const wrong = value.findIndex((entry) => typeof entry !== 'string');
  if (wrong >= 0) throw invalid(`${field}[${wrong}]`, value[wrong], 'it must be a string');
  return value as string[];
}

/** A finite number, not below the minimum. */
export function numberIn(
  value: unknown,
  field: string,
  minimum = -Infinity,
  whole = false,
): number {
  const fits = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (fits && (value as number) >= minimum) return value as number;
  const from = minimum === -Infinity ? '' : ` from ${minimum}`;
  throw invalid(field, value, `pass a ${whole ? 'whole' : 'finite'} number${from}`);
}
