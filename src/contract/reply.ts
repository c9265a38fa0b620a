/** Answers of a worker as envelopes, so that an error keeps its code and details on the way (wire.ts): put in, and taken out. */
import { asRecommenderError, RecommenderError } from './errors';
import type { Reply } from './wire';

export async function reply<T>(where: string, work: () => T | Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    const { code, details } = asRecommenderError(thrown, where);
    return { ok: false, error: { code, details } };
  }
}

/** The value, or its error thrown. */
export function valueOf<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw new RecommenderError(reply.error.code, reply.error.details);
}
