/** The executors side by side: a button, and a lane for each with its times, its list and what it needed. The racing itself is race.ts. */
import type { Recommender } from '../../client';
import { EXECUTORS } from '../../contract/executors';
import type { ExecutorName, RecommendRequest } from '../../contract/recommend';
import type { Catalogue } from '../catalogue';
import { h } from '../element';
import type { Offline } from '../offline';
import type { PictureBook } from '../picture-book';
import { EXECUTOR_LABELS } from './executor-labels';
import { bytes, milliseconds } from './format';
import { gpuHere } from './gpu-here';
import { QuestionLine } from './question';
import { race, ROUNDS, waitingLane, type Lane } from './race';
import { LaneView } from './race-lane';
import { scaleLines } from './race-verdict';
import { sectionFrame, type RoomSection } from './section';
import { median } from './statistics';

/** As a shelf asks. */
const LIST = 12;

export interface RaceSurroundings {
  readonly bundle: string;
  readonly recommender: Recommender;
  readonly offline: Offline;
  /** Ids in the shopper's basket. */
  readonly basket: () => readonly string[];
}

export class RaceSection implements RoomSection {
  readonly name = 'Race';
  readonly #question: QuestionLine;
  readonly #button = h('button', { type: 'button', class: 'plain-button' }, 'Race them');
  readonly #status = h('p', { class: 'small', role: 'status' });
  readonly #lines = h('div', { class: 'lines-of-ten', 'aria-hidden': true });
  readonly #views = new Map(EXECUTORS.map((executor) => [executor, new LaneView(executor)]));
  readonly element: HTMLElement;
  #lanes = new Map<ExecutorName, Lane>();
  #running: AbortController | null = null;

  constructor(
    private readonly around: RaceSurroundings,
    catalogue: Catalogue,
    pictures: PictureBook,
  ) {
    this.#question = new QuestionLine(catalogue, pictures);
    this.element = sectionFrame(
      'race',
      'The race',
      'One question for all of them, in turn. Each runs in a worker of its own that is gone afterwards; the shelves are left alone.',
      this.#question.element,
      h('div', { class: 'start' }, this.#button, this.#status),
      h(
        'ul',
        { class: 'lanes', role: 'list', 'aria-label': 'Executors' },
        ...Array.from(this.#views.values(), ({ element }) => element),
      ),
      this.#lines,
      h(
        'p',
        { class: 'small' },
        'The mark is the median, the dark part goes from the fastest to the slowest round. Each line stands for ten times the one before.',
      ),
    );
    this.#button.addEventListener('click', () => {
      if (this.#running === null) void this.#start();
      else this.#stop('Stopped.');
    });
    this.#clear();
  }

  opened(): void {
    if (this.#running !== null || this.#lanes.size > 0) return;
    this.#clear();
    void gpuHere().then(({ note }) => {
      if (note !== '') this.#views.get('webgpu')!.need(note);
    });
  }

  closed(): void {
    this.#stop('Stopped, since nobody was looking.');
  }

  #ask(): RecommendRequest {
    const basket = this.around.basket();
    const { history } = this.around.recommender;
    const request: RecommendRequest = {
      kind: basket.length > 0 ? 'complements' : 'next',
      history,
      basket,
      count: LIST,
      // Ages of visits count from here, in every round the same.
      now: Date.now(),
    };
    this.#question.show(request, history.length);
    return request;
  }

  #clear(): void {
    this.#lanes.clear();
    this.#ask();
    this.#status.textContent = `Fetches up to ${bytes(RUNTIME_BYTES)} for WebAssembly, once.`;
    this.#draw();
  }

  async #start(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    this.#button.textContent = 'Stop the race';
    this.#lanes = new Map(EXECUTORS.map((executor) => [executor, waitingLane(executor)]));
    const question = this.#ask();
    this.#draw();
    // What the shop still measures for itself must not be measured against a race.
    this.#say('Waiting for the shop to be ready …');
    await this.around.recommender.settled().catch(() => undefined);
    await race({
      bundle: this.around.bundle,
      question,
      countRequests: async () => (await this.around.offline.state())?.requests ?? null,
      onLane: (lane) => {
        this.#lanes.set(lane.executor, lane);
        this.#draw();
        this.#sayHowFar(lane);
      },
      signal,
    });
    if (signal.aborted) return;
    this.#end(this.#verdict());
  }

  #stop(why: string): void {
    if (this.#running === null) return;
    this.#running.abort();
    this.#end(why);
  }

  #end(text: string): void {
    this.#running = null;
    this.#button.textContent = 'Race again';
    this.#say(text);
    this.#draw();
  }

  #sayHowFar({ executor, state }: Lane): void {
    if (state === 'starting') this.#say(`Starting ${EXECUTOR_LABELS[executor]} …`);
    else if ([...this.#lanes.values()].every((lane) => !/waiting|starting/.test(lane.state)))
      this.#say(`Racing: one round to warm up, then up to ${String(ROUNDS)} that count …`);
  }

  /** A live region: written only where it changed. */
  #say(text: string): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  #verdict(): string {
    const [best] = [...this.#lanes.values()]
      .filter(({ executor, state }) => executor !== 'graph' && state === 'done')
      .sort((a, b) => median(a.times) - median(b.times));
    return best === undefined
      ? 'No executor with the model can run here; the item graph fills the shelves.'
      : `Of those with the model, ${EXECUTOR_LABELS[best.executor]} is the fastest here: ${milliseconds(median(best.times))}.`;
  }

  #draw(): void {
    const lanes = [...this.#lanes.values()];
    const lines = scaleLines(lanes.flatMap(({ times }) => times));
    this.element.style.setProperty('--tens', String(lines.length - 1));
    this.#lines.replaceChildren(
      ...lines.map((ms) =>
        h('span', {}, ms < 1000 ? `${String(ms)} ms` : `${String(ms / 1000)} s`),
      ),
    );
    for (const lane of lanes)
      this.#views.get(lane.executor)!.show(lane, lanes, lines, this.#running !== null);
  }
}
