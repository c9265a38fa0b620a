/** Which links and pictures of a catalogue may reach the page: http(s) and same-document ones. Not a sanitiser of markup. */

const SAFE = new Set(['http:', 'https:']);

/** The URL when its scheme is safe, else null (`javascript:`, `data:` and the like, or no URL at all). */
export function safeUrl(value: unknown, base: string): string | null {
  if (typeof value !== 'string' || value === '') return null;
  try {
    const url = new URL(value, base);
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
