/** A bundle read with other settings for what a page adds than its manifest has. */
import { readDirectory } from '../src/bundle/read-directory';
import type { Source } from '../src/bundle/sources';
import type { Manifest, NewItemSettings } from '../src/contract/bundle';

export function withSettings(settings: NewItemSettings, from: Source = readDirectory): Source {
  return async (url, options) => {
    const response = await from(url, options);
    if (!url.endsWith('manifest.json')) return response;
    const manifest = (await new Response(response.body).json()) as Manifest;
    return new Response(JSON.stringify({ ...manifest, new_items: settings }));
  };
}
