/** `npm run trainer -- VERB …`: the console script `musicrec` in the managed environment. */
import { installNodePackages } from './setup/node-packages.mjs';
import { installPython, PYTHON } from './setup/python.mjs';
import { main, run } from './setup/step.mjs';

await main(async () => {
  await installNodePackages();
  await installPython();
  const { code } = await run(PYTHON, ['-m', 'musicrec.cli.main', ...process.argv.slice(2)], {
    cwd: process.env.INIT_CWD,
  });
  process.exitCode = code;
});
