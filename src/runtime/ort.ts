/**
 * Loads ONNX Runtime Web once: the `/wasm` build, one thread, its WebAssembly file served from where this code is.
 * A lazy chunk: nothing of it is fetched before the first call. No sessions here (ort-model.ts).
 */
import type * as OrtModule from 'onnxruntime-web/wasm';
import { RecommenderError } from '../contract/errors';
import { checkCompileAllowed } from './compile-allowed';

export type Ort = typeof OrtModule;

/** One expression that Vite turns into an asset of the build and Node reads as a file. Never a CDN. */
const WASM_URL = new URL(
  '../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
  import.meta.url,
).href;

/** The glue built into the package's bundle fetches, and Node fetches no files: there the glue beside the file reads it. */
const IN_NODE = { wasm: WASM_URL, mjs: WASM_URL.replace(/\.wasm$/, '.mjs') };

/** Compiling takes half a second; a download that stalls must not hold the executor for ever. */
const INIT_TIMEOUT_MS = 60_000;

export const SESSION_OPTIONS: OrtModule.InferenceSession.SessionOptions = {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  // Rows vary with the history: a pattern planned for one shape is of no use for the next.
  enableMemPattern: false,
  // Without this, DequantizeLinear over constant weights is kept for a later fusion that never comes,
  // and every run dequantises every matrix again.
  extra: { session: { disable_quant_qdq: '1' } },
};

let loading: Promise<Ort> | null = null;

/** The module, configured. A failed import is forgotten, so that a later call may try again. */
export function loadOrt(): Promise<Ort> {
  loading ??= importOrt().catch((error: unknown) => {
    loading = null;
    throw unavailable(error);
  });
  return loading;
}

/** The least that is a model: y = x. */
const IDENTITY = Uint8Array.of(
  ...[
    8, 8, 58, 47, 10, 16, 10, 1, 120, 18, 1, 121, 34, 8, 73, 100, 101, 110, 116, 105, 116, 121, 18,
    1, 103,
  ],
  ...[90, 11, 10, 1, 120, 18, 6, 10, 4, 8, 1, 18, 0, 98, 11, 10, 1, 121, 18, 6, 10, 4, 8, 1, 18, 0],
  ...[66, 2, 16, 13],
);

/** Fetches and compiles the WebAssembly now, which the first session does otherwise: half a second while a model is on its way. */
export async function startOrt(): Promise<void> {
  const ort = await loadOrt();
  await (await ort.InferenceSession.create(IDENTITY, SESSION_OPTIONS)).release();
}

async function importOrt(): Promise<Ort> {
  checkCompileAllowed();
  const ort = await import('onnxruntime-web/wasm');
  // More threads need cross-origin isolation, which we ask of no shop.
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  if (WASM_URL.startsWith('file:')) {
    ort.env.wasm.wasmPaths = IN_NODE;
  } else {
    ort.env.wasm.wasmPaths = { wasm: WASM_URL };
    // Its timer is never cleared, and would keep a process in Node alive.
    ort.env.wasm.initTimeout = INIT_TIMEOUT_MS;
  }
  ort.env.logLevel = 'error';
  return ort;
}

/** Whatever an encoder's runtime throws, as `encoder/unavailable`. */
export function encoderUnavailable(error: unknown): RecommenderError {
  const cause = error instanceof Error ? error.message : String(error);
  const reason = error instanceof RecommenderError ? String(error.details.reason) : cause;
  return new RecommenderError('encoder/unavailable', { reason });
}

/** Whatever the runtime throws, as `runtime/unavailable`. */
export function unavailable(error: unknown): RecommenderError {
  if (error instanceof RecommenderError) return error;
  const message = error instanceof Error ? error.message : String(error);
  // The runtime's words for whatever keeps its WebAssembly from starting.
  const reason = message.startsWith('no available backend')
    ? `ONNX Runtime did not start; check that ${WASM_URL} is served (${message})`
    : message;
  return new RecommenderError('runtime/unavailable', { executor: 'wasm', reason });
}
