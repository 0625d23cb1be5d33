/** What is read off the board's page itself, while it runs in Chromium. */
import type { Page } from 'playwright-core';
import { within } from '../../harness/timeline.ts';

interface Kept {
  firstFigureMs: number | null;
  tasks: { at: number; ms: number }[];
}

/**
 * Before any script of the page: notes every long task (W3C Long Tasks: over 50 ms), and when the first endpoint stands
 * in the page with its reserve, in ms since the navigation began, at the frame that shows it.
 */
const watcher = `(() => {
  const kept = (globalThis.bench = { firstFigureMs: null, tasks: [] });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) kept.tasks.push({ at: startTime, ms: duration });
  }).observe({ type: 'longtask', buffered: true });
  // Where one update of the collector ends, for the trace: the overview is its last event.
  globalThis.EventSource = class extends EventSource {
    constructor(...options) {
      super(...options);
      this.addEventListener('overview', () => performance.mark('bench:update'));
    }
  };
  const seen = new MutationObserver(() => {
    if (document.querySelector('[data-testid=endpoint-row] .reserve strong') === null) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => { kept.firstFigureMs = performance.now(); }));
  });
  seen.observe(document, { childList: true, subtree: true });
})()`;

/** Every page that is opened from now on is watched. */
export async function install(page: Page): Promise<void> {
  await page.addInitScript(watcher);
}

const kept = (page: Page): Promise<Kept> => page.evaluate<Kept>('globalThis.bench');

/** Waits for the first figure. Returns its time since the navigation began, ms. */
export async function firstFigure(page: Page): Promise<number> {
  const ms = await within(60_000, 'the first figure is shown', async () => (await kept(page)).firstFigureMs ?? false);
  return ms;
}

/** A stretch of the page's own time, ms since its navigation began. */
export interface Stretch {
  from: number;
  to: number;
}

/** The page's own time now. */
export const pageTime = (page: Page): Promise<number> => page.evaluate<number>('performance.now()');

/** The long tasks since the last call that lie within the stretch, ms each. */
export async function longTasks(
  page: Page,
  { from, to }: Stretch = { from: 0, to: Number.POSITIVE_INFINITY },
): Promise<number[]> {
  // The observer is told in its own time.
  await page.waitForTimeout(200);
  const tasks = await page.evaluate<Kept['tasks']>('globalThis.bench.tasks.splice(0)');
  return tasks.filter(({ at, ms }) => at >= from && at + ms <= to).map(({ ms }) => ms);
}

const wheelPx = 700;

/** Scrolls the page to its end and back, as a wheel does, for so long. */
export async function scroll(page: Page, ms: number): Promise<void> {
  const until = performance.now() + ms;
  // Looked at once: a look lays the page out at once and is script of its own, which would be counted as the page's.
  const turns = Math.ceil((await page.evaluate<number>('document.documentElement.scrollHeight')) / wheelPx);
  for (let turn = 0; performance.now() < until; turn++) {
    await page.mouse.wheel(0, Math.floor(turn / turns) % 2 === 0 ? wheelPx : -wheelPx);
    await page.waitForTimeout(50);
  }
}

/** Shows every row that stands behind a button. Returns how many endpoints are listed then. */
export async function showAll(page: Page): Promise<number> {
  const more = page.locator('#endpoints button.more');
  for (let n = await more.count(); n > 0; n = await more.count()) await more.first().click();
  await page.waitForTimeout(2_000);
  return page.locator('[data-testid=endpoint-row]').count();
}

/** From the click on a month to the frame that has it drawn, ms. */
export async function drawMonth(page: Page): Promise<number> {
  // The buttons stand from the least range to the longest.
  await page.evaluate(`(() => {
    const chart = document.querySelector('[data-testid=link-chart]');
    globalThis.bench.monthMs = null;
    const seen = new MutationObserver(() => {
      if (chart.dataset.range !== '30d' || chart.dataset.tier === 'raw' || Number(chart.dataset.points) < 500) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => { globalThis.bench.monthMs = performance.now() - began; }));
    });
    seen.observe(chart, { attributes: true });
    const began = performance.now();
    [...document.querySelectorAll('.segmented button')].at(-1).click();
  })()`);
  return within(20_000, 'a month is drawn', async () => {
    const ms = await page.evaluate<number | null>('globalThis.bench.monthMs');
    return ms ?? false;
  });
}
