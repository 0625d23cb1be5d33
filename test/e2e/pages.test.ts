// Goal: every page of the board, in both languages, is whole: no complaint of the browser, no request to anywhere but the
// collector, nothing that shuts out who cannot see or use a mouse; and on the wall a surge is followed to its end.
// Method: the demo's own province; axe-core in a real Chromium; the surge and the fibre cut of the demo's day.

import type { AlertView, LinkView } from '@thongsuot/contract/api.ts';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardLanguages, boardPages, chooseLanguage, openBoardPage } from '../harness/board-pages.ts';
import { type Browser, openBrowser } from '../harness/browser.ts';
import { lacks } from '../harness/parts.ts';
import { freePort } from '../harness/ports.ts';
import { type Running, start } from '../harness/process.ts';
import { within } from '../harness/timeline.ts';

const hospital = 'benh-vien-da-khoa-tinh';
let url: string;
let demo: Running;
let browser: Browser;
let primary: LinkView;

const get = async <T>(path: string): Promise<T> => (await (await fetch(`${url}${path}`)).json()) as T;
const surges = async (state: 'firing' | 'resolved') => {
  const { alerts } = await get<{ alerts: AlertView[] }>(`/v1/alerts?state=${state}`);
  return alerts.filter(({ rule, endpoint }) => rule === 'utilization' && endpoint === hospital);
};

/** What axe-core finds that is serious or worse, in a line each. */
async function seriousFindings(): Promise<string[]> {
  await browser.page.evaluate(axe.source);
  const found = (await browser.page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )) as axe.Result[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
}

describe.skipIf(lacks('chromium') || lacks('fping'))('the board', () => {
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    demo = start(['--import', './deploy/node.mjs', 'deploy/demo/main.ts', '--port', String(port)], { detached: true });
    primary = await within(60_000, 'every link has a rate', async () => {
      const { links } = await get<{ links: LinkView[] }>('/v1/links');
      const rated = links.length >= 40 && links.every(({ in: { bitsPerSecond } }) => bitsPerSecond !== null);
      return rated && links.find(({ endpoint, role }) => endpoint === hospital && role === 'primary');
    });
    browser = await openBrowser(url);
    await browser.page.emulateMedia({ reducedMotion: 'reduce' });
    await chooseLanguage(browser.page, url, 'vi');
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop('SIGTERM');
  });

  it('the page of capacity, before its first round, says that it is still to come and not that there are no links', async () => {
    const { page } = browser;
    await openBoardPage(page, url, { name: 'capacity', fragment: '#/capacity', presses: 0 });
    const said = page.locator('main').getByText('lượt tính đầu tiên');
    const rows = page.getByTestId('capacity-row');
    // Two minutes after the collector's start there are rows, and on a slow machine this test comes after that.
    await within(10_000, 'it says so', async () => (await said.count()) === 1 || (await rows.count()) > 0);
    expect(await page.locator('main').getByText('Chưa có đường truyền nào').count()).toBe(0);
  });

  it('the wall covers itself within 20 s of the collector’s last word, and comes back by itself', async () => {
    const { page } = browser;
    await openBoardPage(page, url, { name: 'wall', fragment: '#/wall', presses: 0 });
    await page.context().setOffline(true);
    const cover = page.getByTestId('wall-stale');
    // Offline for the browser leaves an open stream open on loopback: the page is frozen out by a stream that is refused.
    await page.route('**/v1/stream', (route) => route.abort());
    await page.evaluate('location.reload()').catch(() => undefined);
    await page.context().setOffline(false);
    // What is promised, and what this test's own looks at the page take on a busy machine.
    await within(20_000 + 3_000, 'it is covered', async () => (await cover.count()) === 1);
    const [, seconds] = /cũ hơn (\d+) giây/.exec((await cover.textContent()) ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(15);
    expect(Number(seconds)).toBeLessThanOrEqual(20);
    await page.unroute('**/v1/stream');
    await within(30_000, 'the cover is gone', async () => (await cover.count()) === 0);
    browser.complaints.length = 0;
  });

  it('the wall stands still while the keyboard is on it, and goes on after', async () => {
    const { page } = browser;
    await openBoardPage(page, url, { name: 'wall', fragment: '#/wall/5', presses: 0 });
    const wall = page.getByTestId('wall');
    const scene = () => wall.getAttribute('data-scene');
    await page.keyboard.press('Tab');
    expect(await wall.getAttribute('data-still')).toBe('true');
    await page.evaluate('document.activeElement.blur()');
    expect(await wall.getAttribute('data-still')).toBe('false');
    const before = await scene();
    await within(15_000, 'it shows another scene', async () => (await scene()) !== before);
  });

  for (const language of boardLanguages) {
    describe(language === 'vi' ? 'in Vietnamese' : 'in English', () => {
      beforeAll(() => chooseLanguage(browser.page, url, language));
      const pages = boardPages({ endpoint: hospital, operator: 'vnpt', link: 'bvdk-tinh-1' });
      it.each(pages)('$name has no serious finding of axe-core', async (shown) => {
        const fragment = shown.name === 'link' ? `#/links/${primary.operator}/${primary.link}` : shown.fragment;
        await openBoardPage(browser.page, url, { ...shown, fragment });
        expect(await browser.page.locator('html').getAttribute('lang')).toBe(language);
        expect(await seriousFindings()).toEqual([]);
      });
    });
  }

  describe('in the dark', () => {
    beforeAll(async () => {
      await browser.page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
      await chooseLanguage(browser.page, url, 'vi');
    });
    afterAll(() => browser.page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' }));
    const inTheDark = [
      'province',
      'alerts',
      'capacity',
      'backups',
      'availability',
      'link',
      'wall-province',
      'wall-reserve',
    ];
    const pages = boardPages({ endpoint: hospital, operator: 'vnpt', link: 'bvdk-tinh-1' });
    it.each(pages.filter(({ name }) => inTheDark.includes(name)))(
      '$name has no serious finding of axe-core',
      async (shown) => {
        const fragment = shown.name === 'link' ? `#/links/${primary.operator}/${primary.link}` : shown.fragment;
        await openBoardPage(browser.page, url, { ...shown, fragment });
        expect(await browser.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(13, 18, 24)');
        expect(await seriousFindings()).toEqual([]);
      },
    );
  });

  it('follows a surge: on the wall, to the endpoint, to the link, taken on, ended', async () => {
    const { page } = browser;
    await page.goto('about:blank');
    await page.goto(`${url}/#/wall/5`);
    // Nobody touches it: it comes to its alerts by itself.
    const onWall = page.locator(`[data-testid=wall-alert][data-rule=utilization][data-endpoint=${hospital}]`);
    await within(120_000, 'the alert is on the wall', async () => (await onWall.count()) === 1);
    await onWall.locator('a').first().click();
    await within(10_000, 'the endpoint’s page is there', () => page.url().endsWith(`#/endpoints/${hospital}`));
    const toLink = page.locator(`main a[href="#/links/${primary.operator}/${primary.link}"]`).first();
    await within(10_000, 'it names the link', async () => (await toLink.count()) === 1);
    await toLink.click();
    await within(10_000, 'the link’s history is drawn', async () => (await page.locator('main canvas').count()) >= 1);
    await page.locator('header nav a[href="#/alerts"]').click();
    const row = page.locator(`[data-testid=alert-row][data-rule=utilization][data-endpoint=${hospital}]`);
    await within(10_000, 'the alert is in the list', async () => (await row.count()) === 1);
    await row.locator('[data-testid=acknowledge]').first().click();
    const note = row.locator('textarea, input[type=text], input:not([type])').first();
    await within(5_000, 'a note can be written', async () => (await note.count()) === 1);
    await note.fill('Đã gọi trực ca VNPT');
    await row.locator('button[type=submit]').click();
    await within(10_000, 'it is taken on', async () => (await row.getByTestId('acknowledged').count()) === 1);
    expect(await row.getByTestId('acknowledged').textContent()).toContain('Đã gọi trực ca VNPT');
    const [alert] = await surges('firing');
    expect(alert?.acknowledged?.note).toBe('Đã gọi trực ca VNPT');
    await within(120_000, 'it has ended, on the page and in the API', async () => {
      const [ended] = await surges('resolved');
      return ended?.id === alert?.id && (await row.count()) === 0;
    });
  }, 300_000);

  it('all the while the console was silent and no request went anywhere else', () => {
    expect(browser.complaints).toEqual([]);
    expect(browser.strangers).toEqual([]);
  });
});
