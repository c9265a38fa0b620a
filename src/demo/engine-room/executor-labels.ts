/** The executors as headings name them; inside a sentence they are called as in status-line.ts. */
import type { ExecutorName } from '../../contract/recommend';

export const EXECUTOR_LABELS: Readonly<Record<ExecutorName, string>> = {
  graph: 'Item graph',
  js: 'JavaScript',
  wasm: 'WebAssembly',
  webgpu: 'WebGPU',
};
