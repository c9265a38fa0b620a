/**
 * A shop whose bundle carries its encoders, as built: an item of the visitor's, in Japanese or as a picture, is read by them and
 * found again, with nothing hosted beside the bundle. The networks are small ones, and the features are said to have come from them.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sentences from '../contract/golden/sentences.json' with { type: 'json' };
import pictures from '../contract/golden/pictures.json' with { type: 'json' };
import type { Page } from '@playwright/test';
import { expect, test } from './shop';
import type { StaticServer } from './static-server';

const ENCODERS = join(import.meta.dirname, '../contract/golden/encoders');
const TEXT_FILES = ['text_encoder.onnx', 'tokenizer.json', 'tokenizer_config.json'];
const WIDTH = 64;
const MODALITIES = { text: TEXT_FILES, image: ['image_encoder.onnx'] };

interface Own {
  /** A folder of ENCODERS. */
  readonly folder: string;
  readonly said: { readonly size: number };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The shop's bundle as if these encoders had made its features; names of the files that it carries for them. */
function carry(
  server: StaticServer,
  encoders: Partial<Record<keyof typeof MODALITIES, Own>>,
): string[] {
  const own: Record<string, object> = {};
  const carried: string[] = [];
  for (const modality of ['text', 'image'] as const) {
    const encoder = encoders[modality];
    if (encoder === undefined) continue;
    for (const name of MODALITIES[modality]) {
      const bytes = readFileSync(join(ENCODERS, encoder.folder, name));
      server.added.set(`models/grocery/${name}`, bytes);
      own[name] = { bytes: bytes.length, sha256: sha256(bytes), role: 'encoder' };
      carried.push(name);
    }
    const { size } = encoder.said;
    const numbers = Float32Array.from({ length: size * (1 + WIDTH) }, (_, i) => Math.sin(i * i));
    const whitening = Buffer.from(numbers.buffer);
    const file = `whitening_${modality}.bin`;
    server.faults.set(`grocery/${file}`, { body: () => whitening });
    const arrays = {
      mean: { dtype: 'float32', shape: [size], offset: 0 },
      matrix: { dtype: 'float32', shape: [size, WIDTH], offset: 4 * size },
    };
    const bytes = whitening.length;
    own[file] = { bytes, sha256: sha256(whitening), role: 'encoding', arrays };
  }
  const said = Object.fromEntries(Object.entries(encoders).map(([name, one]) => [name, one.said]));
  server.faults.set('grocery/manifest.json', {
    body: (original) => {
      const manifest = JSON.parse(String(original)) as Record<'encoders' | 'files', object>;
      const files = { ...manifest.files, ...own };
      return JSON.stringify({ ...manifest, encoders: { ...manifest.encoders, ...said }, files });
    },
  });
  return carried;
}

interface Asked {
  readonly words?: string;
  /** A fill of a made-up picture. */
  readonly colour?: string;
}

/** What a page's own code is answered: the item is added, then asked for as it was given. */
async function addAndFind(
  page: Page,
  server: StaticServer,
  asked: Asked,
): Promise<{ codes: number[]; parts: string[]; found: string[] }> {
  await page.goto(`${server.url}examples/plain.html`);
  return page.evaluate(
    async ({ site, words, colour }) => {
      interface Recommender {
        addItems(items: readonly object[]): Promise<{ codes: number[] }[]>;
        search(request: object): Promise<{ items: { id: string }[]; parts: string[] }>;
        dispose(): void;
      }
      const library = (await import(`${site}lib/musicrec.js`)) as {
        createRecommender(options: object): Recommender;
      };
      let image: Blob | undefined;
      if (colour !== undefined) {
        const canvas = new OffscreenCanvas(90, 60);
        const brush = canvas.getContext('2d')!;
        brush.fillStyle = colour;
        brush.fillRect(10, 10, 50, 30);
        image = await canvas.convertToBlob();
      }
      const shop = library.createRecommender({ bundle: `${site}models/grocery/`, executor: 'js' });
      const [{ codes }] = await shop.addItems([
        { id: 'own', ...(words && { title: words }), ...(image && { image }) },
      ]);
      const question = { ...(words && { text: words.split(' ')[0] }), ...(image && { image }) };
      const { items, parts } = await shop.search({ ...question, count: 3 });
      shop.dispose();
      return { codes, parts, found: items.map(({ id }) => id) };
    },
    { site: server.url, ...asked },
  );
}

const model = { model: 'owner/unigram', revision: '', licence: '' };
const unigram = { folder: 'unigram', said: { ...model, size: 32, most_tokens: 24 } };
const clipWords = {
  folder: 'clip',
  said: { ...model, model: 'owner/clip', size: 24, most_tokens: sentences.most_tokens },
};
const clipPictures = { folder: 'clip', said: pictures.clip.encoder };

const CASES: [string, Partial<Record<'text' | 'image', Own>>, Asked, string][] = [
  ['words', { text: unigram }, { words: '緑茶 牛乳' }, 'meaning'],
  ['pictures', { image: clipPictures }, { colour: 'teal' }, 'picture'],
  [
    'words and pictures by one model',
    { text: clipWords, image: clipPictures },
    { words: 'oat milk', colour: 'teal' },
    'picture',
  ],
];

for (const [what, encoders, asked, part] of CASES) {
  test(`${what}: read by what the bundle carries`, async ({ page, server }) => {
    const carried = carry(server, encoders);
    const { codes, parts, found } = await addAndFind(page, server, asked);
    expect(codes).toHaveLength(3);
    expect(parts).toContain(part);
    expect(found).toContain('own');
    expect(server.requests.filter((path) => path.includes('/encoders/'))).toEqual([]);
    for (const name of carried) {
      const times = server.requests.filter((path) => path.endsWith(`/grocery/${name}`)).length;
      expect(times, name).toBe(1);
    }
  });
}
