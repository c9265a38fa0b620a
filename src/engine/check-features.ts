/** Features of a new item, checked before they reach the fusion encoder. */
import type { ItemFeatures } from '../contract/recommend';
import { checkNames, invalid, isRecord } from './checks';

/** `widths`: what the bundle's fusion encoder expects. */
export function checkFeatures(
  features: unknown,
  widths: { readonly text: number; readonly image: number },
  field = 'features',
): ItemFeatures {
  if (!isRecord(features)) throw invalid(field, features, 'pass { text?, image? }');
  checkNames(features, field, 'text image');
  const checked: { text?: Float32Array; image?: Float32Array } = {};
  for (const modality of ['text', 'image'] as const) {
    const given = features[modality];
    if (given === undefined || given === null) continue;
    const place = `${field}.${modality}`;
    const width = widths[modality];
    if (!(given instanceof Float32Array) || given.length !== width) {
      throw invalid(place, given, `pass a Float32Array of ${width} whitened values`);
    }
    const wrong = given.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw invalid(`${place}[${wrong}]`, given[wrong], 'pass finite numbers');
    checked[modality] = given;
  }
  if (checked.text === undefined && checked.image === undefined) {
    throw invalid(field, features, 'pass text, image or both');
  }
  return checked;
}
