/** Browser tests: real Chromium, the built site, a server per test. No retries: a flaky test is a failing one. */
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS } from './scripts/setup/chromium-args.mjs';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: 'e2e',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath,
      args: CHROMIUM_ARGS,
    },
  },
});
