/**
 * `npm install --no-save webgpu && npx tsx bench/dawn.ts [--rounds N] [--adapter NAME]`: a list of ten on the committed bundle by our
 * kernels in Node, on the GPU that Dawn finds (a part of its name chooses another), beside `js` and `wasm` in turns. For a machine
 * with a GPU and no browser to speak of; what pages are measured with is main.ts.
 */
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import type * as DawnRace from './dawn-race';
import { summary } from './timing';

/** Of the package `webgpu`, which weighs a hundred megabytes and is no dependency of ours. */
interface Dawn {
  readonly create: (flags: readonly string[]) => GPU;
  /** What a browser has by name: GPUBufferUsage and such. */
  readonly globals: object;
}
const DAWN = 'webgpu';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, adapter: { type: 'string' } },
});
const { create, globals } = (await import(DAWN)) as Dawn;
Object.assign(globalThis, globals);
const gpu = create(values.adapter === undefined ? [] : [`adapter=${values.adapter}`]);
// The kernels' texts are imported as a page's build imports them, some of them late.
const server = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, ws: false },
});
const { race } = (await server.ssrLoadModule('/bench/dawn-race.ts')) as typeof DawnRace;
const { adapter, times, setUpMs } = await race(gpu, Number(values.rounds));
console.log(`${adapter}; kernels compiled and tables sent in ${setUpMs.toFixed(0)} ms`);
for (const [name, milliseconds] of Object.entries(times)) {
  const { p50_ms, p95_ms, min_ms, max_ms, calls } = summary(milliseconds);
  const shown = [p50_ms, p95_ms, min_ms, max_ms].map((ms) => ms.toFixed(2).padStart(9)).join('');
  console.log(`${name.padEnd(16)}${shown}${String(calls).padStart(7)}`);
}
await server.close();
