/** Unit and property tests: beside the source, in Node. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,bench,scripts,showcase}/**/*.test.ts'],
    // These run in a browser: vitest.gpu.config.ts.
    exclude: ['**/node_modules/**', 'src/**/*.{gpu,browser}.test.ts'],
    // They stop what hangs, on a busy machine too: what takes a second alone has taken thirty there.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
  },
});
