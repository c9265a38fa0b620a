/**
 * A photo from a person: chosen, taken, dropped, pasted or drawn. Shown small, to be taken away again. What becomes of it is
 * the form's business; whether it is a picture at all, the engine says.
 */
import { glyph, h } from '../element';
import { DrawPad } from './draw-pad';

const CAMERA =
  'M4 8h3.5l1.5-2.5h6L16.5 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z';
const FOLDER = 'M4 5h16v14H4zM4 16l4.5-4.5 3.5 3.5 3-3 5 5M15 8.5h.01';
const PENCIL = 'M4 20l1-4L16 5l3 3L8 19zM13.5 7.5l3 3';
const CROSS = 'M6 6l12 12M18 6L6 18';

export class PhotoInput {
  readonly element: HTMLElement;
  readonly #onChange: (photo: Blob | null) => void;
  readonly #pad = new DrawPad((drawing) => {
    this.set(drawing);
  });
  readonly #preview = h('div', { class: 'preview', hidden: true });
  #photo: Blob | null = null;
  #address = '';

  constructor(onChange: (photo: Blob | null) => void = () => undefined) {
    this.#onChange = onChange;
    const choose = this.#source('Add a photo', FOLDER, false);
    // Where a finger points, there is a camera behind it.
    const take = matchMedia('(pointer: coarse)').matches
      ? this.#source('Take a photo', CAMERA, true)
      : [];
    const draw = h(
      'button',
      {
        type: 'button',
        class: 'chip',
        on: {
          click: () => {
            this.#pad.open();
          },
        },
      },
      glyph(PENCIL),
      'Draw it',
    );
    this.element = h(
      'div',
      { class: 'photo-input', role: 'group', 'aria-label': 'Photo' },
      this.#preview,
      ...choose,
      ...take,
      draw,
    );
  }

  get photo(): Blob | null {
    return this.#photo;
  }

  set(photo: Blob | null): void {
    URL.revokeObjectURL(this.#address);
    this.#photo = photo;
    this.#preview.hidden = photo === null;
    this.#address = photo === null ? '' : URL.createObjectURL(photo);
    this.#preview.replaceChildren(...(photo === null ? [] : this.#shown()));
    this.#onChange(photo);
  }

  /** What is dropped on `target`, or pasted while it is on the page, counts as chosen here. */
  listenOn(target: HTMLElement): void {
    const over = (on: boolean) => (event: Event) => {
      event.preventDefault();
      target.classList.toggle('dropping', on);
    };
    target.addEventListener('dragover', over(true));
    target.addEventListener('dragleave', over(false));
    target.addEventListener('drop', (event) => {
      over(false)(event);
      this.#take(event.dataTransfer?.files);
    });
    const pasted = (event: ClipboardEvent): void => {
      // The view it belongs to may be gone.
      if (target.isConnected) this.#take(event.clipboardData?.files);
      else document.removeEventListener('paste', pasted);
    };
    document.addEventListener('paste', pasted);
  }

  #take(files: FileList | null | undefined): void {
    // Text is pasted and dropped too: that is not for here.
    if (files && files.length > 0) this.set(files[0]);
  }

  #shown(): Node[] {
    const image = h('img', {
      src: this.#address,
      alt: 'The photo you gave',
      on: {
        // No picture after all: the engine says why.
        error: () => {
          image.replaceWith(h('span', { class: 'no-picture' }, 'No picture'));
        },
      },
    });
    const remove = h(
      'button',
      {
        type: 'button',
        class: 'remove',
        'aria-label': 'Take the photo away',
        title: 'Take the photo away',
        on: {
          click: () => {
            this.set(null);
            this.element.querySelector<HTMLElement>('.chip')?.focus();
          },
        },
      },
      glyph(CROSS),
    );
    return [image, remove];
  }

  /** A button that opens the system's chooser, or its camera. */
  #source(label: string, icon: string, camera: boolean): HTMLElement[] {
    const file = h('input', {
      ...{ type: 'file', accept: 'image/*', hidden: true, tabindex: -1 },
      capture: camera && 'environment',
    });
    file.addEventListener('change', () => {
      this.#take(file.files);
      // The same file again is a choice too.
      file.value = '';
    });
    const button = h(
      'button',
      {
        type: 'button',
        class: 'chip',
        on: {
          click: () => {
            file.click();
          },
        },
      },
      glyph(icon),
      label,
    );
    return [button, file];
  }
}
