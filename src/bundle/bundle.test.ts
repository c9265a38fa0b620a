import { describe, expect, test } from 'vitest';
import type { Manifest } from '../contract/bundle';
import { RecommenderError } from '../contract/errors';
import { loadBundle } from './bundle';
import { MemoryBundle } from './testing/memory-bundle';

const CORE = ['manifest.json', 'items.json', 'semantic_ids.bin', 'prior.bin', 'popularity.bin'];

test('loads the core tables first, and nothing else until asked', async () => {
  const memory = new MemoryBundle();
  const bundle = await loadBundle('https://shop.example/bundle', { source: memory.source });
  expect(memory.asked).toEqual(CORE);
  expect(bundle.loadedFiles.map((file) => file.name)).toEqual(CORE);
  expect(bundle.url).toBe(memory.url);
  const { manifest, catalogue, items } = bundle;
  expect(catalogue.trie.size).toBe(manifest.items);
  expect(items.size).toBe(manifest.items);
  expect(catalogue.types?.length).toBe(manifest.items);
  expect(catalogue.popularity.length).toBe(manifest.items);

  const [first, second] = await Promise.all([bundle.generator(), bundle.generator()]);
  expect(second).toBe(first);
  expect(memory.asked.slice(5).sort()).toEqual([
    'encoder.onnx',
    'items.onnx',
    'level_1.onnx',
    'level_2.onnx',
    'level_3.onnx',
    'residuals.bin',
  ]);
  expect([...first.files.keys()]).not.toContain('residuals.bin');
  const logits = first.tower.logits(new Float32Array(manifest.model.dimension).fill(1));
  expect(logits.all(manifest.items).every(Number.isFinite)).toBe(true);
  expect(first.tensors.has('level.3.prefix.2.weight')).toBe(true);

  await bundle.features();
  await bundle.fusion();
  await bundle.selftest();
  await bundle.golden();
  await bundle.golden();
  expect(memory.asked.slice(11)).toEqual([
    'features.bin',
    'fusion.onnx',
    'selftest.json',
    'golden.json',
  ]);
  expect(bundle.loadedFiles.length).toBe(15);
});

test.each([
  ['text', 384],
  ['image', 1280],
] as const)('the whitening of %s is read once, when asked for', async (modality, width) => {
  const memory = new MemoryBundle();
  const file = `whitening_${modality}.bin`;
  const numbers = Float32Array.from({ length: width * 65 }, (_, i) => i / 8);
  memory.changeManifest(`files/${file}`, {
    ...{ bytes: 0, sha256: '', role: 'encoding' },
    arrays: {
      mean: { dtype: 'float32', shape: [width], offset: 0 },
      matrix: { dtype: 'float32', shape: [width, 64], offset: 4 * width },
    },
  });
  memory.replace(file, Buffer.from(numbers.buffer));
  const bundle = await loadBundle(memory.url, { source: memory.source });
  const other = modality === 'text' ? 'image' : 'text';
  const [first, second] = await Promise.all([
    bundle.whitening(modality),
    bundle.whitening(modality),
  ]);
  expect(second).toBe(first);
  expect(first.mean).toEqual(numbers.slice(0, width));
  expect(first.matrix).toEqual(numbers.slice(width));
  expect(memory.asked).toEqual([...CORE, file]);
  await expect(bundle.whitening(other)).rejects.toMatchObject({ code: 'bundle/not-found' });
});

test('progress is reported for every file with its size', async () => {
  const memory = new MemoryBundle();
  const ends = new Map<string, string>();
  const bundle = await loadBundle(memory.url, {
    source: memory.source,
    onProgress: (file, loaded, total) => ends.set(file, `${loaded} of ${total}`),
  });
  await bundle.features();
  for (const name of [...CORE.slice(1), 'features.bin']) {
    const { length } = memory.read(name);
    expect(ends.get(name)).toBe(`${length} of ${length}`);
  }
});

test('a file that failed is fetched again by the next call', async () => {
  const memory = new MemoryBundle();
  const bundle = await loadBundle(memory.url, { source: memory.source });
  const bytes = memory.read('level_2.onnx');
  memory.files.delete('level_2.onnx');
  await expect(bundle.generator()).rejects.toMatchObject({ code: 'bundle/not-found' });
  memory.files.set('level_2.onnx', bytes);
  expect((await bundle.generator()).files.size).toBe(5);
});

test('a file the manifest does not list is not asked for', async () => {
  const memory = new MemoryBundle();
  memory.changeManifest('files/features.bin', undefined);
  const bundle = await loadBundle(memory.url, { source: memory.source });
  expect(bundle.has('features.bin')).toBe(false);
  expect(bundle.has('constructor')).toBe(false);
  await expect(bundle.features()).rejects.toMatchObject({ code: 'bundle/not-found' });
  expect(memory.asked).toEqual(CORE);
});

test('an aborted load says so, and its signal does not bind later loads', async () => {
  const memory = new MemoryBundle();
  const stop = new AbortController();
  const bundle = await loadBundle(memory.url, { source: memory.source, signal: stop.signal });
  stop.abort();
  expect((await bundle.selftest()).cases.length).toBeGreaterThan(0);
  await expect(
    loadBundle(memory.url, { source: memory.source, signal: stop.signal }),
  ).rejects.toMatchObject({
    code: 'call/aborted',
  });
  await expect(bundle.fusion(stop.signal)).rejects.toMatchObject({ code: 'call/aborted' });
});

describe('files that are whole but wrong', () => {
  const { files } = new MemoryBundle().manifest as Manifest;
  const scales = files['prior.bin'].arrays?.['scales'].offset ?? NaN;
  /** Overwrites one 32-bit or 16-bit number of a file. */
  function broken(name: string, write: (bytes: Buffer) => void): MemoryBundle {
    const memory = new MemoryBundle();
    const bytes = Buffer.from(memory.read(name));
    write(bytes);
    memory.replace(name, bytes);
    return memory;
  }
  test.each<[string, MemoryBundle, RegExp]>([
    [
      'an ID twice',
      broken('semantic_ids.bin', (b) => b.writeUInt32LE(b.readUInt32LE(4), 0)),
      /items 0 and 1 share the ID/,
    ],
    [
      'a code beyond the codebook',
      broken('semantic_ids.bin', (b) => b.writeUInt32LE(0xff, 0)),
      /item 0 has a code too large/,
    ],
    [
      'an ID of too many levels',
      broken('semantic_ids.bin', (b) => b.writeUInt32LE(0x01000000, 0)),
      /item 0 has a code too large/,
    ],
    [
      'a neighbour that is no item',
      broken('prior.bin', (b) => b.writeUInt16LE(9999, 0)),
      /neighbours\[0\] is 9999/,
    ],
    [
      'a scale below 0',
      broken('prior.bin', (b) => b.writeFloatLE(-1, scales + 8)),
      /scales\[2\] is below 0/,
    ],
    [
      'a scale that is no number',
      broken('prior.bin', (b) => b.writeFloatLE(NaN, scales)),
      /scales\[0\] is NaN/,
    ],
    [
      'JSON that is none',
      broken('items.json', (b) => b.write('x')),
      /items\.json is not valid: not JSON/,
    ],
  ])('%s', async (_, memory, message) => {
    const loading = loadBundle(memory.url, { source: memory.source });
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toMatchObject({ code: 'bundle/malformed' });
  });

  test('one flipped byte of any file is noticed before it is parsed', async () => {
    for (const name of new MemoryBundle().files.keys()) {
      if (name === 'manifest.json') continue;
      const memory = new MemoryBundle();
      const bytes = Buffer.from(memory.read(name));
      bytes[bytes.length >> 1] ^= 0x20;
      memory.files.set(name, bytes);
      const everything = async (): Promise<void> => {
        const bundle = await loadBundle(memory.url, { source: memory.source });
        await Promise.all([
          bundle.generator(),
          bundle.features(),
          bundle.fusion(),
          bundle.selftest(),
          bundle.golden(),
        ]);
      };
      await expect(everything(), name).rejects.toMatchObject({
        code: 'bundle/integrity',
        details: { file: name },
      });
    }
  });

  test.each(['selftest.json', 'golden.json'])('%s with an item out of range', async (name) => {
    const memory = new MemoryBundle();
    const content = JSON.parse(memory.read(name).toString()) as { cases: { items: number[] }[] };
    content.cases[0].items[0] = 96;
    memory.replace(name, Buffer.from(JSON.stringify(content)));
    const bundle = await loadBundle(memory.url, { source: memory.source });
    const error: unknown = await (
      name === 'golden.json' ? bundle.golden() : bundle.selftest()
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RecommenderError);
    expect((error as RecommenderError).message).toMatch(/cases\[0\]\.items\[0\] is 96/);
  });
});
