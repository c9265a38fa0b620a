/**
 * Draws every product of a shop as a PNG, for the trainer's image encoder; the page draws the same pictures itself.
 * Resumable: a picture whose drawing has not changed is kept. One shipped font and no system fonts, so that the bytes do not depend on the machine.
 *
 *   npx tsx showcase/grocery/rasterise.ts ITEMS_CSV OUT_DIR
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { drawProduct } from '../../src/demo/pictures/draw';
import type { IconSprite } from '../../src/demo/pictures/icon-sprite';
import { parseCsv } from './csv';

/** What EfficientNet-lite0 reads, so that nothing is scaled again but its centre crop. */
const SIDE = 224;
const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf',
);
const SPRITE = join(dirname(fileURLToPath(import.meta.url)), '../../public/grocery/icons.json');
/** Digests of the drawings behind the files in a folder. */
const INDEX = 'drawings.json';

function raster(svg: string): Buffer {
  return new Resvg(svg, {
    fitTo: { mode: 'width', value: SIDE },
    font: { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: 'Inter' },
  })
    .render()
    .asPng();
}

function main(itemsCsv: string | undefined, out: string | undefined): void {
  if (itemsCsv === undefined || out === undefined) {
    throw new Error('Usage: rasterise.ts ITEMS_CSV OUT_DIR');
  }
  const sprite = JSON.parse(readFileSync(SPRITE, 'utf8')) as IconSprite;
  mkdirSync(out, { recursive: true });
  const index = join(out, INDEX);
  const before = existsSync(index)
    ? (JSON.parse(readFileSync(index, 'utf8')) as Record<string, string>)
    : {};
  const now: Record<string, string> = {};
  const items = parseCsv(readFileSync(itemsCsv, 'utf8'));
  let drawn = 0;
  for (const item of items) {
    const svg = drawProduct(
      {
        id: item['id'],
        icon: item['icon'],
        package: item['package'],
        content: item['content'],
        maker: Number(item['maker']),
        ownLabel: item['own_label'] === 'true',
        size: item['size'],
        aisle: item['aisle'],
      },
      sprite,
    );
    const file = join(out, `${item['id']}.png`);
    const digest = createHash('sha256').update(svg).digest('hex').slice(0, 16);
    now[item['id']] = digest;
    if (before[item['id']] === digest && existsSync(file)) continue;
    writeFileSync(file, raster(svg));
    drawn++;
    if (drawn % 500 === 0) {
      // What an interrupted run has drawn is known to the next one.
      writeFileSync(index, JSON.stringify({ ...before, ...now }));
      console.log(`${String(drawn)} drawn …`);
    }
  }
  writeFileSync(index, JSON.stringify(now));
  console.log(`${String(items.length)} pictures in ${out}, ${String(drawn)} of them drawn now.`);
}

main(process.argv[2], process.argv[3]);
