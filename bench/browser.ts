/** Chromium with the best WebGPU it can have here: a GPU, else SwiftShader, which is named as the software it is. */
import { chromium, type Browser } from '@playwright/test';
import { CHROMIUM_ARGS } from '../scripts/setup/chromium-args.mjs';

/** The browser's program. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export interface Adapter {
  readonly name: string;
  readonly software: boolean;
}

export interface OpenedBrowser {
  readonly browser: Browser;
  /** null where there is no WebGPU at all. */
  readonly adapter: Adapter | null;
}

/** `url`: any page of a secure origin. */
export async function openBrowser(url: string): Promise<OpenedBrowser> {
  const hardware = await start(
    url,
    CHROMIUM_ARGS.filter((arg) => !arg.startsWith('--use-webgpu-adapter')),
  );
  if (hardware.adapter?.software === false) return hardware;
  await hardware.browser.close();
  return start(url, CHROMIUM_ARGS);
}

async function start(url: string, args: string[]): Promise<OpenedBrowser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  const page = await browser.newPage();
  await page.goto(url);
  const adapter = await page.evaluate(async () => {
    const found = await (navigator.gpu as GPU | undefined)?.requestAdapter();
    if (found === null || found === undefined) return null;
    const { vendor, architecture, isFallbackAdapter } = found.info;
    const software = isFallbackAdapter || architecture === 'swiftshader';
    return { name: `${vendor} ${architecture}`.trim() || 'unnamed adapter', software };
  });
  await page.close();
  return { browser, adapter };
}
