/** Features as text that JSON can hold. */
import type { StoredFeatures } from '../core/features';

export function base64Of(bytes: Int8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)));
}

/** Throws where a text is no base64. */
export function featuresOf({
  text,
  image,
}: {
  readonly text?: string;
  readonly image?: string;
}): StoredFeatures {
  return {
    ...(text !== undefined && { text: int8Of(text) }),
    ...(image !== undefined && { image: int8Of(image) }),
  };
}

function int8Of(text: string): Int8Array {
  return Int8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
