/** A Chromium for the browser tests: an installed one, else Playwright's download, else the system's package manager. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { run, say, SetupError } from './step.mjs';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
];

function installed() {
  const own = process.env.CHROMIUM;
  if (own && !existsSync(own)) {
    throw new SetupError(`CHROMIUM is set to ${own}, which does not exist. Correct or unset it.`);
  }
  return [own, ...INSTALLED, chromium.executablePath()].find((path) => path && existsSync(path));
}

/** Path of a Chromium that can be started. */
export async function findChromium() {
  let path = installed();
  if (path) return path;
  say('Chromium: downloading with Playwright …');
  await run('npx', ['playwright', 'install', '--with-deps', 'chromium'], { capture: true });
  path = installed();
  if (path) return path;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    say('Chromium: installing with the system package manager …');
    await run('apt-get', ['update', '-qq'], { capture: true });
    await run('apt-get', ['install', '-y', '-qq', 'chromium'], { capture: true });
    path = installed();
    if (path) return path;
  }
  throw new SetupError(
    'No Chromium was found or could be installed. Install one, or set CHROMIUM to its path.',
  );
}
