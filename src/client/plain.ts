/**
 * Makes a page's value fit for structured cloning: proxies of reactive frameworks become plain objects and arrays.
 * Whether the value makes sense is the engine's question (engine/request.ts).
 */
import { RecommenderError } from '../contract/errors';

/** Deeper than any request; a cycle ends here. */
const MAX_DEPTH = 8;

/** A copy made of arrays, plain objects, typed arrays and primitives, pictures in it as they are, or `input/invalid`. */
export function plain<T>(value: T, field: string): T {
  return copy(value, field, 0) as T;
}

function copy(value: unknown, field: string, depth: number): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw invalid(field, typeof value, 'it cannot be sent to the worker; pass plain data');
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Float32Array) return value.slice();
  if (depth > MAX_DEPTH) throw invalid(field, 'too deep', 'pass plain, flat data');
  if (value instanceof Set) return copy([...(value as Set<unknown>)], field, depth);
  // Files and bitmaps cross as they are.
  if (Symbol.toStringTag in value) return value;
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => copy(entry, `${field}[${index}]`, depth + 1));
  }
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .map(([name, entry]) => [name, copy(entry, `${field}.${name}`, depth + 1)] as const);
  return Object.fromEntries(entries);
}

/** `input/invalid`, of a field that no engine has seen. */
export function invalid(field: string, value: string, reason: string): RecommenderError {
  return new RecommenderError('input/invalid', { field, value, reason });
}
