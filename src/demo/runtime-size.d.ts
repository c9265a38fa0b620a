/** What the build fills in (vite.config.ts): the size of ONNX Runtime's WebAssembly before compression, in bytes. */
declare const RUNTIME_BYTES: number;
