// Goal: a period's report comes out of a running collector as a page, a table and figures; the department's holds every
// operator, an operator's his own only; printed it is a whole document, page by page.
// Method: four days of samples of two operators, sent late; the collector's clock is hurried past its quiet times.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { makePasswordScrypt } from '@thongsuot/collector/http/session-password.ts';
import type { AvailabilityAnswer } from '@thongsuot/contract/api-availability.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openBrowser } from '../harness/browser.ts';
import { type ClockControl, createClockControl } from '../harness/clock-control.ts';
import { lacks } from '../harness/parts.ts';
import { root } from '../harness/process.ts';
import { type CollectorUnderTest, createStack, type Stack } from '../harness/stack.ts';
import { within } from '../harness/timeline.ts';

const screenshots = `${root}.state/screenshots`;
const password = 'đường dây nóng 1022';
const dayMs = 86_400_000;
const intervalMs = 300_000;
const daysSent = 4;
const operators = ['vnpt', 'zzb'] as const;
const linksEach = 3;
/** On the day before, the first link of vnpt fails for a quarter of each hour. */
const outagesSent = 24;

const endpointOf = (operator: string, n: number) => `${operator}-diem-${n}`;
/** Midnight in the province before `at`. */
const midnight = (at: number) => Math.floor((at + 7 * 3_600_000) / dayMs) * dayMs - 7 * 3_600_000;

/** Samples of one link over the days, and before them the inventory of all. */
function batchOf(operator: string, n: number, now: number): unknown {
  const ids = Array.from({ length: linksEach }, (_, index) => index);
  const first = midnight(now) - (daysSent - 1) * dayMs;
  const yesterday = midnight(now) - dayMs;
  const failed = (at: number) =>
    operator === 'vnpt' && n === 0 && at >= yesterday && at < yesterday + dayMs && at % 3_600_000 < 900_000;
  const contract = { inBitsPerSecond: 1e8, outBitsPerSecond: 1e8 };
  const inventory = {
    kind: 'inventory',
    at: first - 60_000,
    hash: createHash('sha256').update(operator).digest('hex'),
    part: 1,
    parts: 1,
    site: `${operator}-site`,
    version: '1.0.0',
    intervalS: 15,
    devices: [{ id: `${operator}-pe`, intervalS: 300 }],
    links: ids.map((index) => ({
      id: `${operator}-link-${index}`,
      endpoint: endpointOf(operator, index),
      role: 'primary',
      device: `${operator}-pe`,
      interface: `name ge${index}`,
      circuitId: `${operator}-circuit-${index}`,
      sharedRisk: [],
      contract,
      intervalS: 300,
    })),
    units: [{ id: `${operator}-ups`, kind: 'ups', device: `${operator}-pe`, protects: [], intervalS: 300 }],
    checks: [],
  };
  const samples: unknown[] = n === 0 ? [inventory] : [];
  for (let at = first; at < now; at += intervalMs) {
    const down = failed(at);
    const capacity = { bitsPerSecond: 1e8, limitedBy: 'contract' };
    const rates = { spanS: 300, inBitsPerSecond: 2e7 + 1e6 * n, outBitsPerSecond: 1e6 };
    samples.push({
      kind: 'link',
      at,
      link: `${operator}-link-${n}`,
      intervalS: 300,
      oper: down ? 'down' : 'up',
      ...rates,
      capacityIn: capacity,
      capacityOut: capacity,
    });
  }
  return {
    version: 1,
    lane: 'backlog',
    epoch: '9f2c41d07ab3e815',
    seq: n + 1,
    oldestPending: n + 1 === linksEach ? now : first,
    pending: linksEach - n,
    dropped: 0,
    samples,
  };
}

describe.skipIf(lacks('chromium'))('the report of a period', () => {
  let stack: Stack;
  let clock: ClockControl;
  let collector: CollectorUnderTest;
  let browser: Browser;
  let period: string;
  const cookies = new Map<string, string>();

  const report = async (name: string, format: string) => {
    const response = await fetch(`${collector.url}/v1/report?${period}&format=${format}`, {
      headers: { cookie: cookies.get(name) ?? '' },
    });
    return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
  };

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    stack = createStack();
    clock = createClockControl(stack.folder);
    const tokens = new Map(operators.map((id) => [id, stack.token(id)]));
    const passwordScrypt = await makePasswordScrypt(password);
    collector = await stack.collector({
      operators: operators.map((id) => ({
        id,
        name: `${id} Telecom`,
        agents: [{ id: `${id}-agent`, tokens: [tokens.get(id)?.sha256 ?? ''] }],
      })),
      endpoints: operators.flatMap((operator) =>
        Array.from({ length: linksEach }, (_, n) => ({
          id: endpointOf(operator, n),
          vi: `Trung tâm y tế ${operator} số ${n}`,
          en: `${operator} health centre ${n}`,
          classes: ['HOSPITAL'],
        })),
      ),
      rest: {
        users: [
          { name: 'Sở', role: 'department', passwordScrypt },
          { name: 'Lan', role: 'operator', operator: 'vnpt', passwordScrypt },
        ],
      },
      demo: false,
      env: clock.env(),
    });
    const now = clock.now();
    for (const operator of operators)
      for (let n = 0; n < linksEach; n++) {
        const response = await fetch(`${collector.url}/v1/batches`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(operator)?.value}` },
          body: JSON.stringify(batchOf(operator, n, now)),
        });
        expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('"rejected":[]')]);
      }
    for (const name of ['Sở', 'Lan']) {
      const response = await fetch(`${collector.url}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: collector.url },
        body: JSON.stringify({ name, password }),
      });
      const [cookie = ''] = response.headers.getSetCookie();
      expect([name, response.status, cookie]).toEqual([name, 200, expect.stringContaining('thongsuot=')]);
      cookies.set(name, cookie.split(';')[0] ?? '');
    }
    // Two days of the four, with the two before them to compare; today has a night's figures and is not over.
    period = `from=${midnight(now) - 2 * dayMs}&to=${now}&lang=vi`;
    // Past the quiet time of days that are over, and past the first round of capacity.
    await clock.pass(240_000, 60);
    await within(60_000, 'two days are reported', async () => {
      const { status, body } = await report('Sở', 'json');
      if (status !== 200) return false;
      const { figures } = JSON.parse(body) as { figures: { days: { over: number }; night: unknown; before: unknown } };
      return figures.days.over === 2 && figures.night !== null && figures.before !== null;
    });
    browser = await openBrowser(collector.url);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('the department’s figures hold both operators; an operator’s his own only, in every format', async () => {
    for (const format of ['html', 'csv', 'json']) {
      const [all, own] = [await report('Sở', format), await report('Lan', format)];
      expect([format, all.status, own.status]).toEqual([format, 200, 200]);
      expect(all.type).toContain({ html: 'text/html', csv: 'text/csv', json: 'application/json' }[format]);
      expect([format, all.body.includes('vnpt'), all.body.includes('zzb')]).toEqual([format, true, true]);
      expect([format, own.body.includes('vnpt'), /.{0,40}zzb.{0,40}/.exec(own.body)?.[0]]).toEqual([
        format,
        true,
        undefined,
      ]);
    }
    expect((await report('nobody', 'html')).status).toBe(401);
  });

  it('every outage of the day is an incident with its seconds, every link’s reserve what was sent', async () => {
    const { figures } = JSON.parse((await report('Lan', 'json')).body) as {
      figures: {
        incidents: { endpoint: string; downS: number }[];
        operators: { name: string }[];
        night: { worstLinks: { link: string; headline: { reserveBitsPerSecond: number } }[] };
      };
    };
    expect(figures.incidents.map(({ endpoint, downS }) => [endpoint, downS])).toEqual(
      Array.from({ length: outagesSent }, () => ['vnpt-diem-0', 900]),
    );
    expect(figures.operators.map(({ name }) => name)).toEqual(['vnpt']);
    expect(figures.night.worstLinks.map(({ link, headline }) => [link, headline.reserveBitsPerSecond])).toEqual([
      ['vnpt-link-2', 78e6],
      ['vnpt-link-1', 79e6],
      ['vnpt-link-0', 80e6],
    ]);
  });

  it('asked again it is the same, octet by octet', async () => {
    for (const format of ['html', 'csv', 'json'])
      expect((await report('Sở', format)).body).toBe((await report('Sở', format)).body);
  });

  it('as a page it is whole, silent and fetches nothing; printed it has pages of A4', async () => {
    const { page, context } = browser;
    const [name = '', value = ''] = (cookies.get('Sở') ?? '').split('=');
    await context.addCookies([{ name, value, url: collector.url }]);
    await page.goto(`${collector.url}/v1/report?${period}&format=html`);
    expect(await page.locator('h1').textContent()).toContain('BÁO CÁO');
    await page.screenshot({ path: `${screenshots}/report.png`, fullPage: true });
    const pdf = (await page.pdf({ path: `${screenshots}/report.pdf`, preferCSSPageSize: true })).toString('latin1');
    const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) =>
      [width, height].map((points) => Math.round(Number(points))).join('×'),
    );
    expect(boxes.length).toBeGreaterThan(2);
    expect(new Set(boxes)).toEqual(new Set(['595×842']));
    expect(browser.complaints).toEqual([]);
    expect(browser.strangers).toEqual([]);
  });

  it('the board’s page of availability gives its table as a file, with the collector’s figures, and opens the report', async () => {
    const { page, context } = browser;
    await page.goto(`${collector.url}/#/availability`);
    const row = page.getByTestId('availability-row');
    await within(20_000, 'the table is there', async () => (await row.count()) > 0);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('csv').click()]);
    expect(file.suggestedFilename()).toMatch(/^do-kha-dung-\d{4}-\d{2}-class\.csv$/);
    const text = readFileSync(await file.path(), 'utf8');
    const lines = text
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\r\n');
    expect([text.startsWith('\uFEFF'), lines.length]).toEqual([true, 1 + (await row.count())]);
    // The name of a class may hold a comma and stand in quotes: what is looked at stands on both sides of it.
    const [head = '', figures = ''] = lines.find((line) => line.includes(',HOSPITAL,'))?.split(',HOSPITAL,') ?? [];
    const [month = ''] = head.split(',');
    const [ratio, , , , , , , downS] = figures.split(',');
    const from = Date.parse(`${month}-01T00:00:00+07:00`);
    const answer = await fetch(
      `${collector.url}/v1/availability?from=${from}&to=${Math.max(from + dayMs, midnight(clock.now()) + dayMs)}&scope=class`,
      { headers: { cookie: cookies.get('Sở') ?? '' } },
    );
    const { availability } = (await answer.json()) as AvailabilityAnswer;
    const told = availability.find((view) => view.name === 'HOSPITAL');
    expect([month, Number(ratio), Number(downS)]).toEqual([
      expect.stringMatching(/^\d{4}-\d{2}$/),
      told?.availabilityRatio,
      told?.seconds.downS,
    ]);
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: 'Mở báo cáo để in' }).click(),
    ]);
    await within(10_000, 'the report is open', async () =>
      ((await opened.locator('h1').first().textContent()) ?? '').includes('BÁO CÁO'),
    );
    expect(browser.complaints).toEqual([]);
  });
});
