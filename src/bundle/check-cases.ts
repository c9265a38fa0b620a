/**
 * selftest.json and golden.json: made-up histories and what every executor must make of them.
 * Parsing only; comparing is the engine's self-test and the tests' business.
 */
import type { Manifest } from '../contract/bundle';
import { NOVELTIES, type Novelty } from '../contract/kinds';
import type { IndexedVisit } from '../core/visit';
import { JsonValue } from './json-value';

export interface CheckCase {
  readonly kind: 'next' | 'complements';
  readonly novelty: Novelty;
  readonly visits: readonly IndexedVisit[];
  readonly basket: readonly number[];
  readonly now?: number;
  readonly count: number;
  /** (V) log-probabilities of the first level. */
  readonly level_1: readonly number[];
  /** The first values of the state. */
  readonly state_head: readonly number[];
  /** Expected list, best first. */
  readonly items: readonly number[];
  readonly scores: readonly number[];
  /** Survivors of the beam at the last level, best first; golden cases only. */
  readonly beams?: readonly { readonly item: number; readonly log_prob: number }[];
}

export interface CheckFile {
  readonly tolerance: number;
  readonly cases: readonly CheckCase[];
  /** What fusion.onnx makes of rows of features.bin; golden file only. */
  readonly features?: readonly {
    readonly item: number;
    readonly raw_codes: readonly number[];
    readonly codes: readonly number[];
  }[];
}

export function parseCheckFile(bytes: Uint8Array, file: string, manifest: Manifest): CheckFile {
  const json = JsonValue.parse(bytes, file).keys(['tolerance', 'cases'], [], true);
  json.at('tolerance').positive();
  const indices = (list: JsonValue): void => {
    for (const item of list.array()) item.integer(0, manifest.items - 1);
  };
  for (const entry of json.at('cases').array()) {
    entry.at('kind').oneOf(['next', 'complements']);
    entry.at('novelty').oneOf(NOVELTIES);
    for (const visit of entry.at('visits').array()) {
      if (visit.at('at').value !== undefined) visit.at('at').number();
      indices(visit.at('items'));
    }
    indices(entry.at('basket'));
    if (entry.at('now').value !== undefined) entry.at('now').number();
    entry.at('count').integer(1);
    for (const name of ['level_1', 'state_head', 'scores']) {
      for (const value of entry.at(name).array()) value.number();
    }
    indices(entry.at('items'));
    const beams = entry.at('beams');
    if (beams.value === undefined) continue;
    for (const beam of beams.array()) {
      beam.at('item').integer(0, manifest.items - 1);
      beam.at('log_prob').number();
    }
  }
  const features = json.at('features');
  if (features.value !== undefined) {
    for (const feature of features.array()) {
      feature.at('item').integer(0, manifest.items - 1);
      for (const name of ['raw_codes', 'codes']) {
        for (const code of feature.at(name).array()) code.integer(0, 255);
      }
    }
  }
  return json.value as CheckFile;
}
