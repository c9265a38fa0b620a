/**
 * A bundle on disk as it was exported, whatever was added to it since: cases know the items of the training alone, and so
 * do the model and the baselines that the lists are held against.
 */
import { DELTA_FILE, MANIFEST_FILE } from '../bundle/manifest';
import { readDirectory } from '../bundle/read-directory';
import type { Source } from '../bundle/sources';

/** `onDelta`: called where the manifest vouches for a delta, which is then left out. */
export function asExported(onDelta: () => void): Source {
  return async (url, options) => {
    const response = await readDirectory(url, options);
    if (!response.ok || !url.endsWith(`/${MANIFEST_FILE}`)) return response;
    const text = await new Response(response.body).text();
    return new Response(withoutDelta(text, onDelta), { status: 200 });
  };
}

/** What is no manifest goes on as it is: the bundle's parser says what is wrong with it. */
function withoutDelta(text: string, onDelta: () => void): string {
  let manifest: { files?: Record<string, unknown> } | null;
  try {
    manifest = JSON.parse(text) as typeof manifest;
  } catch {
    return text;
  }
  if (!Object.hasOwn(manifest?.files ?? {}, DELTA_FILE)) return text;
  onDelta();
  const { [DELTA_FILE]: _, ...files } = manifest?.files ?? {};
  return JSON.stringify({ ...manifest, files });
}
