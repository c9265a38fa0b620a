/** `npm run bench -- --json FILE`: builds the site and runs the benchmarks of bench/ on it. */
import { installNodePackages } from './setup/node-packages.mjs';
import { main, must, run } from './setup/step.mjs';

await main(async () => {
  await installNodePackages();
  const { findChromium } = await import('./setup/chromium.mjs');
  const env = { CHROMIUM: await findChromium() };
  await must('npm', ['run', '--silent', 'build'], {
    what: 'The build',
    next: 'See the lines below.',
  });
  const { code } = await run('npx', ['tsx', 'bench/main.ts', ...process.argv.slice(2)], { env });
  process.exitCode = code;
});
