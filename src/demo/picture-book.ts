/** Pictures for the page: fetches the icons once, then draws any product that has no photo. The drawing itself is in pictures/. */
import type { Product } from './catalogue';
import { h } from './element';
import { drawProduct } from './pictures/draw';
import { pictureElement } from './pictures/element';
import { iconBody, type IconSprite } from './pictures/icon-sprite';

export class PictureBook {
  #sprite: IconSprite = {};
  #drawings = 0;

  /** A page without icons still works: packages are drawn with a plain bag on them. */
  async load(url: string): Promise<void> {
    const response = await fetch(url);
    if (response.ok) this.#sprite = (await response.json()) as IconSprite;
  }

  draw(product: Product): Element {
    if (product.photo) return h('img', { src: product.photo, alt: '' });
    // One product may stand on a page several times; ids inside an SVG must not meet.
    this.#drawings++;
    return pictureElement(
      drawProduct({ ...product, id: `d${String(this.#drawings)}` }, this.#sprite),
    );
  }

  /** A single icon, for signs and buttons. */
  icon(name: string): Element {
    this.#drawings++;
    const body = iconBody(this.#sprite, name, `i${String(this.#drawings)}`);
    const icon = pictureElement(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${body}</svg>`,
    );
    icon.setAttribute('class', 'icon');
    return icon;
  }
}
