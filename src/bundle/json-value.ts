/**
 * A JSON value with the path it lies at, and the checks a strict parser needs. Every failure says file, path and value.
 * The vocabulary is that of contract/bundle.schema.json; there is no schema library in the page.
 */
import { RecommenderError } from '../contract/errors';

type Ranges = Readonly<Record<string, readonly [number, number?]>>;

export class JsonValue {
  readonly value: unknown;
  readonly path: string;
  readonly file: string;

  constructor(value: unknown, path: string, file: string) {
    this.value = value;
    this.path = path;
    this.file = file;
  }

  /** Parses UTF-8 JSON text. */
  static parse(bytes: Uint8Array, file: string): JsonValue {
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RecommenderError('bundle/malformed', { file, reason: `not JSON (${reason})` });
    }
    return new JsonValue(value, '$', file);
  }

  fail(expected: string): RecommenderError {
    const found = JSON.stringify(this.value) as string | undefined;
    const shown = found === undefined ? 'nothing' : shorten(found);
    const reason = `${this.path} is ${shown}, expected ${expected}`;
    return new RecommenderError('bundle/malformed', { file: this.file, reason });
  }

  /** The value at a key of an object; `value` is undefined where it is missing. */
  at(key: string): JsonValue {
    const object = this.record();
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    return new JsonValue(value, `${this.path}.${key}`, this.file);
  }

  /** An object with these keys and, unless `open`, no others. */
  keys(required: readonly string[], optional: readonly string[] = [], open = false): this {
    const object = this.record();
    for (const key of required) {
      if (!Object.hasOwn(object, key)) throw this.at(key).fail('a value');
    }
    if (open) return this;
    for (const key of Object.keys(object)) {
      if (!required.includes(key) && !optional.includes(key)) {
        throw this.at(key).fail('no such field');
      }
    }
    return this;
  }

  /** Every entry of an object. */
  entries(): [string, JsonValue][] {
    return Object.keys(this.record()).map((key) => [key, this.at(key)]);
  }

  /** Every element of an array of at least `minimum`; `maximum` is the same, or there is none. */
  array(minimum = 0, maximum = Infinity): JsonValue[] {
    const { value } = this;
    if (!Array.isArray(value)) throw this.fail('an array');
    if (value.length < minimum || value.length > maximum) {
      throw this.fail(`${minimum}${maximum === Infinity ? ' or more' : ''} elements`);
    }
    return value.map((element, i) => new JsonValue(element, `${this.path}[${i}]`, this.file));
  }

  integer(minimum: number, maximum = Infinity): number {
    const { value } = this;
    if (
      typeof value !== 'number' ||
      !Number.isInteger(value) ||
      value < minimum ||
      value > maximum
    ) {
      const upTo = maximum === Infinity ? 'up' : `to ${maximum}`;
      throw this.fail(`a whole number from ${minimum} ${upTo}`);
    }
    return value;
  }

  /** An object of whole numbers, each from … to, and of other keys. */
  integers(ranges: Ranges, others: readonly string[] = [], optional: Ranges = {}): this {
    this.keys([...Object.keys(ranges), ...others], Object.keys(optional));
    for (const [key, range] of Object.entries({ ...ranges, ...optional })) {
      const entry = this.at(key);
      if (entry.value !== undefined) entry.integer(...range);
    }
    return this;
  }

  number(minimum = -Infinity): number {
    const { value } = this;
    if (!isFinite(value) || value < minimum) {
      throw this.fail(minimum === -Infinity ? 'a number' : `a number of at least ${minimum}`);
    }
    return value;
  }

  /** A number above 0, and at most `maximum`. */
  positive(maximum = Infinity): number {
    const { value } = this;
    if (!isFinite(value) || value <= 0 || value > maximum) {
      throw this.fail(maximum === Infinity ? 'a number above 0' : `a number in (0, ${maximum}]`);
    }
    return value;
  }

  text(pattern?: RegExp): string {
    const { value } = this;
    if (typeof value !== 'string') throw this.fail('a string');
    if (pattern !== undefined && !pattern.test(value)) {
      throw this.fail(`text that matches ${pattern.source}`);
    }
    return value;
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    const found = allowed.find((name) => name === this.value);
    if (found === undefined) throw this.fail(`one of ${allowed.join(', ')}`);
    return found;
  }

  private record(): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.fail('an object');
    }
    return value as Record<string, unknown>;
  }
}

/** JSON has no infinities, but `1e999` parses to one. */
function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
