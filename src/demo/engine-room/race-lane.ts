/** One executor's lane: its name, its times as a bar, and a line on its list and what it needed. Only a picture of a `Lane`. */
import { asRecommenderError } from '../../contract/errors';
import type { ExecutorName } from '../../contract/recommend';
import { h } from '../element';
import { EXECUTOR_LABELS } from './executor-labels';
import { bytes, count, milliseconds } from './format';
import type { Lane } from './race';
import { placeOnScale, placesThatDiffer } from './race-verdict';
import { median } from './statistics';

const NEEDS: Readonly<Record<ExecutorName, string>> = {
  graph: 'No model: it looks up what people buy together.',
  js: 'The whole model in plain code. It runs everywhere.',
  wasm: `The model on ONNX Runtime: ${bytes(RUNTIME_BYTES)}, a fifth of it where the server compresses.`,
  webgpu: 'The model on the graphics card.',
};

export class LaneView {
  readonly #median = h('b', { class: 'number' });
  readonly #range = h('span', { class: 'number small' });
  readonly #note: HTMLElement;
  readonly #bar = h('span', { class: 'reach' });
  readonly #spread = h('span', { class: 'spread' });
  readonly #middle = h('span', { class: 'middle' });
  readonly element: HTMLElement;

  constructor(executor: ExecutorName) {
    this.#note = h('p', { class: 'small' }, NEEDS[executor]);
    this.element = h(
      'li',
      { class: 'lane', data: { executor } },
      h(
        'div',
        { class: 'lane-head' },
        h('strong', {}, EXECUTOR_LABELS[executor]),
        this.#range,
        h('span', { class: 'unseen' }, 'median'),
        this.#median,
      ),
      h('div', { class: 'track', 'aria-hidden': true }, this.#bar, this.#spread, this.#middle),
      this.#note,
    );
  }

  /** What is said before a race. */
  need(text: string): void {
    this.#note.textContent = text;
  }

  show(lane: Lane, lanes: readonly Lane[], lines: readonly number[], racing: boolean): void {
    const { state, times } = lane;
    this.element.dataset['state'] = state;
    this.element.toggleAttribute('data-timed', times.length > 0);
    this.#median.textContent = times.length > 0 ? milliseconds(median(times)) : '';
    this.#range.textContent = times.length > 0 ? range(times) : '';
    const places = {
      '--from': placeOnScale(Math.min(...times), lines),
      '--to': placeOnScale(Math.max(...times), lines),
      '--middle': placeOnScale(median(times), lines),
    };
    for (const [name, place] of Object.entries(places))
      this.element.style.setProperty(name, times.length > 0 ? place.toFixed(4) : '0');
    this.#note.textContent = noteOf(lane, lanes, racing);
  }
}

function range(times: readonly number[]): string {
  const [from, to] = [Math.min(...times), Math.max(...times)].map(milliseconds);
  return from === to ? from : `${from.replace(/ ms$/, '')} to ${to}`;
}

function noteOf(lane: Lane, lanes: readonly Lane[], racing: boolean): string {
  if (lane.state === 'out') return `Not here. ${reasonOf(lane)}`;
  if (lane.state === 'done') return `${agreement(lane, lanes)} ${needed(lane)}`;
  if (!racing) return 'Not finished.';
  if (lane.state === 'waiting') return 'Waiting for its turn.';
  if (lane.state === 'starting') return 'Starting …';
  return lane.list.length === 0 ? 'Ready.' : `Round ${String(lane.times.length + 1)} …`;
}

/** Why it cannot run here, as a shopper may read it. */
function reasonOf({ executor, trouble }: Lane): string {
  const { code, message } = asRecommenderError(trouble, 'the race');
  if (code === 'runtime/self-test') return 'Its sums were wrong on this device, so it is not used.';
  if (code.startsWith('bundle/')) return 'The model could not be fetched.';
  if (code !== 'runtime/unavailable') return message;
  return executor === 'webgpu'
    ? 'This browser has no WebGPU that answers.'
    : 'Its runtime could not be fetched, or may not be started on this page.';
}

/** Whose list is the same; where nobody's is, how far it is from the first one's with the model. */
function agreement(lane: Lane, lanes: readonly Lane[]): string {
  const others = lanes.filter((other) => other !== lane && other.list.length > 0);
  const same = others.filter((other) => placesThatDiffer(lane.list, other.list) === 0);
  if (same.length > 0)
    return `Same list as ${same.map(({ executor }) => EXECUTOR_LABELS[executor]).join(' and ')}.`;
  const measure = others.find(({ executor }) => executor !== 'graph') ?? others.at(0);
  if (measure === undefined) return 'Nobody to compare its list with.';
  const places = Math.max(lane.list.length, measure.list.length);
  return `${String(placesThatDiffer(lane.list, measure.list))} of ${count(places, 'place')} differ from ${EXECUTOR_LABELS[measure.executor]}.`;
}

function needed({ executor, files, requests }: Lane): string {
  const size = files.reduce(
    (sum, file) => sum + file.bytes,
    executor === 'wasm' ? RUNTIME_BYTES : 0,
  );
  const fetched =
    requests === null
      ? ''
      : requests === 0
        ? ', all here already'
        : `, ${count(requests, 'file')} fetched now`;
  return `Needs ${bytes(size)}${fetched}.`;
}
