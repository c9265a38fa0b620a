/** Answers as envelopes, so that an error keeps its code and details on the way to the page (contract/wire.ts). */
import { asRecommenderError } from '../contract/errors';
import type { Reply } from '../contract/wire';

export async function reply<T>(where: string, work: () => T | Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    const { code, details } = asRecommenderError(thrown, where);
    return { ok: false, error: { code, details } };
  }
}
