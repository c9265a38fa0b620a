/**
 * A shop whose bundle carries the encoder of its texts, as built: an item of the visitor's, in Japanese, is read by it and found
 * again, with nothing hosted beside the bundle. The network is a small one, and the features are said to have come from it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './shop';

const ROOT = join(import.meta.dirname, '..');
const ENCODER = join(ROOT, 'contract/golden/encoders/unigram');
const FILES = ['text_encoder.onnx', 'tokenizer.json', 'tokenizer_config.json'];
const WHITENING = 'whitening_text.bin';
const [SIZE, WIDTH] = [32, 64];

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('words are read by the encoder that the bundle carries', async ({ page, server }) => {
  const numbers = Float32Array.from({ length: SIZE * (1 + WIDTH) }, (_, i) => Math.sin(i * i));
  const whitening = Buffer.from(numbers.buffer);
  const carried = FILES.map((name) => [name, readFileSync(join(ENCODER, name))] as const);
  for (const [name, bytes] of carried) server.added.set(`models/grocery/${name}`, bytes);
  server.faults.set(`grocery/${WHITENING}`, { body: () => whitening });
  server.faults.set('grocery/manifest.json', {
    body: (original) => {
      const manifest = JSON.parse(String(original)) as {
        readonly encoders: object;
        readonly files: Record<string, object>;
      };
      const own = carried.map(([name, bytes]) => {
        const entry = { bytes: bytes.length, sha256: sha256(bytes), role: 'encoder' };
        return [name, entry] as const;
      });
      const arrays = {
        mean: { dtype: 'float32', shape: [SIZE], offset: 0 },
        matrix: { dtype: 'float32', shape: [SIZE, WIDTH], offset: 4 * SIZE },
      };
      const bytes = whitening.length;
      const entry = { bytes, sha256: sha256(whitening), role: 'encoding', arrays };
      const files = { ...manifest.files, ...Object.fromEntries(own), [WHITENING]: entry };
      const model = { model: 'owner/unigram', revision: '', licence: '' };
      const text = { ...model, size: SIZE, most_tokens: 24 };
      return JSON.stringify({ ...manifest, encoders: { ...manifest.encoders, text }, files });
    },
  });
  await page.goto(`${server.url}examples/plain.html`);
  const said = await page.evaluate(async (site) => {
    interface Recommender {
      addItems(items: readonly object[]): Promise<{ codes: number[] }[]>;
      search(request: object): Promise<{ items: { id: string }[]; parts: string[] }>;
      dispose(): void;
    }
    const library = (await import(`${site}lib/musicrec.js`)) as {
      createRecommender(options: object): Recommender;
    };
    const shop = library.createRecommender({ bundle: `${site}models/grocery/`, executor: 'js' });
    const [{ codes }] = await shop.addItems([{ id: 'own', title: '緑茶 牛乳' }]);
    const { items, parts } = await shop.search({ text: '緑茶', count: 3 });
    shop.dispose();
    return { codes, parts, found: items.map(({ id }) => id) };
  }, server.url);
  expect(said.codes).toHaveLength(3);
  expect(said.parts).toContain('meaning');
  expect(said.found).toContain('own');
  expect(server.requests.filter((path) => path.includes('/encoders/'))).toEqual([]);
  for (const name of FILES) {
    expect(server.requests.filter((path) => path.endsWith(`/grocery/${name}`))).toHaveLength(1);
  }
});
