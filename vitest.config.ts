/** Unit and property tests: beside the source, in Node. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,bench,scripts,showcase}/**/*.test.ts'],
    // These run in a browser: vitest.gpu.config.ts.
    exclude: ['**/node_modules/**', 'src/**/*.{gpu,browser}.test.ts'],
    testTimeout: 30_000,
    // What a file prepares takes as long on a busy machine as what it tests.
    hookTimeout: 30_000,
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
  },
});
