/**
 * A bundle: the core tables at once, everything else on demand and once. Owns the bytes, knows no executor.
 * `loadBundle` is the way in; a Bundle that exists has a sound manifest and sound core tables.
 */
import type { Manifest } from '../contract/bundle';
import { asRecommenderError, RecommenderError } from '../contract/errors';
import type { LoadedFile } from '../contract/recommend';
import type { Catalogue } from '../core/catalogue';
import type { FeatureTable } from '../core/features';
import { ItemTower } from '../core/item-tower';
import type { Tensor, Tensors } from '../core/tensor';
import { arrayOf, readCatalogue, type FileBytes } from './core-tables';
import { parseCheckFile, type CheckFile } from './check-cases';
import { fetchFile, type FetchOptions } from './fetch-file';
import { parseItemTable, type ItemTable } from './item-table';
import {
  CORE_FILES,
  DELTA_FILE,
  generatorFiles,
  MANIFEST_FILE,
  parseManifest,
  whiteningFile,
  type Modality,
} from './manifest';
import { Once } from './once';
import { readInitialisers } from './onnx-reader';
import type { OnProgress, Source } from './sources';

/** The generator: bytes for ONNX Runtime, weights for everyone else, and the item tower made of them. */
export interface GeneratorWeights {
  /** items.onnx, encoder.onnx, level_1.onnx …, by name. */
  readonly files: FileBytes;
  /** Initialisers of all these files; names do not collide. */
  readonly tensors: Tensors;
  readonly tower: ItemTower;
}

export interface FusionWeights {
  /** fusion.onnx */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tensors: Tensors;
}

/** What turns a raw embedding (D) into features (F). */
export interface WhiteningTables {
  /** (D) */
  readonly mean: Float32Array;
  /** (D, F) */
  readonly matrix: Float32Array;
  /** (D) of MiniLM's own embeddings, where the features are its; `mean` is that of the encoder that pages use instead. */
  readonly modelMean?: Float32Array;
}

export interface LoadOptions {
  /** Where bytes come from; `fetch` by default. */
  readonly source?: Source;
  /** Stops this load. Later loads of a Bundle take signals of their own. */
  readonly signal?: AbortSignal;
  /** Also called for files loaded later. */
  readonly onProgress?: OnProgress;
}

/** Loads manifest and core tables. `url`: the bundle's directory, with or without the last slash. */
export async function loadBundle(url: string, options: LoadOptions = {}): Promise<Bundle> {
  const base = url.endsWith('/') ? url : `${url}/`;
  const { signal, onProgress } = options;
  const source: Source = options.source ?? ((address, init) => fetch(address, init));
  const fetching = {
    source,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const manifestBytes = await fetchFile(base, MANIFEST_FILE, undefined, fetching);
  const manifest = parseManifest(manifestBytes);
  const [delta, ...core] = await Promise.all([
    fetchDelta(base, manifest, fetching).catch((error: unknown) =>
      asRecommenderError(error, 'bundle.delta'),
    ),
    ...CORE_FILES.map(
      async (name) => [name, await fetchFile(base, name, manifest.files[name], fetching)] as const,
    ),
  ]);
  const files = new Map(core);
  const items = parseItemTable(files.get('items.json') ?? new Uint8Array(0), manifest.items);
  const catalogue = readCatalogue(manifest, files, items.categoryCodes('type'));
  return new Bundle(
    { base, manifest, manifestBytes: manifestBytes.length, items, catalogue, delta },
    {
      source,
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  );
}

/** Undefined where the manifest has none: nobody asks a server for what is not there. */
async function fetchDelta(
  base: string,
  { files }: Manifest,
  fetching: FetchOptions,
): Promise<Uint8Array | undefined> {
  return Object.hasOwn(files, DELTA_FILE)
    ? fetchFile(base, DELTA_FILE, files[DELTA_FILE], fetching)
    : undefined;
}

export class Bundle {
  /** The bundle's directory, with a slash at its end. */
  readonly url: string;
  readonly manifest: Manifest;
  readonly items: ItemTable;
  readonly catalogue: Catalogue;
  /** Bytes of delta.json; why it could not be had; undefined where there is none. The shop opens without it. */
  readonly delta: Uint8Array | RecommenderError | undefined;
  private readonly fetching: { readonly source: Source; readonly onProgress?: OnProgress };
  private readonly once = new Once();
  private readonly loadedBytes = new Map<string, number>();

  /** Only `loadBundle` builds one. */
  constructor(
    core: {
      readonly base: string;
      readonly manifest: Manifest;
      readonly manifestBytes: number;
      readonly items: ItemTable;
      readonly catalogue: Catalogue;
      readonly delta: Bundle['delta'];
    },
    fetching: { readonly source: Source; readonly onProgress?: OnProgress },
  ) {
    this.url = core.base;
    this.manifest = core.manifest;
    this.items = core.items;
    this.catalogue = core.catalogue;
    this.delta = core.delta;
    this.fetching = fetching;
    this.loadedBytes.set(MANIFEST_FILE, core.manifestBytes);
    for (const name of CORE_FILES) this.loadedBytes.set(name, core.manifest.files[name].bytes);
    if (core.delta instanceof Uint8Array) this.loadedBytes.set(DELTA_FILE, core.delta.length);
  }

  /** What was fetched so far, in order. */
  get loadedFiles(): LoadedFile[] {
    return Array.from(this.loadedBytes, ([name, bytes]) => ({ name, bytes }));
  }

  /** True where the bundle has this file; asking for a missing one is `bundle/not-found`. */
  has(file: string): boolean {
    return Object.hasOwn(this.manifest.files, file);
  }

  /** The manifest as the server has it now, asked for only if it changed. */
  async newestManifest(): Promise<Manifest> {
    return parseManifest(await fetchFile(this.url, MANIFEST_FILE, undefined, this.fetching));
  }

  /** Bytes of the delta of a newer manifest; undefined where it has none. */
  deltaOf(manifest: Manifest): Promise<Uint8Array | undefined> {
    return fetchDelta(this.url, manifest, this.fetching);
  }

  generator(signal?: AbortSignal): Promise<GeneratorWeights> {
    return this.once.get('generator', (stop) => this.loadGenerator(stop), signal);
  }

  /** Whitened features of all items. */
  features(signal?: AbortSignal): Promise<FeatureTable> {
    return this.once.get('features', (stop) => this.loadFeatures(stop), signal);
  }

  /** What makes features of an encoder's embeddings. */
  whitening(modality: Modality, signal?: AbortSignal): Promise<WhiteningTables> {
    const file = whiteningFile(modality);
    return this.once.get(file, (stop) => this.loadWhitening(file, stop), signal);
  }

  fusion(signal?: AbortSignal): Promise<FusionWeights> {
    return this.once.get('fusion', (stop) => this.loadFusion(stop), signal);
  }

  selftest(signal?: AbortSignal): Promise<CheckFile> {
    return this.once.get('selftest', (stop) => this.loadChecks('selftest.json', stop), signal);
  }

  /** For tests only: no page has a use for it. */
  golden(signal?: AbortSignal): Promise<CheckFile> {
    return this.once.get('golden', (stop) => this.loadChecks('golden.json', stop), signal);
  }

  private async loadGenerator(signal: AbortSignal): Promise<GeneratorWeights> {
    const { manifest } = this;
    const { levels, codebook_size: codebookSize } = manifest.semantic_ids;
    const { dimension, residual } = manifest.model;
    const names = generatorFiles(levels);
    const wanted = residual > 0 ? [...names, 'residuals.bin'] : names;
    const loaded = await this.fetchAll(wanted, signal);
    const residuals =
      residual > 0
        ? (arrayOf(manifest, loaded, 'residuals.bin', 'residuals') as Int8Array)
        : new Int8Array(0);
    loaded.delete('residuals.bin');
    const tensors = new Map<string, Tensor>();
    for (const [name, bytes] of loaded) {
      for (const [key, tensor] of readInitialisers(bytes, name)) tensors.set(key, tensor);
    }
    const tower = new ItemTower(tensors, this.catalogue.trie.packed, residuals, {
      levels,
      codebookSize,
      dimension,
      residual,
    });
    return { files: loaded, tensors, tower };
  }

  private async loadFeatures(signal: AbortSignal): Promise<FeatureTable> {
    const { manifest } = this;
    const file = 'features.bin';
    const loaded = await this.fetchAll([file], signal);
    const matrix = (name: 'text' | 'image'): FeatureTable['text'] => ({
      values: arrayOf(manifest, loaded, file, name) as Int8Array,
      width: manifest.fusion[name],
      scale: manifest.files[file].arrays?.[name]?.scale ?? 1,
    });
    const present = arrayOf(manifest, loaded, file, 'present') as Uint8Array;
    return { text: matrix('text'), image: matrix('image'), present };
  }

  private async loadWhitening(file: string, signal: AbortSignal): Promise<WhiteningTables> {
    const loaded = await this.fetchAll([file], signal);
    const array = (name: string): Float32Array =>
      arrayOf(this.manifest, loaded, file, name) as Float32Array;
    const hasOwn = this.manifest.files[file].arrays?.model_mean !== undefined;
    return {
      mean: array('mean'),
      matrix: array('matrix'),
      ...(hasOwn && { modelMean: array('model_mean') }),
    };
  }

  private async loadFusion(signal: AbortSignal): Promise<FusionWeights> {
    const file = 'fusion.onnx';
    const bytes = await this.fetchOne(file, signal);
    return { bytes, tensors: readInitialisers(bytes, file) };
  }

  private async loadChecks(file: string, signal: AbortSignal): Promise<CheckFile> {
    return parseCheckFile(await this.fetchOne(file, signal), file, this.manifest);
  }

  private async fetchAll(
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    const all = names.map(async (name) => [name, await this.fetchOne(name, signal)] as const);
    return new Map(await Promise.all(all));
  }

  /** Each file once, so that a load tried again neither repeats what has come nor meets itself. */
  private fetchOne(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return this.once.get(`file ${name}`, (stop) => this.fetch(name, stop), signal);
  }

  private async fetch(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const spec = this.has(name) ? this.manifest.files[name] : undefined;
    if (spec === undefined) {
      const status = 'no: its manifest does not list it';
      throw new RecommenderError('bundle/not-found', { file: name, status, url: this.url });
    }
    const bytes = await fetchFile(this.url, name, spec, { ...this.fetching, signal });
    this.loadedBytes.set(name, bytes.length);
    return bytes;
  }
}
