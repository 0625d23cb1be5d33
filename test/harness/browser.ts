/** Debian's Chromium, headless, with every complaint of the page kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { find } from './parts.ts';

export interface Browser {
  page: Page;
  context: BrowserContext;
  /** Errors on the console and exceptions of the page. */
  complaints: string[];
  /** Addresses that the page asked for outside `origin`. */
  strangers: string[];
  close(): Promise<void>;
}

/** Opens a browser that speaks to `origin` only. */
export async function openBrowser(
  origin: string,
  options: { locale?: string; width?: number; height?: number } = {},
): Promise<Browser> {
  const executablePath = find('chromium');
  if (executablePath === undefined) throw new Error('chromium is not installed');
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    locale: options.locale ?? 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: options.width ?? 1_280, height: options.height ?? 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) strangers.push(request.url());
  });
  return {
    page,
    context,
    complaints,
    strangers,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
