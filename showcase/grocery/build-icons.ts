/**
 * Writes public/grocery/icons.json: every icon the curated table names and every one of our own,
 * by name, as the inner markup of a 32 x 32 square. Fails if the table names an icon nobody has.
 *
 *   npx tsx showcase/grocery/build-icons.ts
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ID_MARK } from '../../src/demo/pictures/icon-sprite';
import { OWN_ICONS } from '../../src/demo/pictures/own-icons/index';
import { parseCsv } from './csv';
import { roundPath } from './path-precision';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, '../../public/grocery/icons.json');
const LARGEST = 400_000;

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>;
}

/** A tenth of a unit in 32 is a fifth of a pixel where labels are drawn: the rest is bytes. */
const DECIMALS = 1;

function shorten(body: string): string {
  return (
    body
      .replace(/\bd="([^"]+)"/g, (_, data: string) => `d="${roundPath(data, DECIMALS)}"`)
      .replace(/ rx="0"/g, '')
      .replace(/ +\/>/g, '/>')
      // JSON would escape every double quote.
      .replaceAll('"', "'")
  );
}

/** Ids in an icon get a mark the drawing replaces, so that two icons on a page never share one. */
function markIds(body: string): string {
  const ids = [...body.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
  return ids.reduce(
    (marked, id, index) =>
      marked
        .replaceAll(`id="${id}"`, `id="${ID_MARK}${index}"`)
        .replaceAll(`url(#${id})`, `url(#${ID_MARK}${index})`)
        .replaceAll(`href="#${id}"`, `href="#${ID_MARK}${index}"`),
    body,
  );
}

/** The sprite is put into pages: no scripts, no handlers, no reference outside itself. */
function assertHarmless(name: string, body: string): void {
  if (/<script|<foreignObject|\son\w+=|href=["'](?!#)|url\((?!#)|<!|&(?!amp;|lt;|gt;)/i.test(body))
    throw new Error(`The icon ${name} holds markup that has no place in a picture.`);
}

const table = parseCsv(readFileSync(join(HERE, 'curation/products.csv'), 'utf8'));
const set = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@iconify-json/fluent-emoji-flat/icons.json'),
    'utf8',
  ),
) as IconSet;

const wanted = new Map<string, string>();
for (const { keep, icon, category, type } of table)
  if (keep === 'yes' && !wanted.has(icon)) wanted.set(icon, `${category} / ${type}`);

const missing: string[] = [];
const sprite: Record<string, string> = {};
for (const name of [...new Set([...wanted.keys(), ...OWN_ICONS.keys()])].sort()) {
  const body = OWN_ICONS.get(name) ?? set.icons[name]?.body;
  if (body === undefined) missing.push(`${name || '(no icon)'} (${wanted.get(name) ?? ''})`);
  else {
    assertHarmless(name, body);
    sprite[name] = shorten(markIds(body));
  }
}
if (missing.length > 0) throw new Error(`Icons nobody has drawn: ${missing.join('; ')}`);

const json = JSON.stringify(sprite, null, 0).replaceAll('","', '",\n"') + '\n';
if (json.length > LARGEST)
  throw new Error(`icons.json has ${json.length} characters, more than ${LARGEST}.`);
mkdirSync(dirname(OUT), { recursive: true });
writeFileSync(OUT, json);
console.log(`${Object.keys(sprite).length} icons, ${json.length} characters: ${OUT}`);
