/** One line under the headline: what computed the last list, and how long it took. */
import type { Recommender } from '../client';
import type { Kind } from '../contract/recommend';
import { h } from './element';
import type { CallLog, ObservedCall } from './observed';

/** What each executor is called on the page. */
export const EXECUTOR_NAMES = {
  graph: 'item graph',
  js: 'plain JavaScript',
  wasm: 'WebAssembly',
  webgpu: 'WebGPU',
} as const;

const MODELLED: ReadonlySet<Kind> = new Set(['next', 'complements']);

/** What computed a list; null for the kinds that are looked up in tables, whatever the executor. */
export function computedBy({ request, answer }: ObservedCall): string | null {
  return MODELLED.has(request.kind) ? EXECUTOR_NAMES[answer.executor] : null;
}

export class StatusLine {
  readonly #button = h('button', { type: 'button', class: 'status' }, 'Starting …');
  readonly element = this.#button;

  constructor(recommender: Recommender, log: CallLog) {
    log.onCall((call) => {
      const time = call.answer.timings.totalMs;
      const executor = computedBy(call);
      this.#button.replaceChildren(
        h('span', { class: 'dot', 'aria-hidden': true }),
        h(
          'span',
          {},
          `Last shelf computed here in ${time < 10 ? time.toFixed(1) : time.toFixed(0)} ms`,
          executor !== null && h('span', { class: 'by' }, ` by ${executor}`),
        ),
      );
    });
    void recommender.info().then(
      (info) => {
        this.#button.title = info.reason;
      },
      () => {
        this.#button.textContent = 'The engine could not start; look into the engine room.';
      },
    );
  }

  onOpen(open: () => void): void {
    this.#button.addEventListener('click', open);
  }
}
