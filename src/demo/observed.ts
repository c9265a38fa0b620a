/**
 * A recommender that remembers the last call of the shop's shelves, for the engine room and the status line. It changes nothing of what it
 * passes on. The engine room asks past it: what it looks up is no shelf's.
 */
import type { RecommendRequest, Recommendation } from '../contract/recommend';
import type { Recommender } from '../client';

export interface ObservedCall {
  readonly request: RecommendRequest;
  readonly answer: Recommendation;
}

export class CallLog {
  #last: ObservedCall | null = null;
  #listeners = new Set<(call: ObservedCall) => void>();

  get last(): ObservedCall | null {
    return this.#last;
  }

  onCall(listener: (call: ObservedCall) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  note(call: ObservedCall): void {
    this.#last = call;
    for (const listener of this.#listeners) listener(call);
  }
}

/** `recommender` with every answered list written to `log`. */
export function observed(recommender: Recommender, log: CallLog): Recommender {
  return new Proxy(recommender, {
    get(target, name) {
      if (name !== 'recommend') {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function'
          ? (value as (...all: unknown[]) => unknown).bind(target)
          : value;
      }
      return async (call: Parameters<Recommender['recommend']>[0]) => {
        const answer = await target.recommend(call);
        const { signal: _, ...request } = call;
        log.note({ request, answer });
        return answer;
      };
    },
  });
}
