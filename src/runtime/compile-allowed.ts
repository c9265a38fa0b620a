/** Whether this page's policy lets WebAssembly compile: asked before megabytes are fetched for nothing. */
import { RecommenderError } from '../contract/errors';

/** The smallest module there is: magic number and version. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Throws `runtime/unavailable` where it does not. */
export function checkCompileAllowed(): void {
  let reason = 'there is no WebAssembly here';
  try {
    if (typeof WebAssembly === 'object') {
      new WebAssembly.Module(EMPTY_MODULE);
      return;
    }
  } catch {
    reason = "the page's policy forbids WebAssembly; its script-src needs 'wasm-unsafe-eval'";
  }
  throw new RecommenderError('runtime/unavailable', { executor: 'wasm', reason });
}
