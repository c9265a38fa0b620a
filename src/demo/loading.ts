/** What is being fetched just now, said in a line to whoever waits for it. Only what a person can wait for: the readers of words and pictures. */
import type { Progress } from '../contract/recommend';
import { percent } from './engine-room/format';

const READERS: readonly (readonly [file: RegExp, name: string])[] = [
  [/image-encoder/, 'pictures'],
  [/text-encoder/, 'words'],
];

export class Loading {
  readonly #lines = new Set<Element>();

  /** What the engine says of its progress. */
  readonly hear = (progress: Progress): void => {
    if (progress.status !== 'loading') return;
    const { file, loadedBytes, totalBytes } = progress;
    const name = READERS.find(([pattern]) => pattern.test(file))?.[1];
    if (name === undefined) return;
    const share = percent(loadedBytes / totalBytes);
    for (const line of this.#lines) line.textContent = `Fetching what reads ${name}: ${share}`;
  };

  /** Says in `line` what is fetched while `work` lasts, and first that it has begun. */
  async during<T>(line: Element, work: Promise<T>): Promise<T> {
    this.#lines.add(line);
    line.textContent = 'Reading …';
    try {
      return await work;
    } finally {
      this.#lines.delete(line);
      line.textContent = '';
    }
  }
}
