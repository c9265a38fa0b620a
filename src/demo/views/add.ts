/** A product of the visitor's own: say what it is, by a name, a photo or a drawing, and see the engine place it. */
import { h } from '../element';
import { troubleText } from '../engine-room/section';
import type { Loading } from '../loading';
import type { OwnProduct } from '../own-products';
import { PhotoInput } from '../photo/photo-input';
import { placed, type PlacedParts } from '../placement/placed';
import type { View } from './view';

const IDEAS = ['Barista oat milk', 'Brioche hot dog buns', 'Chicken ramen noodles'];
const LONGEST_TITLE = 120;

interface Parts extends PlacedParts {
  readonly loading: Loading;
  /** Whether the engine can read pictures. */
  readonly seesPhotos: boolean;
}

export function addView(parts: Parts): View {
  const { products, loading, seesPhotos } = parts;
  const title = h('input', {
    ...{ name: 'title', required: true, maxlength: LONGEST_TITLE, autocomplete: 'off' },
    placeholder: IDEAS[0],
  });
  const price = h('input', {
    ...{ name: 'price', type: 'number', min: 0, max: 10_000, step: 0.01, inputmode: 'decimal' },
    placeholder: '3.49',
  });
  const photo = new PhotoInput((given) => {
    // What can be seen needs no name.
    title.required = given === null;
  });
  const submit = h('button', { type: 'submit', class: 'primary' }, 'Put it on the shelf');
  const waiting = h('p', { class: 'waiting', role: 'status' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const result = h('div', { class: 'placed', 'aria-live': 'polite' });
  const show = (own: OwnProduct | undefined, fresh = false): void => {
    const removed = (): void => {
      show(products.all[0]);
    };
    result.replaceChildren(...(own === undefined ? [] : placed(own, parts, fresh, removed)));
  };
  const add = async (): Promise<void> => {
    submit.disabled = true;
    problem.textContent = '';
    try {
      const cost = price.value === '' ? null : Number(price.value);
      const adding = products.add(title.value.trim(), cost, photo.photo);
      const own = await loading.during(waiting, adding);
      title.value = price.value = '';
      photo.set(null);
      show(own, true);
      result.querySelector('h2')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
    } catch (error) {
      problem.textContent = troubleText(error);
    } finally {
      submit.disabled = false;
    }
  };
  const idea = (name: string): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        class: 'chip',
        on: {
          click: () => {
            title.value = name;
            form.requestSubmit();
          },
        },
      },
      name,
    );
  const form = h(
    'form',
    {
      class: 'own-form',
      on: {
        submit: (event) => {
          event.preventDefault();
          void add();
        },
      },
    },
    h('label', { class: 'wide' }, 'What is it called?', title),
    h('label', {}, 'Price, if you like', price),
    seesPhotos && photo.element,
    submit,
  );
  if (seesPhotos) photo.listenOn(form);
  show(products.all[0]);
  const given = seesPhotos ? 'name or the photo' : 'name';
  const element = h(
    'div',
    { class: 'add-product' },
    h(
      'section',
      { class: 'hero' },
      h('h1', { tabindex: -1 }, 'Add a product of your own'),
      h(
        'p',
        {},
        `The page reads the ${given}, finds what it is like, and gives it a place among the shop’s products. It can be recommended in the same moment: no training, no server, and it never leaves this device.`,
      ),
      form,
      h('div', { class: 'starters' }, h('span', {}, 'Or try:'), ...IDEAS.map(idea)),
      waiting,
      problem,
    ),
    result,
  );
  return { element, onBasket: () => undefined };
}
