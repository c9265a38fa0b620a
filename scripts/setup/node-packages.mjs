/** The npm packages of the lock file. Install scripts stay off: nothing we use needs one. */
import { must, say, SetupError, unlessDone } from './step.mjs';

export async function installNodePackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(`Node ${process.versions.node} is too old. Install Node 20.19 or newer.`);
  }
  await unlessDone('node_modules/.installed', ['package-lock.json'], async () => {
    say('Installing npm packages …');
    await must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      what: 'npm ci',
      next: 'Check that the npm registry can be reached, then run the command again.',
    });
  });
}
