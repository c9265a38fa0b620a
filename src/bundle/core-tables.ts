/**
 * The core files' bytes → the catalogue's tables, each checked: what is trusted here is indexed with later, unchecked.
 */
import type { ArraySpec, Manifest } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';
import type { Catalogue } from '../core/catalogue';
import type { PriorTable } from '../core/prior';
import { codeAt, unpackCodes } from '../core/semantic-id';
import { Trie } from '../core/trie';
import { checkFinite, viewArray, type TypedArray } from './arrays';

/** Bytes of each file by name. */
export type FileBytes = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** `types`: (N) type by item index, −1 where missing. */
export function readCatalogue(
  manifest: Manifest,
  files: FileBytes,
  types: Int32Array | undefined,
): Catalogue {
  return {
    trie: readTrie(manifest, files),
    prior: readPrior(manifest, files),
    popularity: Float32Array.from(arrayOf(manifest, files, 'popularity.bin', 'popularity')),
    recent: Float32Array.from(arrayOf(manifest, files, 'popularity.bin', 'recent')),
    ...(types === undefined ? {} : { types }),
    settings: manifest,
  };
}

/** An array of a file; the manifest was checked to have it. */
export function arrayOf(
  manifest: Manifest,
  files: FileBytes,
  file: string,
  name: string,
): TypedArray {
  const bytes = files.get(file);
  const spec: ArraySpec | undefined = manifest.files[file].arrays?.[name];
  if (bytes === undefined || spec === undefined) throw malformed(file, `${name} is missing`);
  return viewArray(bytes, spec);
}

function readTrie(manifest: Manifest, files: FileBytes): Trie {
  const file = 'semantic_ids.bin';
  const { levels, codebook_size: codebookSize } = manifest.semantic_ids;
  const packed = arrayOf(manifest, files, file, 'semantic_ids') as Uint32Array;
  for (let item = 0; item < packed.length; item++) {
    let fits = levels === 4 || packed[item] < 256 ** levels;
    for (let level = 1; level <= levels; level++) {
      fits &&= codeAt(packed[item], level, levels) < codebookSize;
    }
    if (!fits) throw malformed(file, `the ID ${packed[item]} of item ${item} has a code too large`);
  }
  const trie = new Trie(packed, levels, codebookSize);
  for (let position = 1; position < trie.size; position++) {
    if (trie.ids[position] === trie.ids[position - 1]) {
      const codes = unpackCodes(trie.ids[position], levels).join(', ');
      const [a, b] = [trie.itemAt[position - 1], trie.itemAt[position]];
      throw malformed(file, `items ${a} and ${b} share the ID (${codes})`);
    }
  }
  return trie;
}

function readPrior(manifest: Manifest, files: FileBytes): PriorTable {
  const file = 'prior.bin';
  const items = arrayOf(manifest, files, file, 'neighbours') as Uint16Array | Uint32Array;
  const weights = arrayOf(manifest, files, file, 'weights') as Uint8Array;
  const scales = arrayOf(manifest, files, file, 'scales') as Float32Array;
  checkFinite(file, 'scales', scales);
  const negative = scales.findIndex((value) => value < 0);
  if (negative >= 0) throw malformed(file, `scales[${negative}] is below 0`);
  for (let i = 0; i < items.length; i++) {
    if (weights[i] > 0 && items[i] >= manifest.items) {
      throw malformed(
        file,
        `neighbours[${i}] is ${items[i]}, but there are ${manifest.items} items`,
      );
    }
  }
  return { neighbours: manifest.prior.neighbours, items, weights, scales };
}

function malformed(file: string, reason: string): RecommenderError {
  return new RecommenderError('bundle/malformed', { file, reason });
}
