/** Lets functions of these files run inside a page. Nothing else is prepared there. */
import type { Page } from '@playwright/test';

/** The TypeScript runner marks named functions with `__name(…)`, which a page does not know. */
export async function allowNamedFunctions(page: Page): Promise<void> {
  await page.addInitScript('globalThis.__name = (value) => value;');
}
