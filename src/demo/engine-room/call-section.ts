/** The last list that was computed: for what, by what, how long each stage took, and how that compares with the calls before it. */
import type { Kind, Timings } from '../../contract/recommend';
import { h } from '../element';
import type { CallLog, ObservedCall } from '../observed';
import { computedBy } from '../status-line';
import { flame } from './flame';
import { count, milliseconds } from './format';
import { pastCalls } from './past-calls';
import { sectionFrame, type RoomSection } from './section';
import { stagesOf } from './stages';
import { median, p95 } from './statistics';

/** What each kind of list is for. */
export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  next: 'What may come next',
  complements: 'What goes with the basket',
  similar: 'What is like it',
  again: 'What to buy again',
  trending: 'What is popular now',
};

const REMEMBERED = 30;

function table(timings: Timings): HTMLElement {
  return h(
    'table',
    { class: 'call-stages' },
    h('caption', { class: 'unseen' }, 'Time of each stage'),
    h(
      'tbody',
      {},
      ...stagesOf(timings).map(({ key, name, meaning, ms }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, h('span', { class: 'key', data: { stage: key } }), name),
          h('td', {}, meaning),
          h('td', { class: 'number' }, milliseconds(ms)),
        ),
      ),
    ),
    h(
      'tfoot',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'row', colspan: 2 }, 'Total'),
        h('td', { class: 'number' }, milliseconds(timings.totalMs)),
      ),
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
  readonly #past: Timings[] = [];
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
    this.#past.push(call.answer.timings);
    if (this.#past.length > REMEMBERED) this.#past.shift();
    if (this.#open) this.#show();
  }

  #show(): void {
    if (this.#last === null) {
      this.#body.replaceChildren(h('p', { class: 'small' }, 'No shelf has been filled yet.'));
      return;
    }
    const { request, answer } = this.#last;
    const executor = computedBy(this.#last);
    const totals = this.#past.map(({ totalMs }) => totalMs);
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
      flame(answer.timings, answer.timings.totalMs),
      table(answer.timings),
      h(
        'div',
        { class: 'trend' },
        pastCalls(this.#past, REMEMBERED),
        h(
          'dl',
          {},
          h('div', {}, h('dt', {}, 'Median'), h('dd', {}, milliseconds(median(totals)))),
          h(
            'div',
            {},
            h('dt', {}, h('abbr', { title: '95 of 100 calls are faster' }, 'p95')),
            h('dd', {}, milliseconds(p95(totals))),
          ),
          h('div', {}, h('dt', {}, 'Calls'), h('dd', {}, String(totals.length))),
        ),
      ),
    );
  }
}
