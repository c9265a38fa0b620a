/** Tests of what only a browser has, the WebGPU kernels and the decoding of pictures: beside the source, in real Chromium. */
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGS } from './scripts/setup/chromium-args.mjs';

export default defineConfig({
  // Found while tests run, they would be built then and the page loaded anew.
  optimizeDeps: { include: ['fast-check', 'onnxruntime-web/wasm', '@huggingface/tokenizers'] },
  test: {
    include: ['src/**/*.{gpu,browser}.test.ts'],
    // Compiling for a software adapter takes seconds, on a busy machine many.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // One page at a time: SwiftShader takes all cores for one already.
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
          args: CHROMIUM_ARGS,
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
