/**
 * `pnpm demo --screenshots DIR`: pictures of every page in both languages, under names that stay the same, taken while
 * the surge of the demo's first day is on.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { boardLanguages, boardPages, chooseLanguage, openBoardPage } from '../../test/harness/board-pages.ts';
import { type Browser, openBrowser } from '../../test/harness/browser.ts';
import { liveMsMax, surgeSeenMsMax } from './limits.ts';
import { surgeEndpoint } from './province.ts';
import { surgeLink } from './scenario.ts';

const desk = { width: 1_440, height: 1_000 };
const phone = { width: 390, height: 844 };
/** Pages that are also shown as a telephone has them. */
const onPhone = ['province', 'alerts'];

/** Waits until `holds`, at most so long; returns whether it does. A request that fails counts as not yet. */
async function until(withinMs: number, stopped: () => boolean, holds: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (performance.now() < end && !stopped()) {
    if (await holds().catch(() => false)) return true;
    await sleep(500);
  }
  return false;
}

async function get<T>(url: string): Promise<T> {
  return (await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).json()) as T;
}

/** The chart of a link over its shortest range: a demo has a few minutes to show. Waits for the line at most 5 s. */
async function nearest(page: Browser['page']): Promise<void> {
  await page.locator('button[aria-pressed]', { hasText: /^15/ }).first().click();
  await page.locator('main canvas').first().waitFor({ timeout: 5_000 });
  await page.waitForTimeout(600);
}

/**
 * Takes the pictures of the board at `origin` into `folder`. Returns the sentence that says what was taken.
 * @throws Error when there is no Chromium, or no live figures within the bound.
 */
export async function takeScreenshots(
  origin: string,
  folder: string,
  say: (line: string) => void,
  stopped: () => boolean,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  say('Waiting for live figures, then for the surge …');
  const live = await until(liveMsMax, stopped, async () => {
    const { links } = await get<{ links: { in: { bitsPerSecond: number | null } }[] }>(`${origin}/v1/links`);
    return links.length > 0 && links.every(({ in: { bitsPerSecond } }) => bitsPerSecond !== null);
  });
  if (stopped()) return 'Stopped before any picture was taken.';
  if (!live) throw new Error(`not every link had a figure within ${liveMsMax / 1_000} s; the logs say why`);
  // Pictures without the alert are pictures too: the surge is waited for, and not insisted on.
  await until(surgeSeenMsMax, stopped, async () => {
    const { alerts } = await get<{ alerts: { rule: string; endpoint: string }[] }>(`${origin}/v1/alerts?state=firing`);
    return alerts.some(({ rule, endpoint }) => rule === 'utilization' && endpoint === surgeEndpoint);
  });
  const browser = await openBrowser(origin, desk);
  let taken = 0;
  const take = async (page: Browser['page'], name: string) => {
    await page.screenshot({ path: join(folder, `${name}.png`) });
    taken++;
  };
  try {
    const { page } = browser;
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    const { operator, id: link } = surgeLink;
    for (const language of boardLanguages) {
      await chooseLanguage(page, origin, language);
      for (const shown of boardPages({ endpoint: surgeEndpoint, operator, link })) {
        if (stopped()) return `Stopped after ${taken} pictures in ${folder}.`;
        await page.setViewportSize(desk);
        await openBoardPage(page, origin, shown);
        if (shown.name === 'link') await nearest(page);
        await take(page, `${shown.name}-${language}`);
        if (!onPhone.includes(shown.name)) continue;
        await page.setViewportSize(phone);
        await openBoardPage(page, origin, shown);
        await take(page, `${shown.name}-phone-${language}`);
      }
    }
  } finally {
    await browser.close();
  }
  return `${taken} pictures are in ${folder}.`;
}
