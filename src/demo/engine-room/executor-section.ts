/** Which executor computes, why this one, and the links that choose another. Choosing is a page load: an executor is picked once per worker. */
import type { Recommender } from '../../client';
import { EXECUTORS } from '../../contract/executors';
import type { ExecutorChoice, Info } from '../../contract/recommend';
import { h } from '../element';
import { EXECUTOR_NAMES } from '../status-line';
import { EXECUTOR_LABELS } from './executor-labels';
import { count } from './format';
import { gpuHere } from './gpu-here';
import { sectionFrame, troubleText, type RoomSection } from './section';

const CHOICES: readonly (readonly [ExecutorChoice, string])[] = [
  ['auto', 'Automatic'],
  ...EXECUTORS.map((executor) => [executor, EXECUTOR_LABELS[executor]] as const),
];

const RELOADS = 'Another choice opens this page anew, basket and all.';

/** This very page, hash and all, with another executor asked for. */
function addressWith(executor: ExecutorChoice): string {
  const address = new URL(location.href);
  address.searchParams.set('executor', executor);
  return address.href;
}

export class ExecutorSection implements RoomSection {
  readonly name = 'Executor';
  readonly #facts = h('div', { class: 'running' }, h('p', {}, 'Waiting for the engine …'));
  readonly #links = CHOICES.map(([choice, label]) => this.#link(choice, label));
  readonly #note = h('p', { class: 'small', id: 'executor-note' }, RELOADS);
  readonly element = sectionFrame(
    'executor',
    'Executor',
    'An executor is the program that does the arithmetic. It runs in this tab, on your device, and the engine picks the best one that works here.',
    this.#facts,
    h('nav', { class: 'switch', 'aria-label': 'Executor' }, ...this.#links),
    this.#note,
  );
  #open = false;

  /** `refused`: the executor that the address asks for and that cannot run here, where there is such. */
  constructor(
    private readonly recommender: Recommender,
    private readonly refused: ExecutorChoice | null,
  ) {
    recommender.subscribe(() => {
      if (this.#open) void this.#look();
    });
  }

  opened(): void {
    this.#open = true;
    const named = new URLSearchParams(location.search).get('executor');
    const asked =
      this.refused === null && CHOICES.some(([choice]) => choice === named) ? named : 'auto';
    this.#links.forEach((link, place) => {
      const [choice] = CHOICES[place];
      link.href = addressWith(choice);
      if (choice === asked) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
    void this.#lookForGpu();
    void this.#look();
  }

  closed(): void {
    this.#open = false;
  }

  #link(choice: ExecutorChoice, label: string): HTMLAnchorElement {
    const link = h('a', {}, label);
    // The basket lives in the hash and changes without an event: the address is made when it is needed.
    for (const type of ['click', 'pointerenter', 'focus'])
      link.addEventListener(type, () => {
        if (!link.ariaDisabled) link.href = addressWith(choice);
      });
    return link;
  }

  /** A choice that the browser does not have is no link, and says why. */
  async #lookForGpu(): Promise<void> {
    const { usable, note } = await gpuHere();
    const link = this.#links[CHOICES.findIndex(([choice]) => choice === 'webgpu')];
    if (!usable) {
      link.removeAttribute('href');
      link.setAttribute('role', 'link');
      link.setAttribute('aria-disabled', 'true');
      link.setAttribute('aria-describedby', 'executor-note');
    }
    const other = this.refused !== null && (usable || this.refused !== 'webgpu');
    this.#note.textContent = other
      ? `${CHOICES.find(([choice]) => choice === this.refused)![1]} cannot run on this page, so the best one that can was picked.`
      : note || RELOADS;
  }

  async #look(): Promise<void> {
    try {
      this.#show(await this.recommender.info());
    } catch (error) {
      this.#facts.replaceChildren(
        h('p', { class: 'problem' }, `The engine does not answer. ${troubleText(error)}`),
      );
    }
  }

  #show(info: Info): void {
    this.#facts.replaceChildren(
      h(
        'p',
        { class: 'now' },
        h('span', { class: 'dot', 'aria-hidden': true }),
        h('span', {}, info.reason),
      ),
      h(
        'p',
        { class: 'small' },
        `${count(info.items, 'product')}, each named by ${count(info.levels, 'code')} out of ${String(info.codebookSize)} a level`,
      ),
    );
    if (info.failures.length > 0) this.#facts.append(problems(info.failures));
  }
}

/** What failed, and how often where it was tried again. */
function problems(failures: Info['failures']): HTMLElement {
  const times = new Map<string, number>();
  for (const { executor, message } of failures) {
    const line = `${EXECUTOR_NAMES[executor]}: ${message}`;
    times.set(line, (times.get(line) ?? 0) + 1);
  }
  return h(
    'ul',
    { class: 'problems', 'aria-label': 'What failed' },
    ...Array.from(times, ([line, n]) =>
      h('li', {}, n === 1 ? line : `${line} (${String(n)} times)`),
    ),
  );
}
