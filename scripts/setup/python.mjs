/** The trainer's virtual environment, `trainer/.venv`, from its lock file with hashes. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must, ROOT, run, say, SetupError, unlessDone } from './step.mjs';

const VENV = 'trainer/.venv';
const WINDOWS = process.platform === 'win32';
/** The environment's interpreter. */
export const PYTHON = join(ROOT, VENV, WINDOWS ? 'Scripts/python.exe' : 'bin/python');

async function findPython() {
  for (const name of [process.env.PYTHON, 'python3.11', 'python3', 'python'].filter(Boolean)) {
    try {
      const { code, output } = await run(
        name,
        ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'],
        {
          capture: true,
        },
      );
      if (code === 0 && output.trim() === '3.11') return name;
    } catch {
      // Not installed under this name; try the next.
    }
  }
  throw new SetupError(
    'Python 3.11 was not found. Install it, or set PYTHON to its path, then run the command again.',
  );
}

export async function installPython() {
  const locks = ['trainer/requirements.lock', 'trainer/pyproject.toml'];
  await unlessDone(`${VENV}/.installed`, locks, async () => {
    const python = await findPython();
    say('Installing the trainer (PyTorch among it: about 6 GB on disk, a few minutes) …');
    if (!existsSync(PYTHON)) {
      rmSync(join(ROOT, VENV), { recursive: true, force: true });
      await must(python, ['-m', 'venv', VENV], {
        what: 'Creating the virtual environment',
        next: 'Install the venv module of Python 3.11 (Debian: python3.11-venv).',
      });
    }
    const pip = [
      PYTHON,
      ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'],
    ];
    await must(
      pip[0],
      [...pip[1], '--require-hashes', '--no-deps', '-r', 'trainer/requirements.lock'],
      {
        what: 'Installing the locked Python packages',
        next: 'Check that the Python package registry can be reached and about 8 GB of disk are free.',
      },
    );
    await must(pip[0], [...pip[1], '--no-deps', '--no-build-isolation', '-e', 'trainer'], {
      what: 'Installing the trainer itself',
      next: 'See the lines below.',
    });
  });
}
