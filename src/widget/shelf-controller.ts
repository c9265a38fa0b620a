/**
 * The shelf's logic without DOM: one request at a time, the newest wins, states idle → loading → ready | error.
 * Not the element; it only tells its host what to show.
 */
import type { RecommenderError } from '../contract/errors';
import { asRecommenderError } from '../contract/errors';
import type { RecommendRequest, Recommendation } from '../contract/recommend';

export type ShelfState = 'idle' | 'loading' | 'ready' | 'error';

/** The part of a recommender that a shelf uses. */
export interface ShelfRecommender {
  recommend(request: RecommendRequest & { signal?: AbortSignal }): Promise<Recommendation>;
}

export interface ShelfHost {
  onState(state: ShelfState, error?: RecommenderError): void;
  onList(list: Recommendation): void;
}

export class ShelfController {
  #host: ShelfHost;
  #running: AbortController | null = null;
  #hasList = false;

  constructor(host: ShelfHost) {
    this.#host = host;
  }

  /** Ask for a list; an earlier question still open is dropped. A list already shown stays until the new one is there. */
  async refresh(recommender: ShelfRecommender, request: RecommendRequest): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    if (!this.#hasList) this.#host.onState('loading');
    try {
      const list = await recommender.recommend({ ...request, signal: running.signal });
      if (running.signal.aborted) return;
      this.#hasList = true;
      this.#host.onList(list);
      this.#host.onState('ready');
    } catch (error) {
      if (running.signal.aborted) return;
      this.#host.onState('error', asRecommenderError(error, 'rec-shelf'));
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  /** Forget the list and drop what is open. */
  reset(): void {
    this.#running?.abort();
    this.#running = null;
    this.#hasList = false;
    this.#host.onState('idle');
  }
}
