/**
 * Small JSON values kept from visit to visit in the browser's Cache storage, where it lets us. What they mean is their
 * keepers' business: who reads one must be ready for anything.
 */

/** `cache`: the name of a shelf; `key`: an address. Nothing kept, nothing allowed, nothing readable: undefined. */
export async function readKept(cache: string, key: string): Promise<unknown> {
  try {
    const response = await (await storage()?.open(cache))?.match(key);
    return await response?.json();
  } catch {
    return undefined;
  }
}

/** undefined: forget. What cannot be kept is not. */
export async function keep(cache: string, key: string, value: unknown): Promise<void> {
  try {
    const opened = await storage()?.open(cache);
    if (value === undefined) await opened?.delete(key);
    else await opened?.put(key, new Response(JSON.stringify(value)));
  } catch {
    // A page in a third party's frame, or in a private window: gone with the page.
  }
}

function storage(): CacheStorage | undefined {
  return (globalThis as { readonly caches?: CacheStorage }).caches;
}
