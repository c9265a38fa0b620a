/**
 * One build: the demo shop (index.html), the library (lib/), the plain example, the service worker, and the committed bundle.
 * Everything is addressed relatively, so the result works from any sub-path of any static host. Brotli files and byte budgets
 * are the next step of `npm run build`: bench/pack.ts.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { LIBRARY, writeDeclarations } from './scripts/declarations';

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');
const RUNTIME = join(ROOT, 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm');
/** What the shop needs offline; the bundle's test files the ONNX Runtime (fetched only where it pays) and encoders come when used. */
const PRECACHED =
  /^(index\.html|assets\/.+\.(js|css)|assets\/fraunces-latin-wght.+\.woff2|grocery\/.+\.json|models\/.+\.(json|bin|onnx)|.+\.(svg|webmanifest))$/;
const NOT_PRECACHED = /golden\.json$|ort[-.]|\.wasm$|^models\/encoders\//;

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Copies what is served as it is: the showcase bundle, the plain example, the licences of what is served. */
async function copyStatic(): Promise<void> {
  for (const file of ['LICENSE', 'NOTICE']) await cp(join(ROOT, file), join(DIST, file));
  await cp(join(ROOT, 'models/grocery'), join(DIST, 'models/grocery'), { recursive: true });
  await cp(join(ROOT, 'models/encoders'), join(DIST, 'models/encoders'), { recursive: true });
  await cp(join(ROOT, 'examples'), join(DIST, 'examples'), { recursive: true });
}

/** Writes into the built service worker what it keeps for offline use, under a version that is a hash of it all. */
async function fillPrecache(): Promise<void> {
  const files = (await filesOf(DIST)).filter(
    (file) => PRECACHED.test(file) && !NOT_PRECACHED.test(file),
  );
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(join(DIST, file)));
  const worker = join(DIST, 'service-worker.js');
  const code = await readFile(worker, 'utf8');
  const filled = code
    .replace(/(["'`])__PRECACHE_FILES__\1/, JSON.stringify(JSON.stringify(files)))
    .replace('__PRECACHE_VERSION__', hash.digest('hex').slice(0, 12));
  if (filled === code) throw new Error('The service worker has no place for its file list.');
  await writeFile(worker, filled);
}

/** What follows once the chunks are on disk, each step on what the one before left. */
function finish(): Plugin {
  return {
    name: 'musicrec-finish',
    apply: 'build',
    async closeBundle(error) {
      if (error !== undefined) return;
      await copyStatic();
      await writeDeclarations(DIST);
      await fillPrecache();
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [finish()],
  worker: {
    format: 'es',
    // What tells a bundler that a call is pure is no use behind the last one.
    rolldownOptions: { output: { comments: { annotation: false } } },
  },
  // The engine room says how much it would fetch before it does.
  define: { RUNTIME_BYTES: String(statSync(RUNTIME).size) },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      input: {
        index: 'index.html',
        'service-worker': 'src/demo/service-worker.ts',
        ...LIBRARY,
      },
      preserveEntrySignatures: 'exports-only',
      output: {
        entryFileNames: ({ name }) =>
          name.startsWith('lib/') || name === 'service-worker'
            ? '[name].js'
            : 'assets/[name]-[hash].js',
      },
    },
  },
});
