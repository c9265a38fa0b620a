/**
 * Starts the engine's worker, by URL only: none of its code is in the page's bundle.
 * Not where answers are read (worker-link.ts).
 */
import { RecommenderError } from '../contract/errors';
import type { WorkerHandle } from './worker-link';

export function spawnWorker(): WorkerHandle {
  if (typeof Worker === 'undefined') {
    throw new RecommenderError('worker/start', {
      reason: 'there are no web workers here',
      url: 'the worker script',
    });
  }
  // The bundler must see `new Worker(new URL(…))` as one expression to emit the worker.
  const worker = new Worker(new URL('../worker/engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'musicrec',
  });
  return {
    endpoint: worker,
    onFailure(listener) {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        // A blocked or missing script gives an event without a message.
        listener(event.message || 'its script could not be loaded');
      });
      worker.addEventListener('messageerror', () => {
        listener('a message could not be read');
      });
    },
    terminate() {
      worker.terminate();
    },
  };
}
