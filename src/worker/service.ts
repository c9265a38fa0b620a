/**
 * The engine as messages reach it: one engine, started once, its answers in envelopes.
 * No ranking and no transport: comlink carries it (engine.worker.ts).
 */
import { RecommenderError } from '../contract/errors';
import type { EngineService, Reply } from '../contract/wire';
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
  /** A call that changes what the shop is: its reply says how, once that is kept. */
  const change = async <T>(where: string, work: () => T | Promise<T>): Promise<Reply<T>> => {
    const answer = await reply(where, work);
    return answer.ok ? { ...answer, own: await engine().takeNews() } : answer;
  };
  return {
    ping: () => true,
    start: async (options, onProgress) => {
      const answer = await reply('worker.start', async () => {
        opened = await Engine.open({
          ...options,
          onProgress: (progress) => {
            onProgress(progress);
          },
        });
      });
      return answer.ok ? { ...answer, own: engine().own } : answer;
    },
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
      change('worker.setAvailable', () => {
        engine().setAvailable(ids, available);
      }),
    updateItems: (updates) =>
      change('worker.updateItems', () => {
        engine().updateItems(updates);
      }),
    addItems: (items) => change('worker.addItems', () => engine().addItems(items)),
    removeItems: (ids) => change('worker.removeItems', () => engine().removeItems(ids)),
    added: () => reply('worker.added', () => engine().added()),
    forgetChanges: () => change('worker.forgetChanges', () => engine().forgetChanges()),
    refresh: () => change('worker.refresh', () => engine().refresh()),
    search: (request) => reply('worker.search', () => engine().search(request)),
    describe: (id) => reply('worker.describe', () => engine().describe(id)),
    codebookMaps: (id) => reply('worker.codebookMaps', () => engine().codebookMaps(id)),
    encodeItem: (features) => reply('worker.encodeItem', () => engine().encodeItem(features)),
    catalogue: () => reply('worker.catalogue', () => engine().catalogue()),
    info: () => reply('worker.info', () => engine().info()),
    settled: () => reply('worker.settled', () => engine().settled()),
  };
}
