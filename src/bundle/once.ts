/**
 * One load per key: callers share the one in flight, a failed one is forgotten so that the next call tries again.
 * Each caller may stop waiting by its own signal; the load itself stops when nobody waits for it any more.
 */
import { RecommenderError } from '../contract/errors';

interface Flight {
  readonly promise: Promise<unknown>;
  readonly stop: AbortController;
  waiting: number;
  settled: boolean;
}

export class Once {
  private readonly flights = new Map<string, Flight>();

  /** `load` gets a signal that fires when every caller has given up. */
  get<T>(key: string, load: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(aborted());
    const flight = this.flights.get(key) ?? this.start(key, load);
    flight.waiting++;
    const promise = flight.promise as Promise<T>;
    if (signal === undefined) return promise;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        flight.waiting--;
        if (flight.waiting === 0 && !flight.settled) {
          // Forgotten before it fails: a caller that comes now must not join a load that is being stopped.
          this.forget(key, flight);
          flight.stop.abort();
        }
        reject(aborted());
      };
      signal.addEventListener('abort', leave, { once: true });
      promise.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', leave);
      });
    });
  }

  private start<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Flight {
    const stop = new AbortController();
    const promise = load(stop.signal);
    const flight: Flight = { promise, stop, waiting: 0, settled: false };
    this.flights.set(key, flight);
    promise.then(
      () => {
        flight.settled = true;
      },
      () => {
        flight.settled = true;
        this.forget(key, flight);
      },
    );
    return flight;
  }

  private forget(key: string, flight: Flight): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}

function aborted(): RecommenderError {
  return new RecommenderError('call/aborted', { call: 'load' });
}
