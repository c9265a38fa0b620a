/** Which executor answers: choices, self-test, fall-through, and `auto` getting better. All parts are the real ones. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadBundle } from '../bundle/bundle';
import { readDirectory } from '../bundle/read-directory';
import type { Source } from '../bundle/sources';
import type { ExecutorChoice, Progress } from '../contract/recommend';
import { Executors } from './executors';
import { changed, FIXTURE, json, openFixture, signed } from './fixture';
import { checkRequest, difference } from './self-test';
import { SerialQueue } from './serial-queue';

/** Expected scores that no right executor gives. */
const WRONG_SELFTEST = json((file: { cases?: { scores: number[] }[] }) => ({
  ...file,
  cases: file.cases?.map((check) => ({ ...check, scores: check.scores.map((s) => s + 1) })),
}));

describe('the choice', () => {
  it('auto answers at once and ends on a network', async () => {
    const progress: Progress[] = [];
    const engine = await openFixture('auto', { onProgress: (step) => progress.push(step) });
    const first = await engine.recommend({ kind: 'next', count: 5 });
    expect(first.items).toHaveLength(5);
    const info = await engine.settled();
    expect(['js', 'wasm']).toContain(info.executor);
    expect(info.reason).toMatch(
      /^(Plain JavaScript|ONNX Runtime in WebAssembly): \d+\.\d ms a list here, (so fast that nothing else is tried|(Plain JavaScript|ONNX Runtime in WebAssembly) \d+\.\d ms; no WebGPU \(this browser has no WebGPU here\))\.$/,
    );
    expect(info.failures).toEqual([]);
    const executors = progress.flatMap((step) =>
      step.status === 'executor' ? [step.executor] : [],
    );
    expect(executors.slice(0, 2)).toEqual(['graph', 'js']);
    const { executor } = await engine.recommend({ kind: 'next', count: 5 });
    expect(executor).toBe(info.executor);
    await engine.dispose();
  });

  it('graph fetches no weights', async () => {
    const engine = await openFixture('graph');
    const { files, reason } = await engine.settled();
    expect(reason).toBe('Item graph: it was asked for by name.');
    expect(files.map((file) => file.name).filter((name) => name.endsWith('.onnx'))).toEqual([]);
  });

  it('webgpu is a plain sentence where there is none', async () => {
    await expect(openFixture('webgpu')).rejects.toMatchObject({
      code: 'runtime/unavailable',
      message: expect.stringContaining('this browser has no WebGPU here') as string,
    });
  });

  it.each(['cuda', '', 'toString', undefined, 7])('%s is unknown', async (name) => {
    const call = openFixture(name as ExecutorChoice);
    await expect(call).rejects.toMatchObject({
      code: 'executor/unknown',
      message: expect.stringContaining('auto, graph, js, wasm, webgpu') as string,
    });
  });
});

describe('the self-test', () => {
  it('keeps a wrong executor from answering', async () => {
    const source = await signed({ 'selftest.json': WRONG_SELFTEST });
    for (const name of ['js', 'wasm'] as const) {
      await expect(openFixture(name, { source })).rejects.toMatchObject({
        code: 'runtime/self-test',
        message: expect.stringContaining('case 0: score') as string,
      });
    }
    const engine = await openFixture('auto', { source });
    const info = await engine.settled();
    expect(info).toMatchObject({ executor: 'graph', failures: [{ executor: 'js' }] });
    expect((await engine.recommend({ kind: 'next', count: 7 })).items).toHaveLength(7);
  });

  it('lets near ties change places and nothing else', () => {
    const expected = { items: [4, 7, 9], scores: [3, 2.9995, 1] };
    const found = (items: number[], scores: number[]): string | undefined =>
      difference(
        { items: Int32Array.from(items), scores: Float32Array.from(scores) },
        expected,
        0.001,
      );
    expect(found([4, 7, 9], [3, 2.9995, 1])).toBeUndefined();
    expect(found([7, 4, 9], [3, 2.9995, 1])).toBeUndefined();
    expect(found([4, 7, 8], [3, 2.9995, 1])).toBeUndefined();
    expect(found([9, 7, 4], [3, 2.9995, 1])).toBe('item 9 at place 0, not 4');
    expect(found([5, 7, 9], [3, 2.9995, 1])).toBe('item 5 at place 0, not 4');
    expect(found([4, 7, 9], [3, NaN, 1])).toBe('score NaN at place 1, not 2.9995');
    expect(found([4, 7], [3, 2.9995])).toBe('2 items, not 3');
  });
});

describe('a failure in a call', () => {
  it('is answered by the next executor, recorded, and not repeated', async () => {
    const bundle = await loadBundle(FIXTURE, { source: readDirectory });
    const names: string[] = [];
    const parts = {
      bundle,
      queue: new SerialQueue(),
      onChange: (name: string) => names.push(name),
    };
    const executors = await Executors.open(parts, 'auto');
    await executors.settled;
    const { cases } = await bundle.selftest();
    const request = checkRequest(cases[0], bundle.manifest);
    expect((await executors.rank(request)).executor).not.toBe('graph');
    // An item no table has: a network makes NaN of it, the prior has nothing to say about it.
    const broken = { ...request, basket: [], visits: [{ items: [1_000_000] }] };
    const answered = await executors.rank(broken);
    expect(answered.executor).toBe('graph');
    expect(answered.ranking.items).toHaveLength(request.count);
    expect(executors.failures.at(-1)).toMatchObject({ executor: 'js', code: 'runtime/self-test' });
    expect(executors.reason).toBe('Item graph: Plain JavaScript failed (runtime/self-test).');
    expect(names.at(-1)).toBe('graph');
    expect((await executors.rank(request)).executor).toBe('graph');
  });

  it('ends a named executor in the error itself', async () => {
    const bundle = await loadBundle(FIXTURE, { source: readDirectory });
    const parts = { bundle, queue: new SerialQueue(), onChange: () => undefined };
    const executors = await Executors.open(parts, 'wasm');
    await executors.dispose();
    const { cases } = await bundle.selftest();
    const call = executors.rank(checkRequest(cases[0], bundle.manifest));
    await expect(call).rejects.toMatchObject({ code: 'runtime/unavailable' });
    expect(executors.current).toBe('wasm');
  });
});

describe('a model that cannot be fetched', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets what is under way go on, and pauses pass at once. */
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await vi.advanceTimersToNextTimerAsync();
  };

  /** The fixture where a level's file fails `times` times, and how often each file was asked for. */
  function failing(times: number): { source: Source; asked: Map<string, number> } {
    const asked = new Map<string, number>();
    const source: Source = async (url, options) => {
      const file = url.slice(FIXTURE.length);
      const count = (asked.get(file) ?? 0) + 1;
      asked.set(file, count);
      if (file === 'level_2.onnx' && count <= times) throw new TypeError('the network is down');
      return readDirectory(url, options);
    };
    return { source, asked };
  }

  async function openAuto(source: Source): Promise<{ executors: Executors; reasons: string[] }> {
    const bundle = await loadBundle(FIXTURE, { source });
    const reasons: string[] = [];
    const parts = {
      bundle,
      queue: new SerialQueue(),
      onChange: (_: string, reason: string) => reasons.push(reason),
    };
    return { executors: await Executors.open(parts, 'auto'), reasons };
  }

  it('is tried for again until it comes', async () => {
    const { source, asked } = failing(2);
    const { executors, reasons } = await openAuto(source);
    await executors.networkSettled;
    expect(executors.current).toBe('graph');
    await until(() => executors.current !== 'graph');
    expect(reasons.slice(0, 3)).toEqual([
      'Item graph: the model is still on its way.',
      'Item graph: the model could not be fetched; next attempt in 2 s.',
      'Item graph: the model could not be fetched; next attempt in 8 s.',
    ]);
    expect(executors.failures).toMatchObject(
      Array(2).fill({ executor: 'js', code: 'bundle/unreachable' }),
    );
    expect(asked.get('level_2.onnx')).toBe(3);
    for (const [file, times] of asked) if (file !== 'level_2.onnx') expect(times, file).toBe(1);
  });

  it('is not fetched twice at a time', async () => {
    const { source, asked } = failing(1);
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const { executors } = await openAuto(async (url, options) => {
      const response = await source(url, options);
      if (url.endsWith('encoder.onnx')) await arrived;
      return response;
    });
    await until(() => asked.get('level_2.onnx') === 2);
    arrive();
    await until(() => executors.current !== 'graph');
    expect(asked.get('encoder.onnx')).toBe(1);
  });

  it('is given up in the end', async () => {
    const { source, asked } = failing(Infinity);
    const { executors } = await openAuto(source);
    let over = false;
    void executors.settled.then(() => (over = true));
    await until(() => over);
    expect(asked.get('level_2.onnx')).toBe(5);
    expect(executors.failures).toHaveLength(5);
    expect(executors.reason).toBe(
      'Item graph: the model cannot be used here (bundle/unreachable).',
    );
  });

  it.each([
    ['is gone', () => null, 'bundle/not-found'],
    ['is not the one of the manifest', (bytes: Uint8Array) => bytes.slice(1), 'bundle/integrity'],
  ])('is not asked for again where a file %s', async (_, change, code) => {
    const { executors } = await openAuto(changed({ 'encoder.onnx': change }));
    await executors.settled;
    expect(executors.failures).toMatchObject([{ executor: 'js', code }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not waited for by whoever ends', async () => {
    const { source, asked } = failing(Infinity);
    const { executors } = await openAuto(source);
    await executors.networkSettled;
    await executors.dispose();
    expect(vi.getTimerCount()).toBe(0);
    expect(asked.get('level_2.onnx')).toBe(1);
  });
});
