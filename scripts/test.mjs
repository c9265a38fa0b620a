/**
 * `npm test`: every check of the project, in one command on a fresh machine.
 * The last line is `N passed, N failed`; a skipped case counts as failed, and so does a browser run without a case.
 * Two lanes share the set-up time: Python installs while the TypeScript checks run; the browser runs alone, last.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installNodePackages } from './setup/node-packages.mjs';
import { installPython, PYTHON } from './setup/python.mjs';
import { main, run, say } from './setup/step.mjs';

const results = [];
const reports = mkdtempSync(join(tmpdir(), 'musicrec-test-'));
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;

function record(name, passed, failed, output, since) {
  results.push({ passed, failed });
  const sign = failed > 0 ? '✗' : '✓';
  say(`${sign} ${name}: ${passed} passed, ${failed} failed (${seconds(since)})`);
  if (failed > 0) say(output.trimEnd().split('\n').slice(-400).join('\n'));
}

/** A check that passes or fails as a whole. */
async function check(name, command, args, options = {}) {
  const since = Date.now();
  const { code, output } = await run(command, args, { capture: true, ...options });
  record(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1, output, since);
}

/** A test runner; `count` reads passed and failed from what it wrote. */
async function suite(name, command, args, count, options = {}) {
  const since = Date.now();
  const { code, output } = await run(command, args, { capture: true, ...options });
  let [passed, failed] = [0, 0];
  try {
    [passed, failed] = count(output);
  } catch {
    // The runner died before it could report: the exit code says so below.
  }
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
  record(name, passed, failed, output, since);
}

function countPytest(output) {
  const last = output.trimEnd().split('\n').at(-1);
  const of = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(last)?.[1] ?? 0);
  return [of('passed'), of('failed') + of('errors?') + of('skipped') + of('xfailed')];
}

function countVitest(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const other = report.numTotalTests - report.numPassedTests;
  return [report.numPassedTests, Math.max(other, report.numFailedTestSuites > 0 ? 1 : 0)];
}

function countPlaywright(file) {
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'));
  return [stats.expected, stats.unexpected + stats.skipped + stats.flaky + errors.length];
}

/** Vitest with a configuration of its own, counted by its report; no case at all is a failure. */
async function vitest(name, args, env = {}) {
  const file = join(reports, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const count = () => countVitest(file);
  await suite(name, 'npx', ['vitest', 'run', ...args, ...reporters], count, { env });
}

async function typescriptLane() {
  await check('format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']);
  await check('lint', 'npx', ['eslint', '--max-warnings', '0', '.']);
  await check('types', 'npx', ['tsc', '-p', '.']);
  await vitest('unit', []);
}

async function pythonLane(ready) {
  await ready;
  const python = ['trainer', 'showcase/grocery'];
  await check('python format', PYTHON, ['-m', 'ruff', 'format', '--check', ...python]);
  await check('python lint', PYTHON, ['-m', 'ruff', 'check', ...python]);
  await check('python types', PYTHON, ['-m', 'mypy'], { cwd: 'trainer' });
  await check('showcase types', PYTHON, ['-m', 'mypy'], { cwd: 'showcase/grocery' });
  const pytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'];
  await suite('trainer', PYTHON, pytest, countPytest, { cwd: 'trainer' });
  await suite('showcase', PYTHON, pytest, countPytest, { cwd: 'showcase/grocery' });
}

async function browserLane() {
  await check('build', 'npm', ['run', '--silent', 'build']);
  const { findChromium } = await import('./setup/chromium.mjs');
  const CHROMIUM = await findChromium();
  await vitest('webgpu', ['--config', 'vitest.gpu.config.ts'], { CHROMIUM });
  const file = join(reports, 'playwright.json');
  const env = { CHROMIUM, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  await suite(
    'browser',
    'npx',
    ['playwright', 'test', '--reporter=list,json'],
    () => countPlaywright(file),
    { env },
  );
}

await main(async () => {
  const since = Date.now();
  await installNodePackages();
  const pythonReady = installPython();
  // Awaited in its lane; a failure must not be lost while the other lane runs.
  pythonReady.catch(() => {});
  await typescriptLane();
  await pythonLane(pythonReady);
  await browserLane();
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (failed > 0) process.exitCode = 1;
  say(`\nAll checks took ${seconds(since)}.`);
  say(`${passed} passed, ${failed} failed`);
});
