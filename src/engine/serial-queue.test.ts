import { describe, expect, it } from 'vitest';
import { RecommenderError } from '../contract/errors';
import { SerialQueue } from './serial-queue';

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('SerialQueue', () => {
  it('runs one job at a time, in order', async () => {
    const queue = new SerialQueue();
    const log: string[] = [];
    const job = (name: string, ms: number) => async () => {
      log.push(`${name} starts`);
      await later(ms);
      log.push(`${name} ends`);
      return name;
    };
    const answers = await Promise.all([
      queue.run('a', job('a', 5)),
      queue.run('b', job('b', 1)),
      queue.run('c', job('c', 0)),
    ]);
    expect(answers).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  });

  it('starts jobs that may run together at once, up to the first that may not', async () => {
    const queue = new SerialQueue();
    const log: string[] = [];
    const job = (name: string) => async () => {
      log.push(`${name} starts`);
      await later(5);
      log.push(`${name} ends`);
    };
    let open = true;
    const together = (): boolean => open;
    const runs = [
      queue.run('a', job('a')),
      queue.run('b', job('b'), undefined, together),
      queue.run('c', job('c'), undefined, together),
      queue.run('d', job('d')),
      queue.run('e', job('e'), undefined, together),
      queue.run('f', job('f'), undefined, together),
    ];
    await runs[3];
    // Asked when the turn comes: by now they may not.
    open = false;
    await Promise.all(runs);
    expect(log.slice(0, 6)).toEqual([
      ...['a starts', 'a ends'],
      ...['b starts', 'c starts', 'b ends', 'c ends'],
    ]);
    expect(log.slice(6, 8)).toEqual(['d starts', 'd ends']);
  });

  it('is not poisoned by a job that rejects or throws', async () => {
    const queue = new SerialQueue();
    const rejected = queue.run('x', () => Promise.reject(new Error('no')));
    const thrown = queue.run('x', () => {
      throw new Error('at once');
    });
    const fine = queue.run('x', () => Promise.resolve(3));
    await expect(rejected).rejects.toThrow('no');
    await expect(thrown).rejects.toThrow('at once');
    await expect(fine).resolves.toBe(3);
  });

  it('takes an aborted job out while it waits, and leaves the others', async () => {
    const queue = new SerialQueue();
    const abort = new AbortController();
    let ran = false;
    const first = queue.run('first', () => later(5));
    const second = queue.run(
      'second',
      () => {
        ran = true;
        return Promise.resolve();
      },
      abort.signal,
    );
    const third = queue.run('third', () => Promise.resolve('third'));
    abort.abort();
    await expect(second).rejects.toThrow(new RecommenderError('call/aborted', { call: 'second' }));
    await first;
    await expect(third).resolves.toBe('third');
    expect(ran).toBe(false);
  });

  it('refuses a job whose signal is aborted already', async () => {
    const call = new SerialQueue().run('a', () => Promise.resolve(1), AbortSignal.abort());
    await expect(call).rejects.toMatchObject({ code: 'call/aborted' });
  });

  it('does not take a running job away when its signal fires', async () => {
    const queue = new SerialQueue();
    const abort = new AbortController();
    const running = queue.run('a', () => later(5).then(() => 'done'), abort.signal);
    await later(1);
    abort.abort();
    await expect(running).resolves.toBe('done');
    await expect(queue.run('b', () => Promise.resolve('b'))).resolves.toBe('b');
  });

  it('lets calls pass before idle work', async () => {
    const queue = new SerialQueue();
    const log: string[] = [];
    const note = (name: string) => () => {
      log.push(name);
      return Promise.resolve();
    };
    const first = queue.run('a', () => later(2).then(note('first')));
    const idle = [queue.whenIdle(note('idle 1')), queue.whenIdle(note('idle 2'))];
    const call = queue.run('b', note('call'));
    await Promise.all([first, ...idle, call]);
    expect(log).toEqual(['first', 'call', 'idle 1', 'idle 2']);
  });
});
