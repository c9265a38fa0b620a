/**
 * A bundle directory on disk as a Source, for Node (evaluation, tests). Never imported by what a page loads.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Source } from './sources';

/** Answers `file:` URLs like a server would: 200 with the bytes, or 404. */
export const readDirectory: Source = async (url, { signal }) => {
  try {
    const bytes = await readFile(fileURLToPath(url), signal === undefined ? {} : { signal });
    return new Response(new Uint8Array(bytes), { status: 200 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return new Response(null, { status: 404 });
    }
    throw error;
  }
};
