// Goal: what people do on the board's pages is done there, by mouse and by keys alone, and the collector then has it; and
// thousands of readings pass under an open page without a complaint.
// Method: a collector with two operators whose agents' readings the test sends; a real browser.
import type { Inventory } from '@thongsuot/agent/inventory.ts';
import { toInventorySamples } from '@thongsuot/agent/inventory.ts';
import type { AlertView, EndpointView, UnitView } from '@thongsuot/contract/api.ts';
import type { DrillView, MaintenanceView } from '@thongsuot/contract/api-duty.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openBrowser } from '../harness/browser.ts';
import { lacks } from '../harness/parts.ts';
import { type CollectorUnderTest, createStack, type Stack } from '../harness/stack.ts';
import { within } from '../harness/timeline.ts';
import { createSpeaker, type Speaker } from '../harness/wire.ts';

/** Links of the first operator beside the one that is nearly full. */
const quietLinks = 100;
const capacity = { bitsPerSecond: 200e6, limitedBy: 'contract' as const };
const quiet = Array.from({ length: quietLinks }, (_, n) => ({ link: `kenh-${n}`, endpoint: `diem-${n}`, load: 0.3 }));
/** A hospital's link is critically full, a school's enough for a warning (domain: classes HOSPITAL and EDU). */
const linksOf = {
  vnpt: [{ link: 'bv-1', endpoint: 'bv', load: 0.96 }, ...quiet],
  viettel: [{ link: 'truong-1', endpoint: 'truong', load: 0.8 }],
};
type Operator = keyof typeof linksOf;
const operators = Object.keys(linksOf) as Operator[];

const inventoryOf = (operator: Operator): Inventory => ({
  site: `${operator}-tram`,
  version: '1.0.0',
  intervalS: 15,
  devices: [{ id: 'pe', intervalS: 1 }],
  links: linksOf[operator].map(({ link, endpoint }, n) => ({
    id: link,
    endpoint,
    role: 'primary' as const,
    device: 'pe',
    interface: `name ge${n}`,
    contract: { inBitsPerSecond: 200e6, outBitsPerSecond: 200e6 },
    sharedRisk: [],
    intervalS: 1,
  })),
  units: operator === 'vnpt' ? [{ id: 'ups-1', kind: 'ups', device: 'pe', protects: ['bv-1'], intervalS: 60 }] : [],
  checks: [],
});

const readingsOf = (operator: Operator, at: number): Sample[] =>
  linksOf[operator].map(({ link, load }) => ({
    kind: 'link',
    at,
    link,
    intervalS: 1,
    oper: 'up',
    spanS: 1,
    inBitsPerSecond: 200e6 * (load + (load === 0.3 ? Math.random() * 0.2 : 0)),
    outBitsPerSecond: 10e6,
    capacityIn: capacity,
    capacityOut: capacity,
  }));

/** Well in every way that is measured, and never known to have carried its load. */
const unitAt = (at: number): Sample => ({
  kind: 'unit',
  at,
  unit: 'ups-1',
  intervalS: 60,
  facts: {
    batteryChargeRatio: { value: 1, unit: 'ratio' },
    runtimeS: { value: 14_400, unit: 's' },
    outputSource: { value: 'normal', unit: 'state' },
  },
});

describe.skipIf(lacks('chromium'))('work on the board', () => {
  let stack: Stack;
  let collector: CollectorUnderTest;
  let browser: Browser;
  let speakers: Map<Operator, Speaker>;
  let pump: Promise<void>;
  let sent = 0;
  let stopped = false;

  const say = async (operator: Operator, samples: Sample[]) => {
    const speaker = speakers.get(operator);
    if (speaker === undefined) throw new Error(`no speaker of ${operator}`);
    const { status, body } = await speaker.send(speaker.pack(samples), 'live');
    expect([status, body]).toEqual([200, expect.stringContaining('"rejected":[]')]);
    sent += samples.length;
  };
  const open = async (fragment: string) => {
    await browser.page.goto('about:blank');
    await browser.page.goto(`${collector.url}/#/${fragment}`);
    const heading = browser.page.locator('main h1');
    await within(15_000, `#/${fragment} has its heading`, async () => (await heading.count()) === 1);
  };

  beforeAll(async () => {
    stack = createStack();
    const tokens = new Map(operators.map((id) => [id, stack.token(id)]));
    const names = { bv: ['Bệnh viện Đa khoa tỉnh', 'HOSPITAL'], truong: ['Trường THPT Pleiku', 'EDU'] } as const;
    collector = await stack.collector({
      operators: operators.map((id) => ({
        id,
        name: id.toUpperCase(),
        agents: [{ id: `${id}-1`, tokens: [tokens.get(id)?.sha256 ?? ''] }],
      })),
      endpoints: [
        ...Object.entries(names).map(([id, [vi, code]]) => ({ id, vi, en: id, classes: [code] })),
        ...quiet.map(({ endpoint }, n) => ({ id: endpoint, vi: `Điểm ${n}`, en: `Place ${n}`, classes: ['PUBLIC'] })),
      ],
      rest: { rules: { utilization: { for: '1s', keepFiringFor: '5s' } } },
    });
    speakers = new Map(
      operators.map((id) => [
        id,
        createSpeaker({ url: collector.url, token: tokens.get(id)?.value ?? '', sockets: 1 }),
      ]),
    );
    for (const operator of operators) await say(operator, toInventorySamples(inventoryOf(operator), Date.now()));
    pump = (async () => {
      while (!stopped) {
        const at = Date.now();
        for (const operator of operators) await say(operator, readingsOf(operator, at));
        await say('vnpt', [unitAt(at)]);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, at + 500 - Date.now())));
      }
    })();
    browser = await openBrowser(collector.url);
    await within(20_000, 'both links raise their alerts', async () => {
      const { alerts } = await collector.get<{ alerts: AlertView[] }>('/v1/alerts?state=firing');
      return alerts.filter(({ rule }) => rule === 'utilization').length === 2;
    });
  });
  afterAll(async () => {
    stopped = true;
    await pump;
    await browser?.close();
    for (const speaker of speakers.values()) speaker.close();
    await stack?.stop();
  });

  it('alerts are chosen by severity, operator, class, and by who has taken them on', async () => {
    const { page } = browser;
    await open('alerts');
    const shows = async (choice: string, endpoints: string[]) => {
      const shown = async () =>
        (
          await page.evaluate<string[]>(
            `[...document.querySelectorAll('[data-testid=alert-row][data-rule=utilization]')].map((row) => row.dataset.endpoint)`,
          )
        ).toSorted();
      await within(10_000, `${choice} leaves ${endpoints}`, async () => (await shown()).join() === endpoints.join());
    };
    const choose = (label: string, value: string) => page.getByLabel(label, { exact: true }).selectOption(value);
    await shows('no filter', ['bv', 'truong']);
    await choose('Mức độ', 'critical');
    await shows('critical', ['bv']);
    await choose('Mức độ', 'warning');
    await shows('warning', ['truong']);
    await choose('Mức độ', '');
    await choose('Doanh nghiệp', 'viettel');
    await shows('an operator', ['truong']);
    await choose('Nhóm điểm phục vụ', 'HOSPITAL');
    await shows('an operator and a class that it does not serve', []);
    expect(await page.locator('main').textContent()).toContain('Không có mục nào khớp với bộ lọc.');
    await choose('Doanh nghiệp', '');
    await shows('a class', ['bv']);
    await choose('Nhóm điểm phục vụ', '');

    await page.getByLabel('Chỉ hiện cảnh báo chưa tiếp nhận').check();
    await shows('nobody has taken on', ['bv', 'truong']);
    await page.locator('[data-testid=alert-row][data-endpoint=bv] [data-testid=acknowledge]').first().click();
    await page.locator('[data-testid=alert-row][data-endpoint=bv] textarea').fill('Đã gọi trực ca');
    await page.locator('[data-testid=alert-row][data-endpoint=bv] button[type=submit]').click();
    await shows('one is taken on', ['truong']);
    const { alerts } = await collector.get<{ alerts: AlertView[] }>('/v1/alerts?state=firing');
    expect(
      alerts.find(({ endpoint, rule }) => endpoint === 'bv' && rule === 'utilization')?.acknowledged,
    ).toMatchObject({
      by: 'demo',
      note: 'Đã gọi trực ca',
    });
  });

  it('a drill is recorded where the unit stands, and its readiness is judged anew', async () => {
    const { page } = browser;
    const isUntested = async () => {
      const { units } = await collector.get<{ units: UnitView[] }>('/v1/units');
      return units[0]?.reasons.some(({ code }) => code === 'neverTested') === true;
    };
    expect(await isUntested()).toBe(true);
    await open('backups');
    await page.getByTestId('record-drill').click();
    const form = page.getByRole('form', { name: 'Ghi nhận diễn tập, kiểm tra: ups-1' });
    await form.getByLabel('Người thực hiện').fill('Tổ cơ điện');
    await form.getByLabel('Thời gian gánh tải (phút)').fill('45');
    await form.locator('button[type=submit]').click();
    const row = page.getByTestId('drill-row');
    await within(10_000, 'it is listed', async () => (await row.count()) === 1);
    expect(await row.textContent()).toMatch(/ups-1.*45 phút/);
    expect(await row.textContent()).toContain('Tổ cơ điện');
    const { drills } = await collector.get<{ drills: DrillView[] }>('/v1/drills');
    expect(drills).toMatchObject([
      { unit: 'ups-1', kind: 'drill', result: 'passed', by: 'Tổ cơ điện', runtimeS: 2_700 },
    ]);
    await within(10_000, 'it no longer counts as never tested', async () => !(await isUntested()));
  });

  it('work is announced from the page of its link, and the collector has it', async () => {
    const { page } = browser;
    await open('links/vnpt/kenh-7');
    await page.getByTestId('notes').getByRole('button', { name: 'Thông báo bảo dưỡng' }).click();
    const form = page.getByRole('form', { name: 'Thông báo bảo dưỡng' });
    await form.getByRole('textbox').last().fill('Thay cáp quang');
    await form.locator('button[type=submit]').click();
    await within(10_000, 'it is announced', async () => {
      const { maintenance } = await collector.get<{ maintenance: MaintenanceView[] }>('/v1/maintenance');
      return maintenance.some(
        ({ operator, subjects, note }) =>
          operator === 'vnpt' && subjects[0]?.id === 'kenh-7' && note === 'Thay cáp quang',
      );
    });
  });

  it('by keys alone: past the head to the page, to an endpoint, to its link, to a month of its history', async () => {
    const { page } = browser;
    await open('');
    await within(10_000, 'rows are there', async () => (await page.getByTestId('endpoint-row').count()) > 1);
    const focused = () =>
      page.evaluate<{ name: string; href: string; text: string; seen: boolean }>(`(() => {
        const one = document.activeElement;
        const { width, height } = one.getBoundingClientRect();
        const style = getComputedStyle(one);
        return {
          name: one.tagName, href: one.getAttribute('href') ?? '', text: (one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent ?? '').trim(),
          seen: width > 0 && height > 0 && (style.outlineStyle !== 'none' || style.boxShadow !== 'none'),
        };
      })()`);
    /** Tab after tab, at most 60: everything on the way has a name and is seen to have the focus. */
    const tabTo = async (what: string, found: (at: Awaited<ReturnType<typeof focused>>) => boolean) => {
      for (let n = 0; n < 60; n++) {
        await page.keyboard.press('Tab');
        const at = await focused();
        expect([what, at]).toEqual([what, { ...at, text: expect.stringMatching(/\S/), seen: true }]);
        if (found(at)) return;
      }
      throw new Error(`60 tabs do not lead to ${what}`);
    };
    await page.keyboard.press('Tab');
    // The first stop of all: past the head.
    await page.keyboard.press('Enter');
    expect(await page.evaluate<string>('document.activeElement.tagName')).toMatch(/^(H1|MAIN)$/);
    await tabTo('the endpoint in danger', ({ href }) => href === '#/endpoints/bv');
    await page.keyboard.press('Enter');
    const link = '#/links/vnpt/bv-1';
    await within(10_000, 'its page', async () => (await page.locator(`main a[href="${link}"]`).count()) > 0);
    await tabTo('its link', ({ href }) => href === link);
    await page.keyboard.press('Enter');
    const chart = page.getByTestId('link-chart');
    await within(10_000, 'the link’s history', async () => (await chart.count()) === 1);
    const month = await page.locator('.segmented button').last().textContent();
    await tabTo('a month', ({ name, text }) => name === 'BUTTON' && text === month?.trim());
    await page.keyboard.press('Enter');
    await within(10_000, 'the month is chosen', async () => (await chart.getAttribute('data-range')) === '30d');
  });

  it('the wall goes through its scenes by itself, and by its keys forth, back and to a stop', async () => {
    const { page } = browser;
    await open('wall/5');
    const wall = page.getByTestId('wall');
    const scene = () => wall.getAttribute('data-scene');
    const first = await scene();
    await within(15_000, 'it goes on by itself', async () => (await scene()) !== first);
    await page.keyboard.press('Space');
    expect(await wall.getAttribute('data-still')).toBe('true');
    const seen = [await scene()];
    for (let n = 0; n < 4; n++) {
      await page.keyboard.press('ArrowRight');
      seen.push(await scene());
    }
    expect([new Set(seen).size, seen.at(-1)]).toEqual([4, seen[0]]);
    await page.keyboard.press('ArrowLeft');
    expect(await scene()).toBe(seen[3]);
    await page.keyboard.press('Space');
    expect(await wall.getAttribute('data-still')).toBe('false');
  });

  it('2,000 readings under an open page: no complaint, no row made anew, and its figures are the collector’s', async () => {
    const { page } = browser;
    await open('');
    const row = page.locator('[data-endpoint=diem-10]');
    await within(10_000, 'the row is there', async () => (await row.count()) === 1);
    await page.evaluate(`document.querySelector('[data-endpoint=diem-10]').dataset.kept = 'yes'`);
    const before = sent;
    await within(30_000, '2,000 readings more', () => sent >= before + 2_000);
    stopped = true;
    await pump;
    await within(15_000, 'the page has the collector’s last figure', async () => {
      const { reserveRatio } = (await collector.get<EndpointView>('/v1/endpoints/diem-10')).worstReserve ?? {};
      const shown = await row.locator('.reserve strong').textContent();
      return reserveRatio !== undefined && Number.parseInt(shown ?? '', 10) === Math.round(reserveRatio * 100);
    });
    expect(await row.getAttribute('data-kept')).toBe('yes');
    expect(browser.complaints).toEqual([]);
    expect(browser.strangers).toEqual([]);
  });
});
