/**
 * The beam of the last personal list: asks the same question again with a trace, only while the drawer is open, and has it drawn.
 * Not a second opinion: scoring is the engine's, layout is beam-layout's, drawing is beam-tree's.
 */
import type { Recommender } from '../../client';
import type { RecommendRequest, Recommendation, Trace } from '../../contract/recommend';
import type { Catalogue, Product } from '../catalogue';
import { h } from '../element';
import type { CallLog, ObservedCall } from '../observed';
import type { PictureBook } from '../picture-book';
import { layoutBeams, type LayoutOptions } from './beam-layout';
import { beamTable } from './beam-table';
import { BeamTree } from './beam-tree';
import { count } from './format';
import type { ItemCodes } from './item-codes';
import { QuestionLine } from './question';
import { sectionFrame, troubleText, type RoomSection } from './section';

const BEST: LayoutOptions = { leaves: 10, thin: 5 };
const EVERYTHING: LayoutOptions = { leaves: 500, thin: 500 };
/** More than a shelf holds: the beam's survivors are all among the candidates, and their names come from the answer. */
const ANSWERS = 200;
/** Shelves ask in a flurry; only the last of them is looked at. */
const PAUSE_MS = 150;

function looksAhead({ request }: ObservedCall): boolean {
  return request.kind === 'next' || request.kind === 'complements';
}

export class BeamSection implements RoomSection {
  readonly name = 'Beam';
  readonly #tree: BeamTree;
  readonly #question: QuestionLine;
  readonly #note = h('p', { class: 'small', role: 'status' });
  readonly #more = h('button', { type: 'button', class: 'plain-button', 'aria-pressed': 'false' });
  readonly #table = h('details', {}, h('summary', {}, 'The same as a table'));
  readonly #drawing: HTMLElement;
  readonly element: HTMLElement;
  #subject: ObservedCall | null = null;
  #open = false;
  #everything = false;
  #running: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #traced: { readonly trace: Trace; readonly answer: Recommendation } | null = null;

  constructor(
    private readonly recommender: Recommender,
    log: CallLog,
    private readonly codes: ItemCodes,
    private readonly catalogue: Catalogue,
    pictures: PictureBook,
  ) {
    this.#tree = new BeamTree(pictures);
    this.#question = new QuestionLine(catalogue, pictures);
    this.#drawing = h(
      'div',
      { class: 'drawing', hidden: true },
      this.#tree.element,
      h(
        'ul',
        { class: 'legend', role: 'list' },
        h('li', { class: 'thick' }, 'thick: likely'),
        h('li', { class: 'hue' }, 'one colour: one first code'),
        h('li', { class: 'grey' }, 'grey: pruned'),
        h('li', { class: 'amount' }, h('span', {}, '12'), 'products below'),
        h('li', { class: 'rank' }, h('b', {}, '#1'), 'place on the shelf'),
      ),
      h('div', { class: 'actions' }, this.#more),
      this.#table,
    );
    this.element = sectionFrame(
      'beam',
      'The beam down the trie',
      'The model spells out a product code by code. After each code only the likeliest beginnings are kept, the beam, and only beginnings of real products exist, the trie.',
      this.#question.element,
      this.#note,
      this.#drawing,
    );
    this.#more.addEventListener('click', () => {
      this.#everything = !this.#everything;
      this.#show();
    });
    this.#table.addEventListener('toggle', () => {
      this.#fillTable();
    });
    if (log.last !== null && looksAhead(log.last)) this.#subject = log.last;
    log.onCall((call) => {
      if (!looksAhead(call)) return;
      this.#subject = call;
      this.#askSoon();
    });
    recommender.subscribe(() => {
      this.#askSoon();
    });
  }

  opened(): void {
    this.#open = true;
    void this.#ask();
  }

  closed(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  #askSoon(): void {
    if (!this.#open) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#ask();
    }, PAUSE_MS);
  }

  async #ask(): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    // Before any personal list: what the model expects of somebody it does not know.
    const request: RecommendRequest = this.#subject?.request ?? { kind: 'next', count: ANSWERS };
    const { signal } = running;
    try {
      const answer = await this.recommender.recommend({
        ...request,
        count: ANSWERS,
        perType: 0,
        trace: true,
        signal,
      });
      if (signal.aborted) return;
      const { trace } = answer;
      this.#question.show(request, request.history?.length ?? this.recommender.history.length);
      if (trace === undefined || trace.levels.length === 0) {
        this.#traced = null;
        this.#say(
          answer.executor === 'graph'
            ? 'The item graph answered this one. It looks up what people buy together, all at once: there is no beam to draw. With any other executor there is.'
            : 'There was nothing to search: no product is left for this list.',
        );
        return;
      }
      const survivors = trace.levels.at(-1)!.filter(({ kept }) => kept);
      await this.codes.learn(
        answer.items.map(({ id }) => id),
        survivors.map(({ codes }) => codes),
        signal,
      );
      if (signal.aborted) return;
      this.#traced = { trace, answer };
      this.#say('');
      this.#show();
    } catch (error) {
      if (signal.aborted) return;
      this.#traced = null;
      this.#say(`The beam could not be traced. ${troubleText(error)}`);
    }
  }

  #say(text: string): void {
    this.#note.textContent = text;
    this.#drawing.hidden = text !== '';
  }

  #productOf = (codes: readonly number[]): Product | undefined => {
    const id = this.codes.idOf(codes);
    return id === undefined ? undefined : this.catalogue.get(id);
  };

  #show(): void {
    if (this.#traced === null) return;
    const { trace } = this.#traced;
    const shelf = this.#subject?.answer.items.map(({ id }) => id) ?? [];
    this.#tree.draw({
      layout: layoutBeams(trace, this.#everything ? EVERYTHING : BEST),
      depth: trace.levels.length,
      productOf: this.#productOf,
      placeOf: (id) => {
        const place = shelf.indexOf(id);
        return place < 0 ? undefined : place + 1;
      },
    });
    const survivors = trace.levels.at(-1)!.filter(({ kept }) => kept).length;
    this.#more.textContent = this.#everything
      ? `Only the best ${String(BEST.leaves)}`
      : `Show all ${count(survivors, 'beam')}`;
    this.#more.hidden = survivors <= BEST.leaves;
    this.#more.setAttribute('aria-pressed', String(this.#everything));
    this.#fillTable();
  }

  /** Hundreds of rows are made only for whoever opens them. */
  #fillTable(): void {
    this.#table.querySelector('.tables')?.remove();
    if (this.#table.open && this.#traced !== null)
      this.#table.append(beamTable(this.#traced.trace, this.#productOf));
  }
}
