/** The shop's bundle with another beam width, beside it in the built site. Quality is not the same: the width was chosen. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SHOP = 'grocery';

/** Runs `work` with a bundle of each width there, by name in the order of the widths; they are gone afterwards. */
export async function withBeams<T>(
  dist: string,
  widths: readonly number[],
  work: (bundles: readonly string[]) => Promise<T>,
): Promise<T> {
  const bundles = widths.map((width) => bundleWithBeam(dist, width));
  try {
    return await work(bundles);
  } finally {
    for (const bundle of bundles) rmSync(join(dist, 'models', bundle), { recursive: true });
  }
}

/** Without its self-test, whose lists are those of the shipped width. */
function bundleWithBeam(dist: string, width: number): string {
  const name = `${SHOP}-beam-${width}`;
  const folder = join(dist, 'models', name);
  cpSync(join(dist, 'models', SHOP), folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
    decoding: { beam_width: number };
    files: Record<string, unknown>;
  };
  manifest.decoding.beam_width = width;
  manifest.files = Object.fromEntries(
    Object.entries(manifest.files).filter(([name]) => name !== 'selftest.json'),
  );
  writeFileSync(file, JSON.stringify(manifest));
  rmSync(`${file}.br`, { force: true });
  return name;
}
