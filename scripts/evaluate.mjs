/** `npm run evaluate -- …`: the engine over a whole test set, in Node; see src/evaluate/main.ts for the options. */
import { installNodePackages } from './setup/node-packages.mjs';
import { main, ROOT, run } from './setup/step.mjs';

await main(async () => {
  await installNodePackages();
  const { code } = await run(
    'npx',
    ['--prefix', ROOT, 'tsx', `${ROOT}/src/evaluate/main.ts`, ...process.argv.slice(2)],
    {
      cwd: process.env.INIT_CWD,
    },
  );
  process.exitCode = code;
});
