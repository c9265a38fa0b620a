/** What was loaded, what has been asked of the network since, and the switch that takes the network away. */
import type { Recommender } from '../../client';
import type { LoadedFile } from '../../contract/recommend';
import { h } from '../element';
import type { CallLog } from '../observed';
import type { Offline } from '../offline';
import { bytes, count, milliseconds } from './format';
import { RequestMeter, type Reading } from './request-meter';
import { sectionFrame, troubleText, type RoomSection } from './section';

const LOOK_MS = 2000;

/** What the files of a bundle are for; see docs/bundle-format.md. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/manifest/, 'table of contents'],
  [/items\.json/, 'names and prices'],
  [/semantic_ids/, 'semantic IDs'],
  [/prior/, 'what is bought together'],
  [/popularity/, 'what is popular'],
  [/residuals|items\.onnx/, 'model: products'],
  [/encoder/, 'model: reads the visits'],
  [/level_\d/, 'model: one code each'],
  [/features/, 'text and pictures, in numbers'],
  [/fusion/, 'model: names new products'],
  [/selftest/, 'sums to check the model by'],
  [/ort|\.wasm$/, 'WebAssembly runtime'],
];

export class NetworkSection implements RoomSection {
  readonly name = 'Network';
  readonly #meter: RequestMeter;
  readonly #count = h('p', { class: 'tally', role: 'status' });
  readonly #switch = h(
    'button',
    { type: 'button', role: 'switch', 'aria-checked': 'false', class: 'toggle' },
    h('span', { class: 'knob', 'aria-hidden': true }),
    'Take the network away',
  );
  readonly #proof = h('p', { class: 'small', role: 'status' });
  readonly #files = h('div', { class: 'files' });
  readonly element = sectionFrame(
    'network',
    'Network and privacy',
    'What you look at, search for and put in the basket stays in this tab. Once it is open, the shop fetches no more than the files that read words and photos, the same for everybody, when you first search or add a product.',
    this.#count,
    h('div', { class: 'offline' }, this.#switch, this.#proof),
    this.#files,
  );
  #timer: ReturnType<typeof setInterval> | undefined;
  #offline: boolean | null = null;

  constructor(
    private readonly recommender: Recommender,
    private readonly log: CallLog,
    private readonly offline: Offline,
    private readonly onOffline: (offline: boolean) => void,
  ) {
    this.#meter = new RequestMeter(offline);
    this.#switch.addEventListener('click', () => {
      void this.#flip();
    });
    recommender.subscribe(() => {
      if (this.#timer !== undefined) void this.#listFiles();
    });
  }

  opened(): void {
    void this.#look();
    void this.#listFiles();
    this.#timer ??= setInterval(() => {
      void this.#look();
    }, LOOK_MS);
  }

  closed(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    this.#show(await this.#meter.read());
  }

  #show({ requests, addresses, offline }: Reading): void {
    const text = requests === null ? 'still opening' : 'since the shop opened';
    const number = requests === null ? 'The shop is' : count(requests, 'request');
    // Written only where it changed: this is a live region.
    if (this.#count.textContent !== `${number} ${text}`) {
      this.#count.replaceChildren(h('strong', {}, number), ` ${text}`);
      this.#count.title = addresses.join('\n');
    }
    this.#setOffline(offline);
    if (offline === null)
      this.#proof.textContent =
        'This browser gave the shop no service worker (a private window, or a page not served securely), so there is no switch here. Take your device off the network instead: the shop works on.';
  }

  #setOffline(offline: boolean | null): void {
    this.#switch.disabled = offline === null;
    this.#switch.setAttribute('aria-checked', String(offline === true));
    if (offline !== this.#offline) this.onOffline(offline === true);
    this.#offline = offline;
  }

  async #flip(): Promise<void> {
    const answer = await this.offline.setOffline(this.#offline !== true);
    this.#setOffline(answer?.offline ?? null);
    if (answer === null) return;
    if (!answer.offline) {
      this.#proof.textContent = 'The network is back. Nobody needed it.';
      return;
    }
    this.#proof.textContent = await this.#prove();
    await this.#look();
  }

  /** Asks the last question once more, now that there is no network. */
  async #prove(): Promise<string> {
    try {
      const { items, timings } = await this.recommender.recommend(
        this.log.last?.request ?? { kind: 'trending', count: 12 },
      );
      return `The network is gone. The last shelf was just filled again, ${count(items.length, 'product')} in ${milliseconds(timings.totalMs)}; reload the page, if you like.`;
    } catch (error) {
      return `The network is gone, and the last shelf could not be filled again. ${troubleText(error)}`;
    }
  }

  async #listFiles(): Promise<void> {
    try {
      const { files } = await this.recommender.info();
      this.#files.replaceChildren(fileTable(files));
    } catch {
      // The executor's section says what is wrong with the engine.
      this.#files.replaceChildren();
    }
  }
}

function fileTable(files: readonly LoadedFile[]): HTMLElement {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const largest = Math.max(...files.map((file) => file.bytes), 1);
  return h(
    'details',
    {},
    h('summary', {}, `${bytes(total)} of model and catalogue in ${count(files.length, 'file')}`),
    h(
      'table',
      { class: 'parts' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...['File', 'What it is', 'Size'].map((text) => h('th', { scope: 'col' }, text)),
        ),
      ),
      h(
        'tbody',
        {},
        ...files.map((file) => {
          const size = h('td', { class: 'number' }, bytes(file.bytes));
          size.style.setProperty('--share', String(file.bytes / largest));
          return h(
            'tr',
            {},
            h('th', { scope: 'row' }, file.name),
            h('td', {}, PARTS.find(([pattern]) => pattern.test(file.name))?.[1] ?? ''),
            size,
          );
        }),
      ),
      h(
        'tfoot',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'row', colspan: 2 }, 'Total, before compression'),
          h('td', { class: 'number' }, bytes(total)),
        ),
      ),
    ),
  );
}
