/** A small pad to draw a product on, over the page while it is open. It gives a PNG; what that is for is the asker's business. */
import { h } from '../element';

/** Pixels of the drawing, and of its strokes: drawn thick, since a shop's pictures are seen small. */
const SIZE = 320;
const THICK = 18;
const PAPER = '#ffffff';
/** Of what is sold in shops. */
const COLOURS: readonly (readonly [name: string, value: string])[] = [
  ['Black', '#26211c'],
  ['Red', '#d23b2f'],
  ['Orange', '#f08c2e'],
  ['Yellow', '#f4cf3f'],
  ['Green', '#3f9b4f'],
  ['Blue', '#3a78c9'],
  ['Purple', '#8550a8'],
  ['Brown', '#8a5a36'],
  ['White', PAPER],
];

export class DrawPad {
  readonly #dialog: HTMLDialogElement;
  readonly #canvas = h('canvas', {
    ...{ width: SIZE, height: SIZE, role: 'img', 'aria-label': 'Your drawing' },
  });
  readonly #brush = this.#canvas.getContext('2d')!;
  readonly #onDrawn: (drawing: Blob) => void;
  readonly #use = h(
    'button',
    {
      type: 'button',
      class: 'primary',
      on: {
        click: () => {
          this.#give();
        },
      },
    },
    'Use it',
  );

  constructor(onDrawn: (drawing: Blob) => void) {
    this.#onDrawn = onDrawn;
    const act = (label: string, click: () => void): HTMLButtonElement =>
      h('button', { type: 'button', class: 'chip', on: { click } }, label);
    this.#dialog = h(
      'dialog',
      { class: 'draw-pad', 'aria-label': 'Draw the product' },
      this.#canvas,
      h(
        'fieldset',
        { class: 'colours' },
        h('legend', { class: 'unseen' }, 'Colour'),
        ...COLOURS.map(([name, value]) => this.#colour(name, value)),
      ),
      h(
        'div',
        { class: 'acts' },
        act('Start over', () => {
          this.#clear();
        }),
        act('Close', () => {
          this.#dialog.close();
        }),
        this.#use,
      ),
    );
    this.#dialog.addEventListener('close', () => {
      this.#dialog.remove();
    });
    this.#listen();
  }

  open(): void {
    this.#clear();
    // Not inside of whoever asks: a form's Enter is none of the pad's.
    document.body.append(this.#dialog);
    this.#dialog.showModal();
  }

  #clear(): void {
    this.#brush.fillStyle = PAPER;
    this.#brush.fillRect(0, 0, SIZE, SIZE);
    this.#use.disabled = true;
  }

  #colour(name: string, value: string): HTMLElement {
    const first = value === COLOURS[0][1];
    const choice = h('input', { type: 'radio', name: 'colour', value, checked: first });
    choice.addEventListener('change', () => {
      this.#brush.strokeStyle = value;
    });
    if (first) this.#brush.strokeStyle = value;
    const swatch = h('label', { title: name }, choice, h('span', { class: 'unseen' }, name));
    swatch.style.setProperty('--swatch', value);
    return swatch;
  }

  #listen(): void {
    const canvas = this.#canvas;
    const at = ({ clientX, clientY }: PointerEvent): [number, number] => {
      const { left, top, width } = canvas.getBoundingClientRect();
      return [((clientX - left) * SIZE) / width, ((clientY - top) * SIZE) / width];
    };
    const line = (event: PointerEvent): void => {
      this.#brush.lineTo(...at(event));
      this.#brush.stroke();
      this.#use.disabled = false;
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      Object.assign(this.#brush, { lineWidth: THICK, lineCap: 'round', lineJoin: 'round' });
      this.#brush.beginPath();
      this.#brush.moveTo(...at(event));
      // A touch alone is a dot.
      line(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) line(event);
    });
  }

  #give(): void {
    this.#canvas.toBlob((drawing) => {
      this.#dialog.close();
      if (drawing !== null) this.#onDrawn(drawing);
    }, 'image/png');
  }
}
