/** Copies of JSON values with one thing changed: how tests break manifests and tables. */

/** `value` with `to` at `path` (keys, joined by slashes where a string); `undefined` removes what is there. */
export function changed(value: unknown, path: string | readonly string[], to: unknown): unknown {
  const [key, ...rest] = typeof path === 'string' ? path.split('/') : path;
  if ((key as string | undefined) === undefined) return to;
  const removes = rest.length === 0 && to === undefined;
  if (Array.isArray(value)) {
    const copy = value.slice() as unknown[];
    if (removes) copy.splice(Number(key), 1);
    else copy[Number(key)] = rest.length === 0 ? to : changed(copy[Number(key)], rest, to);
    return copy;
  }
  // Entries, so that a key like `__proto__` becomes a key and not a prototype.
  const entries = new Map<string, unknown>(Object.entries(value as object));
  if (removes) entries.delete(key);
  else entries.set(key, rest.length === 0 ? to : changed(entries.get(key), rest, to));
  return Object.fromEntries(entries);
}

/** Every path of a JSON value, as keys; the empty path is the value itself. */
export function paths(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value) as [string, unknown][];
  return [at, ...inner.flatMap(([key, element]) => paths(element, [...at, key]))];
}
