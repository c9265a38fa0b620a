/** What a title must have before anything is encoded. How it is encoded is another file's. */
import { RecommenderError } from '../contract/errors';

/** As much of a title as an error repeats. */
const SHOWN = 40;

/** Throws `text/empty` for a title without a letter or digit of any script. */
export function checkTitle(title: string): void {
  if (/[\p{L}\p{N}]/u.test(title)) return;
  throw new RecommenderError('text/empty', { title: title.slice(0, SHOWN) });
}
