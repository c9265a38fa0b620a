/**
 * SHA-256 of a file's bytes against the manifest, before anything parses them.
 * `crypto.subtle` exists in secure contexts only; on a plain-http page the digest is computed in sha256.ts.
 */
import { RecommenderError } from '../contract/errors';
import { sha256 } from './sha256';

/** Throws `bundle/integrity` unless `bytes` has this SHA-256 (lower-case hex). */
export async function checkIntegrity(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
  expected: string,
): Promise<void> {
  const found = await digestHex(bytes);
  if (found !== expected) {
    throw new RecommenderError('bundle/integrity', {
      file,
      reason: `SHA-256 is ${found.slice(0, 12)}…, not ${expected.slice(0, 12)}…`,
    });
  }
}

/** SHA-256 in lower-case hex. */
export async function digestHex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  const digest =
    subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
