/**
 * The last step of `npm run build`: brotli files beside what compresses, for hosts that serve them, and the budgets checked
 * on them. The demo does without: it is served from this machine, uncompressed.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { checkBudgets } from './budgets';

const DIST = join(import.meta.dirname, '..', 'dist');
const COMPRESSIBLE = /\.(html|js|mjs|css|json|txt|svg|wasm|onnx|bin|webmanifest)$/;

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    // Half a minute for the 14 MB runtime, and 2 % less of it.
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
}

const files = await readdir(DIST, { recursive: true });
const compressible = files.filter((file) => COMPRESSIBLE.test(file));
await Promise.all(compressible.map((file) => compress(join(DIST, file))));
await checkBudgets(DIST);
