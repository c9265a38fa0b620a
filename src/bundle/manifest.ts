/**
 * The strict parser of manifest.json: structure first (the same language as contract/bundle.schema.json), then what a
 * schema cannot say: sizes that must agree with each other. It reads no other file.
 */
import { BUNDLE_FORMAT, type ArraySpec, type Manifest } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';
import { KINDS, NOVELTIES } from '../contract/kinds';
import { BYTES_PER_ELEMENT, elements } from './arrays';
import { JsonValue } from './json-value';

export const MANIFEST_FILE = 'manifest.json';
export const DELTA_FILE = 'delta.json';

export const CORE_FILES = [
  'items.json',
  'semantic_ids.bin',
  'prior.bin',
  'popularity.bin',
] as const;
const FIELDS = [
  'format',
  'name',
  'producer',
  'currency',
  'items',
  'semantic_ids',
  'model',
  'fusion',
  'prior',
  'frequency',
  'decoding',
  'blend',
  'defaults',
  'files',
  'protocol',
  'licences',
] as const;
const ROLES = [
  'core',
  'delta',
  'generator',
  'features',
  'fusion',
  'encoding',
  'encoder',
  'selftest',
  'test',
] as const;
/** Encoders of a page, and how many numbers a raw embedding of theirs has. */
export const ENCODERS = {
  text: { names: ['minilm', 'static'], width: 384 },
  image: { names: ['efficientnet-lite0'], width: 1280 },
} as const;
const MODALITIES = ['text', 'image'] as const;
export type Modality = (typeof MODALITIES)[number];
const ARRAY_TYPES = ['uint8', 'int8', 'uint16', 'uint32', 'float32'] as const;

/** Bytes of manifest.json → manifest; `bundle/version` for another format, `bundle/malformed` with the path otherwise. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const json = JsonValue.parse(bytes, MANIFEST_FILE);
  const format = json.at('format');
  if (Number.isInteger(format.value) && format.value !== BUNDLE_FORMAT) {
    throw new RecommenderError('bundle/version', {
      found: Number(format.value),
      supported: BUNDLE_FORMAT,
    });
  }
  checkStructure(json);
  const manifest = json.value as Manifest;
  checkSizes(manifest, json);
  return manifest;
}

/** The names of the generator's files of a bundle with `levels` levels. */
export function generatorFiles(levels: number): string[] {
  const heads = Array.from({ length: levels }, (_, i) => `level_${i + 1}.onnx`);
  return ['items.onnx', 'encoder.onnx', ...heads];
}

/** The name of the file that turns raw embeddings of a modality into features. */
export function whiteningFile(modality: Modality): string {
  return `whitening_${modality}.bin`;
}

function checkStructure(json: JsonValue): void {
  json.keys(FIELDS, ['encoders', 'new_items']);
  if (json.at('format').value !== BUNDLE_FORMAT) throw json.at('format').fail(`${BUNDLE_FORMAT}`);
  json.at('name').text(/./s);
  json.at('producer').text(/./s);
  json.at('currency').text(/^[A-Z]{3}$/);
  json.at('items').integer(1, 16777216);

  json.at('semantic_ids').integers({ levels: [1, 4], codebook_size: [2, 256] });
  const objectives = json
    .at('model')
    .integers(
      {
        dimension: [8, 1024],
        layers: [1, 12],
        heads: [1, 32],
        hidden: [8, 4096],
        residual: [0, 256],
        max_history: [1, 512],
      },
      ['objectives'],
    )
    .at('objectives');
  const names = objectives.array(1).map((objective) => objective.oneOf(['any', 'new']));
  if (new Set(names).size < names.length) throw objectives.fail('different names');

  json.at('fusion').integers({ text: [0], image: [0], dimension: [1] });

  const encoders = json.at('encoders');
  if (encoders.value !== undefined) {
    encoders.keys([], MODALITIES);
    for (const modality of MODALITIES) {
      const said = encoders.at(modality);
      if (said.value === undefined) continue;
      if (typeof said.value === 'object') checkOwnEncoder(said, modality);
      else said.oneOf(ENCODERS[modality].names);
    }
  }

  const newItems = json.at('new_items');
  if (newItems.value !== undefined) {
    newItems.keys(['level', 'factor', 'sharpness']);
    newItems.at('level').number();
    newItems.at('factor').number(0);
    newItems.at('sharpness').positive();
  }

  const prior = json
    .at('prior')
    .integers({ neighbours: [1, 256], max_sources: [1], min_households: [1] }, [
      'epsilon',
      'visit_decay',
    ]);
  prior.at('epsilon').positive();
  prior.at('visit_decay').positive(1);

  const frequency = json.at('frequency').keys(['half_life_days', 'days_per_visit']);
  for (const [, days] of frequency.entries()) days.positive();

  json.at('decoding').integers({ beam_width: [1, 1024], extra_candidates: [0, 4096] });

  checkBlends(json.at('blend'));
  const defaults = json.at('defaults').keys(KINDS);
  for (const kind of KINDS) {
    const entry = defaults.at(kind).keys(['novelty', 'per_type']);
    entry.at('novelty').oneOf(NOVELTIES);
    entry.at('per_type').integer(0);
  }
  checkFiles(json.at('files'));
  json.at('protocol').entries();
  for (const licence of json.at('licences').array()) {
    licence.keys(['what', 'licence', 'notice']);
    for (const [, text] of licence.entries()) text.text();
  }
}

function checkOwnEncoder(said: JsonValue, modality: Modality): void {
  const texts = ['model', 'revision', 'licence'];
  const size: [number, number] = [1, 8192];
  if (modality === 'text') {
    said.integers({ size, most_tokens: [2, 512] }, texts);
  } else {
    const others = [...texts, 'resampling', 'mean', 'deviation'];
    said.integers({ size, side: [8, 1024] }, others, { shorter: [8, 1024] });
    said.at('resampling').oneOf(['bicubic', 'bilinear']);
    for (const value of said.at('mean').array(3, 3)) value.number();
    for (const value of said.at('deviation').array(3, 3)) value.positive();
  }
  for (const key of texts) said.at(key).text();
}

function checkBlends(blends: JsonValue): void {
  for (const [key, blend] of blends.entries()) {
    if (!/^(next|complements)\.(any|items|types)$/.test(key)) throw blend.fail('no such key');
    blend.keys(['generator', 'prior', 'dense', 'frequency', 'discount']);
    for (const term of ['generator', 'prior', 'dense', 'discount']) blend.at(term).number(0);
    blend.at('frequency').number();
  }
}

function checkFiles(files: JsonValue): void {
  files.keys(CORE_FILES, [], true);
  for (const [name, file] of files.entries()) {
    if (!/^[a-z0-9_]+\.(json|bin|onnx)$/.test(name)) throw file.fail('no file of such a name');
    file.keys(['bytes', 'sha256', 'role'], ['arrays']);
    file.at('bytes').integer(0);
    file.at('sha256').text(/^[0-9a-f]{64}$/);
    file.at('role').oneOf(ROLES);
    const arrays = file.at('arrays');
    if (arrays.value === undefined) continue;
    for (const [, array] of arrays.entries()) {
      array.keys(['dtype', 'shape', 'offset'], ['scale']);
      array.at('dtype').oneOf(ARRAY_TYPES);
      for (const size of array.at('shape').array(1)) size.integer(0);
      const offset = array.at('offset');
      if (offset.integer(0) % 4 !== 0) throw offset.fail('a multiple of 4');
      if (array.at('scale').value !== undefined) array.at('scale').positive();
    }
  }
}

const COUNTS: ArraySpec['dtype'][] = ['uint16', 'uint32'];

/** Which arrays each file must have: allowed types and shape. */
function requiredArrays(manifest: Manifest): Record<string, Record<string, Required>> {
  const { items, prior, model, fusion } = manifest;
  return {
    'semantic_ids.bin': { semantic_ids: [['uint32'], [items]] },
    'prior.bin': {
      neighbours: [COUNTS, [items, prior.neighbours]],
      weights: [['uint8'], [items, prior.neighbours]],
      scales: [['float32'], [items]],
    },
    'popularity.bin': { popularity: [COUNTS, [items]], recent: [COUNTS, [items]] },
    'residuals.bin': { residuals: [['int8'], [items, model.residual]] },
    'features.bin': {
      text: [['int8'], [items, fusion.text]],
      image: [['int8'], [items, fusion.image]],
      present: [['uint8'], [items, 2]],
    },
    ...whiteningArrays(manifest, 'text'),
    ...whiteningArrays(manifest, 'image'),
  };
}

function whiteningArrays(
  { fusion, encoders }: Manifest,
  modality: Modality,
): Record<string, Record<string, Required>> {
  const said = encoders?.[modality];
  const width = typeof said === 'object' ? said.size : ENCODERS[modality].width;
  return {
    [whiteningFile(modality)]: {
      mean: [['float32'], [width]],
      matrix: [['float32'], [width, fusion[modality]]],
      ...(said === 'minilm' && { model_mean: [['float32'], [width]] }),
    },
  };
}

type Required = readonly [readonly string[], readonly number[]];

function checkSizes(manifest: Manifest, json: JsonValue): void {
  const { files, model, semantic_ids: ids, items } = manifest;
  if (model.dimension % model.heads !== 0) {
    throw json.at('model').at('heads').fail(`a divisor of the dimension ${model.dimension}`);
  }
  if (items > 256 ** ids.levels) {
    throw json.at('items').fail(`at most 256^${ids.levels}, one ID each`);
  }
  const jsonFiles = json.at('files');
  for (const [name, file] of Object.entries(files)) {
    for (const [arrayName, array] of Object.entries(file.arrays ?? {})) {
      const at = jsonFiles.at(name).at('arrays').at(arrayName);
      if (array.offset + byteLength(array) > file.bytes) {
        throw at.fail(`an array inside the ${file.bytes} bytes of the file`);
      }
    }
  }
  for (const [name, arrays] of Object.entries(requiredArrays(manifest))) {
    if (!(name in files)) continue;
    const specs = jsonFiles.at(name).keys(['arrays'], [], true).at('arrays');
    for (const [arrayName, [types, shape]] of Object.entries(arrays)) {
      const at = specs.keys([arrayName], [], true).at(arrayName);
      const spec = at.value as ArraySpec;
      const same = spec.shape.length === shape.length && shape.every((n, i) => spec.shape[i] === n);
      if (!same || !types.includes(spec.dtype)) {
        throw at.fail(`${types.join(' or ')} of shape [${shape.join(', ')}]`);
      }
    }
  }
  const neighbours = files['prior.bin'].arrays?.neighbours;
  if (neighbours?.dtype === 'uint16' && items > 65535) {
    throw jsonFiles
      .at('prior.bin')
      .at('arrays')
      .at('neighbours')
      .fail('uint32 for that many items');
  }
  const encoded = MODALITIES.filter((modality) => manifest.encoders?.[modality] !== undefined);
  jsonFiles.keys(encoded.map(whiteningFile), [], true);
  // The networks come together or not at all.
  const networks = [
    ...generatorFiles(ids.levels),
    ...(model.residual > 0 ? ['residuals.bin'] : []),
  ];
  if (networks.some((name) => name in files)) jsonFiles.keys(networks, [], true);
}

function byteLength(array: ArraySpec): number {
  return elements(array.shape) * BYTES_PER_ELEMENT[array.dtype];
}
