/**
 * The engine in the page itself, given items that it has as if they were new: what a fresh text and picture come to, and what
 * that takes. Which items, and their pictures, Node says (encoding.ts).
 */
import { loadBundle } from '../../src/bundle/bundle';
import type { ItemFeatures } from '../../src/contract/recommend';
import { itemFeatures, type FeatureTable } from '../../src/core/features';
import { Engine } from '../../src/engine/engine';

/** What an item is given by. */
export type Given = 'text' | 'image' | 'both';

export interface Encoded {
  readonly encodeMs: number;
  readonly imageMs: number;
  readonly admitMs: number;
  /** From the call to the answer. */
  readonly totalMs: number;
  /** Whether the codes are those of the features in the bundle. */
  readonly same: boolean;
}

let engine: Engine;
let features: FeatureTable;
let columnsOf: (item: number) => Record<string, unknown>;
let added = 0;

/** `url`: of the bundle's folder. */
export async function begin(url: string): Promise<void> {
  engine = await Engine.open({ bundle: url, executor: 'js' });
  await engine.settled();
  const bundle = await loadBundle(url, { source: (address, options) => fetch(address, options) });
  features = await bundle.features();
  columnsOf = (item) => bundle.items.row(item);
}

/** `picture`: a file, base64. */
export async function add(item: number, given: Given, picture: string): Promise<Encoded> {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const { image: _, ...columns } = columnsOf(item);
  const id = `again ${String(added++)}`;
  const expected = await engine.encodeItem(known(item, given));
  const started = performance.now();
  const [{ codes, nearest, timings }] = await engine.addItems([
    {
      ...(given === 'image' ? {} : columns),
      ...(given === 'text' ? {} : { image: new Blob([bytes]) }),
      id,
    },
  ]);
  const totalMs = performance.now() - started;
  await engine.removeItems([id]);
  // Where a code was full the item went another way, and what follows says nothing.
  const left = codes.findIndex((code, level) => code !== nearest[level]);
  const compared = nearest.slice(0, left < 0 ? nearest.length : left + 1);
  const same = compared.every((code, level) => code === expected.codes[level]);
  return { ...timings, totalMs, same };
}

/** What the trainer made of it. */
function known(item: number, given: Given): ItemFeatures {
  const { text, image } = itemFeatures(features, item);
  return {
    ...(given !== 'image' && text && { text }),
    ...(given !== 'text' && image && { image }),
  };
}
