/** The last list that was computed: for what, by what, how long each stage took, and how that compares with the calls before it. */
import type { Kind, Timings } from '../../contract/recommend';
import { h } from '../element';
import type { CallLog, ObservedCall } from '../observed';
import { computedBy } from '../status-line';
import { count, milliseconds } from './format';
import { sectionFrame, type RoomSection } from './section';
import { sparkline } from './sparkline';
import { median, p95 } from './statistics';

/** What each kind of list is for. */
export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  next: 'What may come next',
  complements: 'What goes with the basket',
  similar: 'What is like it',
  again: 'What to buy again',
  trending: 'What is popular now',
};

const STAGES: readonly (readonly [keyof Timings, string, string])[] = [
  ['queueMs', 'Queue', 'waiting for the call before it'],
  ['encodeMs', 'Encode', 'reading visits and basket'],
  ['decodeMs', 'Decode', 'searching, code by code'],
  ['blendMs', 'Blend', 'adding what people buy together'],
  ['totalMs', 'Total', 'all of it'],
];
const REMEMBERED = 30;

function chart(timings: Timings): HTMLElement {
  const longest = Math.max(...STAGES.map(([stage]) => timings[stage])) || 1;
  return h(
    'table',
    { class: 'stages' },
    h('caption', { class: 'unseen' }, 'Time of each stage'),
    h(
      'tbody',
      {},
      ...STAGES.map(([stage, name, meaning]) => {
        const bar = h('span', { class: 'bar' });
        bar.style.setProperty('--share', String(timings[stage] / longest));
        return h(
          'tr',
          { class: stage === 'totalMs' ? 'total' : 'stage', title: meaning },
          h('th', { scope: 'row' }, name),
          h('td', { class: 'track' }, bar),
          h('td', { class: 'number' }, milliseconds(timings[stage])),
        );
      }),
    ),
  );
}

export class CallSection implements RoomSection {
  readonly name = 'Last call';
  readonly #body = h('div', { class: 'body' });
  readonly element = sectionFrame(
    'call',
    'Last call',
    'Every shelf is one question to the engine; this is how long the last answer took, stage by stage.',
    this.#body,
  );
  readonly #totals: number[] = [];
  #last: ObservedCall | null = null;
  #open = false;

  constructor(log: CallLog) {
    if (log.last !== null) this.#note(log.last);
    log.onCall((call) => {
      this.#note(call);
    });
  }

  opened(): void {
    this.#open = true;
    this.#show();
  }

  closed(): void {
    this.#open = false;
  }

  #note(call: ObservedCall): void {
    this.#last = call;
    this.#totals.push(call.answer.timings.totalMs);
    if (this.#totals.length > REMEMBERED) this.#totals.shift();
    if (this.#open) this.#show();
  }

  #show(): void {
    if (this.#last === null) {
      this.#body.replaceChildren(h('p', { class: 'small' }, 'No shelf has been filled yet.'));
      return;
    }
    const { request, answer } = this.#last;
    const executor = computedBy(this.#last);
    this.#body.replaceChildren(
      h(
        'p',
        { class: 'now' },
        h('strong', {}, KIND_NAMES[request.kind]),
        h(
          'span',
          { class: 'small' },
          `${count(answer.items.length, 'product')}, ${executor === null ? 'looked up without the model' : `by ${executor}`}`,
        ),
      ),
      chart(answer.timings),
      h(
        'div',
        { class: 'trend' },
        sparkline(this.#totals),
        h(
          'dl',
          {},
          h('div', {}, h('dt', {}, 'Median'), h('dd', {}, milliseconds(median(this.#totals)))),
          h(
            'div',
            {},
            h('dt', {}, h('abbr', { title: '95 of 100 calls are faster' }, 'p95')),
            h('dd', {}, milliseconds(p95(this.#totals))),
          ),
          h('div', {}, h('dt', {}, 'Calls'), h('dd', {}, String(this.#totals.length))),
        ),
      ),
    );
  }
}
