/** `npm run demo`: install, build, serve the demo shop at http://127.0.0.1:4173 (PORT changes it). */
import { createServer } from 'node:net';
import { installNodePackages } from './setup/node-packages.mjs';
import { main, must, say, SetupError } from './setup/step.mjs';

const HOST = '127.0.0.1';

function portOf(text) {
  const port = Number(text ?? 4173);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new SetupError(`PORT is "${text}"; set it to a number from 1 to 65535.`);
  }
  return port;
}

function mustBeFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is taken by another program'
          : `cannot be used (${error.code})`;
      reject(new SetupError(`Port ${port} ${why}. Choose another: PORT=${port + 1} npm run demo`));
    });
    probe.listen(port, HOST, () => probe.close(() => resolve(undefined)));
  });
}

await main(async () => {
  const port = portOf(process.env.PORT);
  await mustBeFree(port);
  await installNodePackages();
  say('Building the demo shop …');
  await must('npx', ['vite', 'build'], {
    what: 'The build',
    next: 'See the lines below.',
  });
  const { preview } = await import('vite');
  await preview({ preview: { host: HOST, port, strictPort: true } });
  say(`\nThe demo shop is open: http://${HOST}:${port}/   (Ctrl+C closes it)`);
});
