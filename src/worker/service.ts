/**
 * The engine as messages reach it: one engine, started once, its answers in envelopes.
 * No ranking and no transport: comlink carries it (engine.worker.ts).
 */
import { RecommenderError } from '../contract/errors';
import type { EngineService } from '../contract/wire';
import { Engine } from '../engine/engine';
import { reply } from '../contract/reply';

export function engineService(): EngineService {
  let opened: Engine | undefined;
  const running = new Map<number, AbortController>();
  const engine = (): Engine => {
    if (opened === undefined) {
      const reason = 'a call came before start';
      throw new RecommenderError('internal', { where: 'worker', reason });
    }
    return opened;
  };
  return {
    ping: () => true,
    start: (options, onProgress) =>
      reply('worker.start', async () => {
        opened = await Engine.open({
          ...options,
          onProgress: (progress) => {
            onProgress(progress);
          },
        });
      }),
    recommend: (call, request) =>
      reply('worker.recommend', async () => {
        const abort = new AbortController();
        running.set(call, abort);
        try {
          return await engine().recommend(request, abort.signal);
        } finally {
          running.delete(call);
        }
      }),
    abort: (call) => {
      running.get(call)?.abort();
    },
    setAvailable: (ids, available) =>
      reply('worker.setAvailable', () => {
        engine().setAvailable(ids, available);
      }),
    updateItems: (updates) =>
      reply('worker.updateItems', () => {
        engine().updateItems(updates);
      }),
    addItems: (items) => reply('worker.addItems', () => engine().addItems(items)),
    removeItems: (ids) => reply('worker.removeItems', () => engine().removeItems(ids)),
    search: (request) => reply('worker.search', () => engine().search(request)),
    describe: (id) => reply('worker.describe', () => engine().describe(id)),
    codebookMaps: (id) => reply('worker.codebookMaps', () => engine().codebookMaps(id)),
    encodeItem: (features) => reply('worker.encodeItem', () => engine().encodeItem(features)),
    catalogue: () => reply('worker.catalogue', () => engine().catalogue()),
    info: () => reply('worker.info', () => engine().info()),
    settled: () => reply('worker.settled', () => engine().settled()),
  };
}
