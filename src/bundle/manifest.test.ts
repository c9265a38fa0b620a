/** The parser and contract/bundle.schema.json speak one language: whatever one refuses, so does the other. */
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUNDLE_FORMAT, type FileSpec, type Manifest } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';
import { parseManifest } from './manifest';
import { changed, paths } from './testing/changed';
import { MemoryBundle } from './testing/memory-bundle';

const schema = JSON.parse(
  readFileSync(new URL('../../contract/bundle.schema.json', import.meta.url), 'utf8'),
) as object;
const bySchema = new Ajv2020().compile(schema);
const PLAIN = new MemoryBundle().manifest as Manifest;
const whitening = (width: number, features: number): FileSpec => ({
  ...{ bytes: 4 * width * (1 + features), sha256: '0'.repeat(64), role: 'encoding' },
  arrays: {
    mean: { dtype: 'float32', shape: [width], offset: 0 },
    matrix: { dtype: 'float32', shape: [width, features], offset: 4 * width },
  },
});
/** With everything a manifest may have. */
const GOOD: Manifest = {
  ...PLAIN,
  encoders: { text: 'static', image: 'efficientnet-lite0' },
  new_items: { level: -1.5, factor: 2, sharpness: 2 },
  files: {
    ...PLAIN.files,
    'whitening_text.bin': whitening(384, PLAIN.fusion.text),
    'whitening_image.bin': whitening(1280, PLAIN.fusion.image),
  },
};
const encode = (manifest: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(manifest));

function refusal(manifest: unknown): RecommenderError | undefined {
  try {
    parseManifest(encode(manifest));
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RecommenderError);
    return error as RecommenderError;
  }
}

test('a good manifest comes out as it is', () => {
  expect(bySchema(GOOD)).toBe(true);
  expect(parseManifest(encode(GOOD))).toEqual(GOOD);
  expect(parseManifest(encode(PLAIN))).toEqual(PLAIN);
});

test('a page may make features of texts alone, of pictures alone, or of neither', () => {
  for (const modality of ['text', 'image']) {
    const file = `files/whitening_${modality}.bin`;
    const without = changed(changed(GOOD, `encoders/${modality}`, undefined), file, undefined);
    expect(agree(without, modality)).toBe(true);
    expect(refusal(without)).toBeUndefined();
  }
  expect(refusal({ ...PLAIN, encoders: {} })).toBeUndefined();
});

test('features of MiniLM come with its own mean', () => {
  const said = changed(GOOD, 'encoders/text', 'minilm');
  expect(refusal(said)?.message).toMatch(/model_mean/);
  const { arrays, bytes, ...file } = whitening(384, PLAIN.fusion.text);
  const model_mean = { dtype: 'float32', shape: [384], offset: bytes };
  const whole = { ...file, bytes: bytes + 4 * 384, arrays: { ...arrays, model_mean } };
  expect(refusal(changed(said, 'files/whitening_text.bin', whole))).toBeUndefined();
});

describe('an encoder that the bundle carries', () => {
  const said = { model: 'owner/name', revision: '', licence: 'mit', size: 32, most_tokens: 128 };
  const own: Manifest = {
    ...GOOD,
    encoders: { text: said },
    files: {
      ...PLAIN.files,
      'whitening_text.bin': whitening(said.size, PLAIN.fusion.text),
      'text_encoder.onnx': { bytes: 1, sha256: '0'.repeat(64), role: 'encoder' },
    },
  };

  test('has a whitening of its own width', () => {
    expect(bySchema(own)).toBe(true);
    expect(refusal(own)).toBeUndefined();
    const wider = changed(own, 'encoders/text/size', 33);
    expect(refusal(wider)?.message).toMatch(/mean.*of shape \[33\]/);
  });

  const seen = {
    ...{ model: 'owner/name', revision: '', licence: '', size: 24, side: 224, shorter: 256 },
    ...{ resampling: 'bicubic', mean: [122.8, 116.7, 104.1], deviation: [68.5, 66.6, 70.3] },
  };
  const both = changed(
    changed(own, 'encoders/image', seen),
    'files/whitening_image.bin',
    whitening(seen.size, PLAIN.fusion.image),
  );

  test('of pictures, too', () => {
    expect(bySchema(both)).toBe(true);
    expect(refusal(both)).toBeUndefined();
    const pressed = changed(both, 'encoders/image/shorter', undefined);
    expect(agree(pressed, 'pressed')).toBe(true);
    expect(refusal(changed(both, 'encoders/image/size', 25))?.message).toMatch(/of shape \[25\]/);
  });

  test('is refused by parser and schema alike', () => {
    let refused = 0;
    for (const path of paths({ text: said, image: seen })) {
      for (const to of [undefined, ...ODD, 8193, [1, 2, 3], [1, 2, 3, 4], [1, 2, 0]]) {
        const label = `${path.join('/')} = ${JSON.stringify(to)}`;
        if (!agree(changed(both, ['encoders', ...path], to), label)) refused++;
      }
    }
    expect(refused).toBeGreaterThan(150);
  });
});

test.each([BUNDLE_FORMAT - 1, BUNDLE_FORMAT + 1])(
  'another format is a version, not a defect: %d',
  (found) => {
    expect(refusal({ ...GOOD, format: found })).toMatchObject({
      code: 'bundle/version',
      details: { found, supported: BUNDLE_FORMAT },
    });
  },
);

test('a format that is no number is a defect', () => {
  expect(refusal({ ...GOOD, format: '2' })?.code).toBe('bundle/malformed');
});

/** Cross-checks of sizes are the parser's own; it says so by how it words them. */
const SIZES = /inside the|of shape|a divisor|at most 256\^|uint32 for that many|expected a value/;

const ODD = [null, true, -1, 0.5, 3, 257, '', 'any', [1], { a: 1 }];

/** Both verdicts on one manifest; false where both refuse it. */
function agree(manifest: unknown, label: string): boolean {
  const error = refusal(manifest);
  if (!bySchema(manifest)) {
    expect(error, label).toBeDefined();
    return false;
  }
  if (error !== undefined) expect(error.message, label).toMatch(SIZES);
  return true;
}

test('a change anywhere is refused by both or by neither, but for sizes', () => {
  let refused = 0;
  for (const path of paths(GOOD)) {
    for (const to of path.length === 0 ? ODD : [undefined, ...ODD]) {
      if (!agree(changed(GOOD, path, to), `${path.join('/')} = ${JSON.stringify(to)}`)) refused++;
    }
  }
  expect(refused).toBeGreaterThan(1000);
});

test('so are any value in place of any other, and unknown fields', () => {
  const inner = paths(GOOD).filter((path) => path.length > 0);
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom(...ODD));
  fc.assert(
    fc.property(fc.constantFrom(...inner), values, fc.string(), (path, to, key) => {
      agree(changed(GOOD, path, to), path.join('/'));
      agree(changed(GOOD, [...path.slice(0, -1), key], to), path.join('/'));
    }),
    { numRuns: 300 },
  );
});

describe('sizes that must agree', () => {
  test.each<[string, unknown, RegExp]>([
    ['model/heads', 5, /\$\.model\.heads is 5, expected a divisor of the dimension/],
    ['items', 97, /semantic_ids.*expected uint32 of shape \[97\]/],
    ['files/prior.bin/bytes', 100, /prior\.bin.*inside the 100 bytes/],
    ['files/popularity.bin/arrays/recent/offset', 4096, /recent.*inside the/],
    ['files/semantic_ids.bin/arrays/semantic_ids/dtype', 'float32', /expected uint32 of shape/],
    ['prior/neighbours', 7, /neighbours.*of shape \[96, 7\]/],
    ['files/popularity.bin/arrays/recent', undefined, /recent is nothing/],
    ['files/prior.bin/arrays', undefined, /arrays is nothing/],
    ['files/level_2.onnx', undefined, /level_2\.onnx is nothing/],
    ['model/residual', 9, /residuals.*of shape \[96, 9\]/],
    ['fusion/image', 65, /image.*of shape \[96, 65\]/],
    ['files/whitening_text.bin', undefined, /whitening_text\.bin is nothing/],
    ['files/whitening_text.bin/arrays/mean/shape', [383], /mean.*of shape \[384\]/],
    ['files/whitening_image.bin', undefined, /whitening_image\.bin is nothing/],
    ['files/whitening_image.bin/arrays/matrix/shape', [64, 1280], /of shape \[1280, 64\]/],
  ])('%s = %j', (path, to, message) => {
    expect(refusal(changed(GOOD, path, to))?.message).toMatch(message);
  });

  test('more items than there are IDs', () => {
    const few = changed(changed(GOOD, 'semantic_ids/levels', 1), 'items', 300);
    expect(refusal(few)?.message).toMatch(/\$\.items is 300, expected at most 256\^1/);
  });

  test('a shop without networks is a bundle too', () => {
    const core = Object.entries(PLAIN.files).filter(([, file]) => file.role === 'core');
    expect(refusal({ ...PLAIN, files: Object.fromEntries(core) })).toBeUndefined();
  });
});

test('a number beyond all numbers is none', () => {
  const text = JSON.stringify(GOOD).replace(/"epsilon":[^,}]+/, '"epsilon":1e999');
  expect(bySchema(JSON.parse(text))).toBe(false);
  expect(() => parseManifest(new TextEncoder().encode(text))).toThrow(/\$\.prior\.epsilon/);
});

test('text that is no JSON, or no UTF-8, is refused with the reason', () => {
  expect(() => parseManifest(new TextEncoder().encode('{'))).toThrow(
    /manifest\.json is not valid: not JSON/,
  );
  expect(() => parseManifest(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(/not JSON/);
  expect(() => parseManifest(new TextEncoder().encode('[]'))).toThrow(/expected an object/);
});
