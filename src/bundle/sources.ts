/**
 * Where a bundle's bytes come from: one function shaped like `fetch`, so that a page, a cache and a directory on disk
 * look alike. Types only.
 */

/** The part of a Response that is read. */
export interface SourceResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | null;
}

export interface SourceOptions {
  readonly signal?: AbortSignal;
  /** As in `fetch`: ask the server whether a cached copy is current, or pass caches by altogether. */
  readonly cache?: 'no-cache' | 'reload';
}

/** Shaped like `fetch`, which is one. */
export type Source = (url: string, options: SourceOptions) => Promise<SourceResponse>;

/** Called while a file arrives; `totalBytes` comes from the manifest, or is 0 where not known yet. */
export type OnProgress = (file: string, loadedBytes: number, totalBytes: number) => void;
