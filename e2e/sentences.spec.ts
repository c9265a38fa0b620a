/**
 * A shop that hosts MiniLM and asks for it, as built: an item of the visitor's is read by it, in a worker of its own. The network is
 * a small one of its kind, and the shop's features are said to have come from it.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './shop';

const ROOT = join(import.meta.dirname, '..');
const ENCODER = join(ROOT, 'contract/golden/encoders/all-MiniLM-L6-v2');
const WHITENING = 'whitening_text.bin';
const SIZE = 384;

test('words are read by MiniLM where the shop hosts it, and by nothing else', async ({
  page,
  server,
}) => {
  for (const file of readdirSync(ENCODER, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(json|onnx)$/.test(file)) continue;
    server.added.set(`encoders/all-MiniLM-L6-v2/${file}`, readFileSync(join(ENCODER, file)));
  }
  const bytes = Buffer.concat([
    readFileSync(join(ROOT, 'models/grocery', WHITENING)),
    Buffer.alloc(4 * SIZE),
  ]);
  server.faults.set(`grocery/${WHITENING}`, { body: () => bytes });
  server.faults.set('grocery/manifest.json', {
    body: (original) => {
      const manifest = JSON.parse(String(original)) as {
        readonly encoders: object;
        readonly files: Record<string, { readonly bytes: number; readonly arrays: object }>;
      };
      const file = manifest.files[WHITENING];
      const model_mean = { dtype: 'float32', shape: [SIZE], offset: file.bytes };
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const arrays = { ...file.arrays, model_mean };
      const files = {
        ...manifest.files,
        [WHITENING]: { ...file, bytes: bytes.length, sha256, arrays },
      };
      const encoders = { ...manifest.encoders, text: 'minilm' };
      return JSON.stringify({ ...manifest, encoders, files });
    },
  });
  await page.goto(`${server.url}examples/plain.html`);
  const said = await page.evaluate(async (site) => {
    interface Recommender {
      addItems(items: readonly object[]): Promise<{ codes: number[] }[]>;
      dispose(): void;
    }
    const library = (await import(`${site}lib/musicrec.js`)) as {
      createRecommender(options: object): Recommender;
    };
    const bundle = `${site}models/grocery/`;
    const shop = library.createRecommender({ bundle, textEncoder: 'minilm', executor: 'js' });
    const [{ codes }] = await shop.addItems([{ id: 'own', title: 'Green tea' }]);
    const unknown = await shop
      .addItems([{ id: 'nothing', title: 'Жизнь' }])
      .catch((error: unknown) => (error as { code: string }).code);
    shop.dispose();
    return { codes, unknown };
  }, server.url);
  expect(said.codes).toHaveLength(3);
  expect(said.unknown).toBe('text/unknown');
  const asked = server.requests.filter((path) => path.includes('/encoders/'));
  expect(asked.map((path) => path.split('/encoders/')[1]).sort()).toEqual([
    'all-MiniLM-L6-v2/encoder.json',
    'all-MiniLM-L6-v2/onnx/model_quantized.onnx',
    'all-MiniLM-L6-v2/tokenizer.json',
    'all-MiniLM-L6-v2/tokenizer_config.json',
  ]);
});
