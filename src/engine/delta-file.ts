/**
 * The strict parser of a delta, whether delta.json or what a page kept: the language of contract/delta.schema.json. Whether
 * its ids and semantic IDs fit the bundle is seen where it is applied (changed-shop.ts).
 */
import type { Manifest } from '../contract/bundle';
import { DELTA_FORMAT, type ChangedItem, type PlacedColumns } from '../contract/delta';
import { RecommenderError } from '../contract/errors';
import { JsonValue } from '../bundle/json-value';
import { DELTA_FILE } from '../bundle/manifest';
import { checkCell } from './request';

const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes of delta.json → its items. `bundle/malformed` with the path, `bundle/integrity` where it is another bundle's. */
export function parseDelta(bytes: Uint8Array, manifest: Manifest): readonly ChangedItem[] {
  const { value } = JsonValue.parse(bytes, DELTA_FILE);
  const items = parseItems(value, DELTA_FILE);
  const strange = items.find(({ added }) => added !== undefined && !fits(added, manifest));
  if (strange === undefined) return items;
  const reason = `"${strange.id}" was placed in another bundle`;
  throw new RecommenderError('bundle/integrity', { file: DELTA_FILE, reason });
}

/** Whether an item was placed among the items of this very bundle. */
export function fits(added: PlacedColumns, manifest: Manifest): boolean {
  const { levels, codebook_size: codebookSize } = manifest.semantic_ids;
  const { basis, codes, kin } = added;
  return (
    basis === basisOf(manifest) &&
    codes.length === levels &&
    codes.every((code) => code < codebookSize) &&
    kin.items.every((item) => item < manifest.items) &&
    hasWidths(added, manifest)
  );
}

/** Whether what an item has of features is as wide as the bundle's. */
export function hasWidths({ text, image }: PlacedColumns, { fusion }: Manifest): boolean {
  return isWide(text, fusion.text) && isWide(image, fusion.image);
}

/** Whether base64 holds as many bytes; nothing is as good. */
function isWide(features: string | undefined, width: number): boolean {
  return features === undefined || features.length === 4 * Math.ceil(width / 3);
}

/** What places of items hang on, as a delta says it. */
export function basisOf({ files }: Manifest): string {
  return ['items.json', 'semantic_ids.bin', 'fusion.onnx']
    .map((name) => (Object.hasOwn(files, name) ? files[name].sha256.slice(0, 8) : '-'))
    .join(' ');
}

/** `file`: what an error calls it. */
export function parseItems(value: unknown, file: string): readonly ChangedItem[] {
  const json = new JsonValue(value, '$', file).keys(['format', 'items']);
  if (json.at('format').value !== DELTA_FORMAT) throw json.at('format').fail(`${DELTA_FORMAT}`);
  const seen = new Set<string>();
  for (const item of json.at('items').array()) {
    item.keys(['id'], ['removed', 'added', 'changed', 'available']);
    const id = item.at('id').text(/./s);
    if (seen.has(id)) throw item.at('id').fail('an id no other entry has');
    seen.add(id);
    if (item.at('removed').value !== undefined) isTrue(item.at('removed'));
    if (item.at('added').value !== undefined) checkPlaced(item.at('added'));
    if (item.at('changed').value !== undefined) checkCells(item.at('changed'));
    const { value: available } = item.at('available');
    if (available !== undefined && typeof available !== 'boolean') {
      throw item.at('available').fail('true or false');
    }
  }
  return (value as { readonly items: readonly ChangedItem[] }).items;
}

function checkPlaced(added: JsonValue): void {
  added.keys(['basis', 'columns', 'codes', 'kin'], ['text', 'image', 'found']);
  added.at('basis').text(/^[0-9a-f]{8}( [0-9a-f]{8}){2}$/);
  checkCells(added.at('columns'));
  for (const modality of ['text', 'image']) {
    const features = added.at(modality);
    if (features.value !== undefined) features.text(BASE64);
  }
  const codes = added.at('codes').array(1);
  for (const code of codes) code.integer(0, 255);
  const kin = added.at('kin').keys(['items', 'likeness']);
  const items = kin.at('items').array();
  for (const item of items) item.integer(0);
  for (const likeness of kin.at('likeness').array(items.length, items.length)) likeness.number();
  if (added.at('found').value !== undefined) checkFound(added.at('found'), codes.length);
}

function checkFound(found: JsonValue, levels: number): void {
  found.keys(['nearest', 'distances', 'parts']);
  for (const code of found.at('nearest').array(levels, levels)) code.integer(0, 255);
  for (const distance of found.at('distances').array(levels, levels)) distance.number(0);
  for (const [, part] of found.at('parts').keys(['shared'], ['text', 'image']).entries()) {
    part.keys(['size', 'experts']).at('size').number(0);
    for (const share of part.at('experts').array()) share.number(0);
  }
}

function checkCells(cells: JsonValue): void {
  for (const [column, cell] of cells.entries()) {
    if (column === 'id') throw cell.fail('no such column');
    try {
      checkCell(cell.path, column, cell.value);
    } catch {
      throw cell.fail('a value that this column can have');
    }
  }
}

function isTrue(json: JsonValue): void {
  if (json.value !== true) throw json.fail('true');
}
