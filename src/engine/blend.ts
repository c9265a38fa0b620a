/** Which weights of the manifest a call uses. */
import type { Blend, Manifest } from '../contract/bundle';
import type { Novelty } from '../contract/recommend';

/** For a bundle whose training chose none: generator and prior as they are. */
const UNCHOSEN: Blend = { generator: 1, prior: 1, dense: 0, frequency: 0, discount: 0 };

export function blendOf(manifest: Manifest, kind: 'next' | 'complements', novelty: Novelty): Blend {
  return manifest.blend[`${kind}.${novelty}`] ?? manifest.blend[`${kind}.any`] ?? UNCHOSEN;
}
