/** Whether a failed use says that an encoder's worker or runtime is gone for good. Another may do: `OnDemand` opens it. */
import { RecommenderError } from '../contract/errors';

export function isEncoderGone(error: unknown): boolean {
  return error instanceof RecommenderError && error.code === 'encoder/unavailable';
}
