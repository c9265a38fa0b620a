/**
 * Running other programs with plain progress, and failing with one clear sentence.
 * Not a build system: every script calls these in the order it needs.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** An expected failure: printed without a stack. */
export class SetupError extends Error {}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Run a program; resolves with its exit code and, when captured, its output. */
export function run(command, args, { capture = false, cwd = ROOT, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Run a program that must succeed; on failure its output and the next step are shown. */
export async function must(command, args, { what, next, ...options }) {
  let result;
  try {
    result = await run(command, args, { capture: true, ...options });
  } catch (error) {
    throw new SetupError(
      `${what} failed: ${command} could not be started (${error.message}). ${next}`,
    );
  }
  if (result.code !== 0) {
    const tail = result.output.split('\n').slice(-25).join('\n');
    const full = /ENOSPC|No space left/.test(result.output)
      ? ' The disk is full: free about 8 GB.'
      : '';
    throw new SetupError(`${what} failed.${full} ${next}\n${tail}`);
  }
  return result.output;
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** Do the work only when `files` differ from those of the last time it succeeded. */
export async function unlessDone(stamp, files, work) {
  const path = join(ROOT, stamp);
  const now = digest(files);
  if (existsSync(path) && readFileSync(path, 'utf8') === now) return false;
  await work();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, now);
  return true;
}

/** Run a script's main function; a SetupError ends it with its sentence, anything else with a stack. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
