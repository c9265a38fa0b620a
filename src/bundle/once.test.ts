import { expect, test } from 'vitest';
import { Once } from './once';

/** A load that ends when told to. */
class Load {
  started = 0;
  stopped = false;
  private settle: { resolve: (value: string) => void; reject: (error: Error) => void } | undefined;

  readonly run = (signal: AbortSignal): Promise<string> => {
    this.started++;
    this.stopped = false;
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      signal.addEventListener('abort', () => {
        this.stopped = true;
        reject(new Error('stopped'));
      });
    });
  };

  finish(value: string): void {
    this.settle?.resolve(value);
  }

  fail(): void {
    this.settle?.reject(new Error('broken'));
  }
}

test('callers share one load, and later ones its result', async () => {
  const once = new Once();
  const load = new Load();
  const both = [once.get('a', load.run), once.get('a', load.run)];
  load.finish('done');
  expect(await Promise.all(both)).toEqual(['done', 'done']);
  expect(await once.get('a', load.run)).toBe('done');
  expect(load.started).toBe(1);
});

test('a failed load is forgotten', async () => {
  const once = new Once();
  const load = new Load();
  const first = once.get('a', load.run);
  load.fail();
  await expect(first).rejects.toThrow('broken');
  const second = once.get('a', load.run);
  load.finish('done');
  expect(await second).toBe('done');
  expect(load.started).toBe(2);
});

test('one caller may leave; the last to leave stops the load', async () => {
  const once = new Once();
  const load = new Load();
  const [one, two] = [new AbortController(), new AbortController()];
  const first = once.get('a', load.run, one.signal);
  const second = once.get('a', load.run, two.signal);
  one.abort();
  await expect(first).rejects.toMatchObject({ code: 'call/aborted' });
  expect(load.stopped).toBe(false);
  two.abort();
  await expect(second).rejects.toMatchObject({ code: 'call/aborted' });
  expect(load.stopped).toBe(true);
  const third = once.get('a', load.run);
  expect(load.started).toBe(2);
  load.finish('again');
  expect(await third).toBe('again');
});

test('a caller without a signal keeps the load alive', async () => {
  const once = new Once();
  const load = new Load();
  const stop = new AbortController();
  const leaving = once.get('a', load.run, stop.signal);
  const staying = once.get('a', load.run);
  stop.abort();
  await expect(leaving).rejects.toMatchObject({ code: 'call/aborted' });
  load.finish('done');
  expect(await staying).toBe('done');
});

test('a signal that has fired starts nothing', async () => {
  const load = new Load();
  await expect(new Once().get('a', load.run, AbortSignal.abort())).rejects.toMatchObject({
    code: 'call/aborted',
  });
  expect(load.started).toBe(0);
});
