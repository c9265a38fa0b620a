/**
 * A product's way to its place, in steps that play by themselves once and can be walked by hand: what it is made of, then one
 * dial a level. Which steps there are is placement.ts's business.
 */
import { glyph, h } from '../element';

const STEP_MS = 1900;
/** How much of the first stage must be on the screen. */
const SEEN = 0.6;
const BACK = 'M15 6l-6 6 6 6';
const ON = 'M9 6l6 6-6 6';
const AGAIN = 'M4 12a8 8 0 1 0 2.5-5.800M4 4v4.5h4.5';

export interface Step {
  readonly title: string;
  readonly content: readonly Node[];
}

export class Journey {
  readonly element: HTMLElement;
  readonly #stages: readonly HTMLElement[];
  readonly #marks: readonly HTMLElement[];
  readonly #back = this.#button('Step back', BACK, () => {
    this.#go(this.#at - 1);
  });
  readonly #on = this.#button('Step on', ON, () => {
    this.#go(this.#at + 1);
  });
  #at = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(steps: readonly Step[]) {
    this.#stages = steps.map(({ title, content }) =>
      h('li', { class: 'stage' }, h('h3', {}, title), ...content),
    );
    this.#marks = steps.map(() => h('i', {}));
    this.element = h(
      'div',
      { class: 'journey' },
      h('ol', { class: 'stages', role: 'list' }, ...this.#stages),
      h(
        'div',
        { class: 'walk', role: 'group', 'aria-label': 'Steps' },
        this.#back,
        h('span', { class: 'marks', 'aria-hidden': true }, ...this.#marks),
        this.#on,
        this.#button('Play again', AGAIN, () => {
          this.play();
        }),
      ),
    );
    this.#reach(steps.length - 1);
  }

  /** From the start; all at once for who wants no motion. */
  play(): void {
    clearTimeout(this.#timer);
    if (still()) {
      this.#reach(this.#stages.length - 1);
      return;
    }
    this.#reach(0);
    this.#stages[0].parentElement?.scrollTo({ left: 0, behavior: 'instant' });
    const next = (): void => {
      // The page may have gone elsewhere meanwhile.
      if (this.#at === this.#stages.length - 1 || !this.element.isConnected) return;
      this.#reach(this.#at + 1);
      this.#timer = setTimeout(next, STEP_MS);
    };
    this.#timer = setTimeout(next, STEP_MS);
  }

  /** When it comes into view: what plays below the screen is missed. */
  playOnceSeen(): void {
    if (still()) return;
    this.#reach(0);
    new IntersectionObserver(
      ([{ isIntersecting }], observer) => {
        if (!isIntersecting) return;
        observer.disconnect();
        this.play();
      },
      { threshold: SEEN },
    ).observe(this.#stages[0]);
  }

  #go(step: number): void {
    clearTimeout(this.#timer);
    this.#reach(step);
  }

  #reach(step: number): void {
    this.#at = step;
    this.#stages.forEach((stage, place) => {
      stage.classList.toggle('reached', place <= step);
      stage.classList.toggle('now', place === step);
    });
    this.#marks.forEach((mark, place) => mark.classList.toggle('reached', place <= step));
    this.#back.disabled = step === 0;
    this.#on.disabled = step === this.#stages.length - 1;
    this.#bringIn(this.#stages[step]);
  }

  /** On a phone the stages stand in a row that is wider than the screen; the page itself must not move. */
  #bringIn(stage: HTMLElement): void {
    const track = stage.parentElement;
    if (track === null || track.scrollWidth <= track.clientWidth) return;
    track.scrollTo({ left: stage.offsetLeft - track.offsetLeft, behavior: 'smooth' });
  }

  #button(label: string, path: string, act: () => void): HTMLButtonElement {
    const button = h(
      'button',
      { type: 'button', class: 'tool', 'aria-label': label, title: label, on: { click: act } },
      glyph(path),
    );
    return button;
  }
}

function still(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
