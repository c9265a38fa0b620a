/**
 * `fetch` that gives up on a server which stops sending: a slow network is waited for, a dead one is not.
 * The bundle loader reads from it; caching and checks are not here.
 */
import type { Source } from '../bundle/sources';

/** `stallMs`: how long nothing may arrive. */
export function patientFetch(stallMs: number): Source {
  return async (url, { signal, cache }) => {
    const stalled = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        stalled.abort(new Error(`nothing arrived for ${stallMs} ms`));
      }, stallMs);
    };
    wait();
    try {
      const stop =
        signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]);
      const response = await fetch(url, { signal: stop, ...(cache !== undefined && { cache }) });
      if (response.body === null) clearTimeout(timer);
      const body = response.body?.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            wait();
            controller.enqueue(chunk);
          },
          flush() {
            clearTimeout(timer);
          },
        }),
      );
      const { ok, status, headers } = response;
      return { ok, status, headers, body: body ?? null };
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  };
}
