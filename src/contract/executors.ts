/** The ways of computing a list. A file of its own, so that a page that only shows lists does not load it. */

export const EXECUTORS = ['graph', 'js', 'wasm', 'webgpu'] as const;
/** A way of computing lists; see ARCHITECTURE.md, "Executors". */
export type ExecutorName = (typeof EXECUTORS)[number];
