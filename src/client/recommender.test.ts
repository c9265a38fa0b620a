/** The client against the real service over a MessageChannel, the bundle over HTTP: a worker in all but the thread. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as Comlink from 'comlink';
import type { NewItem } from '../contract/recommend';
import { engineService } from '../worker/service';
import { createRecommender, RecommenderError, type RecommenderOptions } from './index';
import { WorkerRecommender } from './recommender';
import type { WorkerHandle } from './worker-link';

let server: Server;
let bundle: string;
const opened: WorkerRecommender[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    readFile(new URL(`../../models/fixture/${(request.url ?? '').slice(1)}`, import.meta.url)).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bundle = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  for (const recommender of opened.splice(0)) recommender.dispose();
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** The workers of one recommender, and two ways for the newest to die; `busy` makes it answer that much later. */
class Workers {
  spawned = 0;
  busy = 0;
  #fail: (reason: string) => void = () => undefined;
  #port: MessagePort | undefined;

  readonly spawn = (): WorkerHandle => {
    this.spawned++;
    const { port1, port2 } = new MessageChannel();
    Comlink.expose(engineService(), port2);
    this.#port = port2;
    const heard = new Map<unknown, EventListener>();
    return {
      endpoint: {
        postMessage: port1.postMessage.bind(port1),
        addEventListener: (type, listener) => {
          const late: EventListener = (event) => {
            const tell = (): void => {
              if (typeof listener === 'function') listener(event);
              else listener.handleEvent(event);
            };
            if (this.busy === 0) tell();
            else setTimeout(tell, this.busy);
          };
          heard.set(listener, late);
          port1.addEventListener(type, late);
        },
        removeEventListener: (type, listener) => {
          const late = heard.get(listener);
          if (late !== undefined) port1.removeEventListener(type, late);
        },
        start: port1.start.bind(port1),
      },
      onFailure: (listener) => {
        this.#fail = listener;
      },
      terminate: () => {
        port1.close();
      },
    };
  };

  /** As an error event does. */
  crash(): void {
    this.#fail('it was killed');
  }

  /** As the system does when memory runs out: no event, no answer. */
  vanish(): void {
    this.#port?.close();
  }
}

function open(
  options: Partial<RecommenderOptions> = {},
  workers = new Workers(),
): { recommender: WorkerRecommender; workers: Workers } {
  const recommender = new WorkerRecommender(
    { bundle, executor: 'graph', ...options },
    workers.spawn,
  );
  opened.push(recommender);
  return { recommender, workers };
}

const tick = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a recommender', () => {
  it('answers through one worker', async () => {
    const { recommender, workers } = open();
    const lists = await Promise.all([
      recommender.recommend({ kind: 'next', count: 5 }),
      recommender.recommend({ kind: 'trending', count: 7 }),
    ]);
    expect(lists.map((list) => list.items.length)).toEqual([5, 7]);
    expect(await recommender.info()).toMatchObject({ bundle: 'Corner shop', executor: 'graph' });
    expect((await recommender.describe('milk-00')).codes).toHaveLength(3);
    const [map] = await recommender.codebookMaps('milk-00');
    expect(map.distances).toBeInstanceOf(Float32Array);
    expect((await recommender.catalogue()).columns.title.kind).toBe('text');
    expect(workers.spawned).toBe(1);
  });

  it('gives errors of the engine their class, code and details back', async () => {
    const { recommender } = open();
    const error: unknown = await recommender
      .recommend({ kind: 'similar', item: 'gone', count: 5 })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RecommenderError);
    expect(error).toMatchObject({
      code: 'input/item',
      details: { item: 'gone', field: 'item' },
      message: 'Unknown item "gone" in item. Pass ids of the bundle\'s catalogue.',
    });
  });

  it('encodes items on the way of the network', async () => {
    const { recommender } = open({ executor: 'js' });
    const { codes, distances } = await recommender.encodeItem({ text: new Float32Array(64) });
    expect(codes).toHaveLength(3);
    expect(distances).toBeInstanceOf(Float32Array);
  });

  it('uses what was tracked, and forgets it', async () => {
    const { recommender } = open();
    recommender.track('milk-01');
    recommender.track({ items: ['bread-00', 'bread-01'] });
    expect(recommender.history).toMatchObject([
      { items: ['milk-01'] },
      { items: ['bread-00', 'bread-01'] },
    ]);
    const again = async (): Promise<string[]> =>
      (await recommender.recommend({ kind: 'again', count: 9 })).items.map((item) => item.id);
    expect((await again()).sort()).toEqual(['bread-00', 'bread-01', 'milk-01']);
    recommender.clear();
    expect(recommender.history).toEqual([]);
    expect(await again()).toEqual([]);
    expect(() => {
      recommender.track({} as never);
    }).toThrow('visit is object');
  });

  it('tells its listeners when lists may differ', async () => {
    const { recommender } = open();
    await recommender.info();
    await tick();
    let told = 0;
    const stop = recommender.subscribe(() => told++);
    recommender.track('milk-01');
    await recommender.setAvailable(['milk-01'], false);
    await recommender.updateItems([{ id: 'milk-02', price: 3 }]);
    await tick();
    expect(told).toBe(3);
    stop();
    recommender.clear();
    await tick();
    expect(told).toBe(3);
  });

  it('reports progress', async () => {
    const seen = new Set<string>();
    const { recommender } = open({
      executor: 'auto',
      onProgress: ({ status }) => seen.add(status),
    });
    await recommender.recommend({ kind: 'similar', item: 'milk-00', count: 5 });
    await recommender.settled();
    await tick(20);
    expect([...seen].sort()).toEqual(['executor', 'features', 'loading']);
  });

  it('takes reactive objects and refuses what cannot be sent', async () => {
    const { recommender } = open();
    const reactive = new Proxy(['milk-01', 'bread-00'], {});
    const list = await recommender.recommend({ kind: 'next', history: reactive, count: 5 });
    expect(list.items).toHaveLength(5);
    const sent = recommender.recommend({ kind: 'next', count: 5, filter: { ids: open as never } });
    await expect(sent).rejects.toMatchObject({
      code: 'input/invalid',
      message: expect.stringContaining('request.filter.ids is function') as string,
    });
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const round = recommender.recommend({ kind: 'next', history: cycle as never, count: 5 });
    await expect(round).rejects.toMatchObject({ code: 'input/invalid' });
    const nothing = recommender.recommend(undefined as never);
    await expect(nothing).rejects.toMatchObject({ code: 'input/invalid' });
  });

  it('aborts a call', async () => {
    const { recommender } = open();
    const early = recommender.recommend({ kind: 'next', count: 5, signal: AbortSignal.abort() });
    await expect(early).rejects.toMatchObject({ code: 'call/aborted' });
    const abort = new AbortController();
    const call = recommender.recommend({ kind: 'next', count: 5, signal: abort.signal });
    await tick();
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'call/aborted' });
    expect((await recommender.recommend({ kind: 'next', count: 5 })).items).toHaveLength(5);
  });

  it('refuses calls once disposed, open ones too', async () => {
    const { recommender } = open();
    await recommender.info();
    const call = recommender.recommend({ kind: 'next', count: 5 });
    recommender.dispose();
    await expect(call).rejects.toMatchObject({ code: 'client/disposed' });
    await expect(recommender.info()).rejects.toMatchObject({
      code: 'client/disposed',
      message: expect.stringContaining('"info"') as string,
    });
  });
});

describe('a worker that dies', () => {
  it('is replaced, told again what the shop said, and the call retried', async () => {
    const { recommender, workers } = open();
    await recommender.setAvailable(['milk-00', 'milk-01'], false);
    await recommender.setAvailable(['milk-01'], true);
    await recommender.updateItems([{ id: 'milk-02', title: 'Oat drink' }]);
    const call = recommender.recommend({ kind: 'next', count: 96, perType: 0 });
    workers.crash();
    const { items } = await call;
    expect(workers.spawned).toBe(2);
    expect(items).toHaveLength(95);
    expect(items.find((item) => item.id === 'milk-02')?.title).toBe('Oat drink');
    expect(items.map((item) => item.id)).toContain('milk-01');
  });

  it('is told of the items that came and went', async () => {
    const { recommender, workers } = open();
    const features = { text: new Float32Array(64).fill(0.5) };
    const item = (id: string): NewItem => ({ id, title: `Item ${id}`, features });
    await recommender.removeItems(['milk-00', 'milk-01']);
    await recommender.addItems([item('a'), item('b'), item('milk-00')]);
    await recommender.updateItems([{ id: 'b', title: 'Better' }]);
    await recommender.removeItems(['a']);
    const before = await recommender.catalogue();
    workers.crash();
    expect(await recommender.catalogue()).toEqual(before);
    const { items } = await recommender.recommend({ kind: 'next', count: 500, perType: 0 });
    expect(items).toHaveLength(96);
    expect(items.find(({ id }) => id === 'b')?.title).toBe('Better');
    expect(items.find(({ id }) => id === 'milk-00')?.title).toBe('Item milk-00');
    expect(items.map(({ id }) => id)).not.toContain('milk-01');
  });

  it('leaves its items their IDs, though others are free by now', async () => {
    const { recommender, workers } = open();
    const features = { text: new Float32Array(64).fill(0.5) };
    const item = (id: string): NewItem => ({ id, title: `Item ${id}`, features });
    const [a, b] = await recommender.addItems([item('a'), item('b')]);
    await recommender.removeItems(['a']);
    workers.crash();
    expect((await recommender.describe('b')).codes).toEqual(b.codes);
    expect((await recommender.added()).map(({ id }) => id)).toEqual(['b']);
    const [c] = await recommender.addItems([item('c')]);
    expect(c.codes).toEqual(a.codes);
    workers.crash();
    await recommender.forgetChanges();
    workers.crash();
    expect((await recommender.info()).items).toBe(96);
    expect(await recommender.refresh()).toMatchObject({ outdated: false });
  });

  it('between calls is replaced by the next call', async () => {
    const { recommender, workers } = open();
    await recommender.info();
    workers.crash();
    expect((await recommender.info()).items).toBe(96);
    expect(workers.spawned).toBe(2);
  });

  it('without a word is noticed', async () => {
    const { recommender, workers } = open();
    await recommender.info();
    workers.vanish();
    const list = await recommender.recommend({ kind: 'next', count: 5 });
    expect(list.items).toHaveLength(5);
    expect(workers.spawned).toBe(2);
  });

  it('that is only slow is given more time the second time', async () => {
    const { recommender, workers } = open();
    await recommender.info();
    workers.busy = 4_800;
    const list = await recommender.recommend({ kind: 'next', count: 5 });
    expect(list.items).toHaveLength(5);
    expect(workers.spawned).toBe(2);
  });

  it('again and again, even before it could start, ends in worker/died', async () => {
    const workers = new Workers();
    const { recommender } = open({}, workers);
    await recommender.info();
    const call = recommender.recommend({ kind: 'next', count: 5 });
    const first = workers.spawned;
    workers.busy = 200;
    workers.crash();
    while (workers.spawned === first) await tick();
    workers.crash();
    await expect(call).rejects.toMatchObject({
      code: 'worker/died',
      details: { call: 'recommend', reason: 'it was killed' },
    });
    expect((await recommender.recommend({ kind: 'next', count: 5 })).items).toHaveLength(5);
  });
});

describe('a start that fails', () => {
  it('is worker/start when the script does not answer in time', async () => {
    const silent = (): WorkerHandle => ({
      endpoint: new MessageChannel().port1,
      onFailure: () => undefined,
      terminate: () => undefined,
    });
    const recommender = new WorkerRecommender({ bundle, startTimeoutMs: 30 }, silent);
    await expect(recommender.recommend({ kind: 'next', count: 5 })).rejects.toMatchObject({
      code: 'worker/start',
      message: expect.stringContaining('no answer within 30 ms') as string,
    });
    recommender.dispose();
  });

  it('is worker/start where there are no workers, as in Node', async () => {
    const recommender = createRecommender({ bundle });
    await expect(recommender.info()).rejects.toMatchObject({ code: 'worker/start' });
  });

  it('is the engine’s own error where the bundle or the executor is wrong, and is tried anew', async () => {
    const { recommender, workers } = open({ bundle: `${bundle}/nowhere` });
    for (const spawned of [1, 2]) {
      const call = recommender.recommend({ kind: 'next', count: 5 });
      await expect(call).rejects.toMatchObject({ code: 'bundle/not-found' });
      expect(workers.spawned).toBe(spawned);
    }
    const { recommender: other } = open({ executor: 'cuda' as never });
    await expect(other.info()).rejects.toMatchObject({ code: 'executor/unknown' });
    for (const wrong of ['http://', '', undefined as never]) {
      const { recommender: third, workers: none } = open({ bundle: wrong });
      await expect(third.info()).rejects.toMatchObject({ code: 'input/invalid' });
      expect(none.spawned).toBe(0);
    }
    const nothing = new WorkerRecommender(undefined as never, new Workers().spawn);
    await expect(nothing.info()).rejects.toThrow('bundle is undefined: pass the URL of a folder.');
    const { recommender: empty } = open({ bundle: '' });
    await expect(empty.info()).rejects.toThrow('bundle is "": pass the URL of a folder.');
  });
});
