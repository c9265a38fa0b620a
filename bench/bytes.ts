/** Bytes of the built site by part, raw and as brotli files. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Bytes {
  readonly raw: number;
  readonly brotli: number;
}

const PARTS: readonly (readonly [name: string, files: RegExp])[] = [
  [
    'page (html, css, js)',
    /^(index\.html|assets\/(index|rec-shelf|musicrec|client)[^/]*\.(js|css))$/,
  ],
  ['worker and engine', /^assets\/(engine|service)[^/]*\.js$/],
  ['WebGPU executor (lazy)', /^assets\/gpu-ranker[^/]*\.js$/],
  ['font', /^assets\/.*\.woff2$/],
  ['pictures (icons)', /^grocery\/icons\.json$/],
  ['ONNX Runtime (lazy)', /^assets\/ort[^/]*\.(js|mjs|wasm)$/],
  ['bundle: generator', /^models\/grocery\/(encoder|items|level_\d)\.onnx$|residuals\.bin$/],
  [
    'bundle: core tables',
    /^models\/grocery\/(manifest\.json|items\.json|semantic_ids\.bin|prior\.bin|popularity\.bin|selftest\.json)$/,
  ],
  ['bundle: fusion and features (lazy)', /^models\/grocery\/(fusion\.onnx|features\.bin)$/],
  ['bundle: whitening of texts and pictures (lazy)', /^models\/grocery\/whitening_\w+\.bin$/],
  ['bundle: golden (tests only)', /^models\/grocery\/golden\.json$/],
  ['reading words (lazy)', /^models\/encoders\/static\/.+\.(onnx|txt)$/],
  ['reading pictures (lazy)', /^models\/encoders\/efficientnet-lite0\/.+\.onnx$/],
];

export async function measureBytes(dist: string): Promise<Record<string, Bytes>> {
  const files = (await readdir(dist, { recursive: true })).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const size = async (file: string): Promise<number> =>
    files.includes(file) ? (await stat(join(dist, file))).size : 0;
  const result: Record<string, Bytes> = {};
  for (const [name, pattern] of PARTS) {
    const members = files.filter((file) => pattern.test(file));
    const total = { raw: 0, brotli: 0 };
    for (const file of members) {
      total.raw += await size(file);
      total.brotli += (await size(`${file}.br`)) || (await size(file));
    }
    result[name] = total;
  }
  return result;
}
