/**
 * Something large that its first use opens, that uses share, and that is let go when nobody has used it for a while. What it
 * is and how it is opened, callers know.
 */

export interface OnDemandParts<T> {
  readonly open: () => Promise<T>;
  readonly close?: (value: T) => void | Promise<void>;
  /** Whether what a use failed with says that the next must open anew. */
  readonly isBroken?: (error: unknown) => boolean;
  /** Unused for this long, it is closed, ms. */
  readonly idleMs: number;
}

export class OnDemand<T> {
  readonly #parts: OnDemandParts<T>;
  #opened: Promise<T> | undefined;
  #users = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: OnDemandParts<T>) {
    this.#parts = parts;
  }

  /** Rejects as `open` and `work` do; what failed to open is opened anew by the next use. */
  async use<R>(work: (value: T) => R | Promise<R>): Promise<R> {
    clearTimeout(this.#timer);
    this.#users++;
    this.#opened ??= this.#parts.open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    const opened = this.#opened;
    try {
      return await work(await opened);
    } catch (error) {
      // Others that fail with it must not take away what has been opened since.
      const isBroken = this.#parts.isBroken?.(error) === true;
      if (isBroken && this.#opened === opened) void this.#drop();
      throw error;
    } finally {
      this.#users--;
      if (this.#users === 0) this.#wait();
    }
  }

  /** At once, unless it is in use; never rejects. */
  async release(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#users === 0) await this.#drop();
  }

  async #drop(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    // Letting go of what is broken already is nothing a caller could act on.
    await opened?.then((value) => this.#parts.close?.(value)).catch(() => undefined);
  }

  #wait(): void {
    this.#timer = setTimeout(() => void this.release(), this.#parts.idleMs);
    // Where there are processes, one is not to live for this.
    (this.#timer as { unref?: () => void }).unref?.();
  }
}

/** What opens, and what goes with it, or neither: what has opened by the time the other fails is closed again. */
export async function openedWith<T extends { close(): void }, R>(
  opening: Promise<T>,
  other: Promise<R>,
): Promise<[T, R]> {
  // Its turn comes below, and it may fail before.
  opening.catch(() => undefined);
  try {
    const beside = await other;
    return [await opening, beside];
  } catch (error) {
    void opening.then(
      (opened) => {
        opened.close();
      },
      () => undefined,
    );
    throw error;
  }
}
