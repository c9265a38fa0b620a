import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OnDemand } from './on-demand';

const IDLE = 1000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function counted(failures = 0): { slot: OnDemand<number>; opened: () => number; closed: number[] } {
  let opened = 0;
  const closed: number[] = [];
  const slot = new OnDemand<number>({
    open: () => {
      opened++;
      return opened <= failures ? Promise.reject(new Error('no')) : Promise.resolve(opened);
    },
    close: (value) => {
      closed.push(value);
      return Promise.reject(new Error('it was broken already'));
    },
    isBroken: (error) => (error as Error).message === 'broken',
    idleMs: IDLE,
  });
  return { slot, opened: () => opened, closed };
}

describe('what is opened on demand', () => {
  it('is opened once for all that use it at a time', async () => {
    const { slot, opened } = counted();
    const used = await Promise.all([1, 2, 3].map((add) => slot.use((value) => value + add)));
    expect(used).toEqual([2, 3, 4]);
    expect(opened()).toBe(1);
  });

  it('is closed once it was idle, and opened again by the next use', async () => {
    const { slot, opened, closed } = counted();
    await slot.use(() => undefined);
    await vi.advanceTimersByTimeAsync(IDLE - 1);
    expect(closed).toEqual([]);
    // A use in between makes it wait anew.
    await slot.use(() => undefined);
    await vi.advanceTimersByTimeAsync(IDLE - 1);
    expect(closed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(closed).toEqual([1]);
    expect(await slot.use((value) => value)).toBe(2);
    expect(opened()).toBe(2);
  });

  it('is never closed under a use', async () => {
    const { slot, closed } = counted();
    let finish = (): void => undefined;
    const long = slot.use(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    await slot.use(() => undefined);
    await vi.advanceTimersByTimeAsync(3 * IDLE);
    await slot.release();
    expect(closed).toEqual([]);
    finish();
    await long;
    await slot.release();
    expect(closed).toEqual([1]);
  });

  it('is closed and opened anew once a use says that it is broken, by all that fail with it once', async () => {
    const { slot, opened, closed } = counted();
    const broken = (): Promise<never> => Promise.reject(new Error('broken'));
    const failed = await Promise.allSettled([1, 2, 3].map(() => slot.use(broken)));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(closed).toEqual([1]);
    expect(await slot.use((value) => value)).toBe(2);
    // Another failure is the use's own.
    await expect(slot.use(() => Promise.reject(new Error('other')))).rejects.toThrow('other');
    expect(await slot.use((value) => value)).toBe(2);
    expect([opened(), closed]).toEqual([2, [1]]);
  });

  it('is tried again where it could not be opened', async () => {
    const { slot, opened } = counted(1);
    await expect(slot.use(() => undefined)).rejects.toThrow('no');
    expect(await slot.use((value) => value)).toBe(2);
    expect(opened()).toBe(2);
  });
});
