/** A call that its caller has taken back ends in `call/aborted`, wherever it is. */
import { RecommenderError } from '../contract/errors';

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new RecommenderError('call/aborted', { call: 'recommend' });
}
