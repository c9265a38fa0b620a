/**
 * What TypeScript is told of the library: for each of its entries a file of declarations, which lies beside the script. Not a check
 * of types: that is `tsc`.
 */
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const ROOT = join(import.meta.dirname, '..');

/** The entries, by name in `dist/`. */
export const LIBRARY = {
  'lib/musicrec': join(ROOT, 'src/client/index.ts'),
  'lib/rec-shelf': join(ROOT, 'src/widget/rec-shelf.ts'),
};

/** Writes them under `folder`; the element's takes what the client's declares from there. */
export async function writeDeclarations(folder: string): Promise<void> {
  const plugins = dts({ tsconfig: join(ROOT, 'tsconfig.json') });
  const bundle = await rollup({ input: LIBRARY, plugins });
  await bundle.write({ dir: folder, entryFileNames: '[name].d.ts' });
  await bundle.close();
}
