// Goal: a surge at a hospital is seen on the board as one capacity alert that appears and clears, and one webhook each.
// Method: a simulated router whose traffic the scenario drives, real agent and collector, a real browser.
import { mkdirSync } from 'node:fs';
import type { AlertView } from '@thongsuot/contract/api.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openBrowser } from '../harness/browser.ts';
import { lacks } from '../harness/parts.ts';
import { root } from '../harness/process.ts';
import { type CollectorUnderTest, createStack, type Stack } from '../harness/stack.ts';
import { within } from '../harness/timeline.ts';
import { startWebhook, type WebhookReceiver } from '../harness/webhook.ts';
import { router } from '../simulator/profiles/router.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { Flow } from '../simulator/traffic.ts';

const screenshots = `${root}.state/screenshots`;
const hostile = '<script>window.hostile = true</script>\u202Egnp.exe<img src=x onerror="window.hostile=1">';
// A name of the register holds at most 200 characters; what people write may be longer.
const hostileName = `${hostile}${'ộ'.repeat(100)}`;

describe.skipIf(lacks('chromium') || lacks('fping'))('a surge at a hospital, seen on the board', () => {
  let stack: Stack;
  let simulator: Simulator;
  let collector: CollectorUnderTest;
  let webhook: WebhookReceiver;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    stack = createStack();
    webhook = await startWebhook();
    // At 0 s the link runs at 30 %; from 20 s to 45 s at 92 %; then at 30 % again, for ten minutes.
    const surge = Flow.through(600, [
      [0, 60e6],
      [20, 60e6],
      [20.01, 184e6],
      [45, 184e6],
      [45.01, 60e6],
    ]);
    const interfaces = [
      { name: 'GigabitEthernet0/0/1', megabits: 1_000, in: surge, out: Flow.constant(20e6) },
      { name: 'GigabitEthernet0/0/2', megabits: 1_000, in: Flow.constant(10e6), out: Flow.constant(5e6) },
    ];
    const system = { descr: 'Simulated router', objectId: '1.3.6.1.4.1.2011.2.62.2.5', name: 'pe1' };
    const token = stack.token('agent');
    collector = await stack.collector({
      operators: [{ id: 'vnpt', name: 'VNPT Gia Lai', agents: [{ id: 'a1', tokens: [token.sha256] }] }],
      endpoints: [
        {
          id: 'bvdk-tinh',
          vi: 'Bệnh viện Đa khoa tỉnh Gia Lai',
          en: 'Provincial General Hospital',
          classes: ['HOSPITAL'],
          area: 'pleiku',
          coordinates: { latitude: 13.98, longitude: 108.0 },
        },
        {
          id: 'ubnd-tinh',
          vi: 'UBND tỉnh Gia Lai',
          en: 'People’s Committee of the province',
          classes: ['PARTY-STATE'],
          area: 'pleiku',
          coordinates: { latitude: 13.7, longitude: 108.3 },
        },
        // What somebody writes into a register must not run, turn the line around, or fill the page.
        { id: 'hostile', vi: hostileName, en: hostileName, classes: ['EDU'], area: 'an-khe' },
      ],
      rest: {
        areas: [
          { id: 'pleiku', vi: 'Thành phố Pleiku', en: 'Pleiku city' },
          { id: 'an-khe', vi: 'Thị xã An Khê \u202E', en: 'An Khê town \u202E' },
        ],
        rules: { utilization: { for: '5s', keepFiringFor: '3s' } },
        notify: { webhooks: [{ id: 'noc', url: webhook.url, allowPrivate: true }] },
      },
    });
    simulator = await startSimulator({
      devices: [{ id: 'pe1', address: '127.31.0.1', port: 0, community: 'c', profile: router({ system, interfaces }) }],
    });
    const community = stack.token('community');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(community.file, 'c', { mode: 0o600 });
    await stack.agent({
      agent: { id: 'a1', operator: 'vnpt', site: 'pleiku' },
      collectors: [{ url: collector.url, token: { file: token.file } }],
      defaults: { interval: '1s', probeInterval: '2s', timeout: '500ms' },
      icmp: { reference: ['127.0.0.1'] },
      devices: [
        {
          id: 'pe1',
          address: '127.31.0.1',
          port: simulator.device('pe1').boundPort,
          snmp: { version: '2c', community: { file: community.file } },
        },
      ],
      links: [
        {
          id: 'bvdk-tinh-1',
          endpoint: 'bvdk-tinh',
          role: 'primary',
          device: 'pe1',
          interface: { name: 'GigabitEthernet0/0/1' },
          capacity: '200M',
          circuitId: 'GLI-0231',
          probe: { address: '127.31.0.9' },
        },
        {
          id: 'ubnd-tinh-1',
          endpoint: 'ubnd-tinh',
          role: 'primary',
          device: 'pe1',
          interface: { name: 'GigabitEthernet0/0/2' },
          capacity: '100M',
          probe: { address: '127.31.0.10' },
        },
      ],
    });
    browser = await openBrowser(collector.url);
    await browser.page.goto(collector.url);
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    await simulator?.stop();
    await webhook?.close();
  });

  it('within 20 s the page shows the endpoints in Vietnamese, live, and says DEMO', async () => {
    const row = browser.page.getByTestId('endpoint-row');
    await within(20_000, 'three endpoints are listed', async () => (await row.count()) === 3);
    expect(await browser.page.content()).toContain('Bệnh viện Đa khoa tỉnh Gia Lai');
    expect(await browser.page.getByTestId('demo-banner').count()).toBe(1);
    expect(await browser.page.locator('html').getAttribute('lang')).toBe('vi');
  });

  it('within 40 s of the surge one capacity alert is on the page, and the webhook has it once', async () => {
    const row = browser.page.getByTestId('alert-row');
    await within(
      60_000,
      'an alert is on the page',
      async () => (await row.count()) === 1 && (await row.textContent())?.includes('Bệnh viện'),
    );
    await browser.page.screenshot({ path: `${screenshots}/surge.png`, fullPage: true });
    // The first sample of the surge covers part of it: the alert may start as a warning and rise within a second.
    const alert = await within(10_000, 'one alert fires, critical', async () => {
      const { alerts } = await collector.get<{ alerts: AlertView[] }>('/v1/alerts?state=firing');
      return alerts.length === 1 && alerts[0]?.severity === 'critical' && alerts[0];
    });
    expect([alert.rule, alert.endpoint, alert.link]).toEqual(['utilization', 'bvdk-tinh', 'bvdk-tinh-1']);
    expect(alert.value).toBeCloseTo(0.92, 1);
    await within(10_000, 'the webhook has it', () => webhook.deliveries.length >= 1);
    expect(webhook.deliveries[0]?.raw).toContain('GLI-0231');
  });

  it('somebody takes the alert on with a note, by the keyboard alone; the page and the API say who and what', async () => {
    const { page } = browser;
    await page.goto(`${collector.url}/#/alerts`);
    const group = page.getByTestId('alert-group');
    await within(10_000, 'the alert stands under its endpoint', async () => (await group.count()) === 1);
    await page.getByTestId('acknowledge').focus();
    await page.keyboard.press('Enter');
    await within(5_000, 'the note has the focus', () =>
      page.evaluate<boolean>(`document.activeElement?.tagName === 'TEXTAREA'`),
    );
    await page.keyboard.type('Đã cử tổ ứng cứu <b>ngay</b>');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const told = page.getByTestId('acknowledged');
    await within(10_000, 'it is acknowledged', async () => (await told.count()) === 1);
    expect(await told.textContent()).toContain('Đã cử tổ ứng cứu <b>ngay</b>');
    expect(await page.getByTestId('acknowledge').count()).toBe(0);
    const { alerts } = await collector.get<{ alerts: AlertView[] }>('/v1/alerts?state=firing');
    expect(alerts[0]?.acknowledged).toMatchObject({ by: 'demo', note: 'Đã cử tổ ứng cứu <b>ngay</b>' });
    await page.screenshot({ path: `${screenshots}/acknowledged.png`, fullPage: true });
  });

  it('the link’s page draws its history', async () => {
    await browser.page.goto(`${collector.url}/#/links/vnpt/bvdk-tinh-1`);
    const chart = browser.page.getByTestId('link-chart');
    await within(10_000, 'a chart is drawn', async () => (await chart.locator('canvas').count()) >= 1);
    await browser.page.screenshot({ path: `${screenshots}/link.png`, fullPage: true });
    await browser.page.goto(`${collector.url}/#/`);
  });

  /** A message carries one transition or several: a warning may rise within the second that a group waits. */
  const told = () =>
    webhook.deliveries.flatMap(({ body }) =>
      (body['transitions'] as { transition: string }[]).map(({ transition }) => transition),
    );

  it('after the surge the alert clears from the page, and the webhook hears the end once', async () => {
    await within(
      60_000,
      'no alert is on the page',
      async () => (await browser.page.getByTestId('alert-row').count()) === 0,
    );
    await within(10_000, 'the webhook hears the end', () => told().at(-1) === 'resolved');
    expect(told().filter((transition) => transition === 'firing')).toHaveLength(1);
    expect(told().filter((transition) => transition === 'resolved')).toHaveLength(1);
    const ids = webhook.deliveries.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(ids.length);
    const { alerts } = await collector.get<{ alerts: AlertView[] }>('/v1/alerts?state=resolved');
    expect(alerts.map(({ state, ending }) => [state, ending])).toEqual([['resolved', 'cleared']]);
  });

  it('English is one switch away', async () => {
    await browser.page.getByTestId('language-switch').click();
    await within(
      5_000,
      'the page is in English',
      async () => (await browser.page.locator('html').getAttribute('lang')) === 'en',
    );
    expect(await browser.page.content()).toContain('Provincial General Hospital');
  });

  it('maintenance is announced, a refusal is told in words, and work is cancelled with a reason', async () => {
    const { page } = browser;
    await page.goto(`${collector.url}/#/duty`);
    await page.getByTestId('announce').click();
    const form = page.locator('form');
    await form.getByLabel('What it is about').fill('no-such-link');
    await form.locator('button[type=submit]').click();
    await within(
      5_000,
      'the refusal stands in the form',
      async () => (await page.getByTestId('refusal').count()) === 1,
    );
    await form.getByLabel('What it is about').fill('bvdk-tinh-1');
    await form.locator('button[type=submit]').click();
    const row = page.getByTestId('maintenance-row');
    await within(10_000, 'it is announced', async () => (await row.getAttribute('data-phase')) === 'announced');
    await row.getByRole('button').click();
    await row.getByLabel('Reason').fill('Dời sang tuần sau');
    await row.locator('button[type=submit]').click();
    await within(10_000, 'it is cancelled', async () => (await row.getAttribute('data-phase')) === 'cancelled');
    expect(await page.getByTestId('audit-row').count()).toBeGreaterThanOrEqual(2);
  });

  it('a note on a link stands there for the next one who looks', async () => {
    const { page } = browser;
    await page.goto(`${collector.url}/#/links/vnpt/bvdk-tinh-1`);
    const notes = page.getByTestId('notes');
    await notes.getByRole('button', { name: 'Add a note' }).click();
    await notes.getByRole('textbox').fill('Kênh chạy qua trạm An Khê');
    await notes.getByRole('button', { name: 'Save the note' }).click();
    await within(10_000, 'the note is listed', async () => (await notes.getByTestId('note-row').count()) === 1);
    await page.reload();
    await within(10_000, 'it is listed anew', async () => (await notes.getByTestId('note-row').count()) === 1);
  });

  it('what people write may be as hostile as a name: a zone’s order, a note, maintenance', async () => {
    const send = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json', origin: collector.url };
      const answer = await fetch(`${collector.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      expect([path, answer.status, (await answer.text()).slice(0, 200)]).toEqual([path, 201, expect.any(String)]);
    };
    const now = Date.now();
    // Marks of direction are refused at the door; the rest is text.
    const line = hostileName.replace('\u202E', '');
    const text = `${hostile.replace('\u202E', '')}${'ộ'.repeat(400)}`;
    const times = { from: now + 60_000, to: now + 3_600_000 };
    await send('/v1/zones', { id: 'zone-hostile', area: 'an-khe', ...times, from: now, order: line, note: text });
    const subjects = [{ kind: 'link', id: 'bvdk-tinh-1' }];
    await send('/v1/maintenance', { id: 'work-hostile', operator: 'vnpt', subjects, ...times, note: text });
    const link = { kind: 'link', id: 'bvdk-tinh-1', operator: 'vnpt' };
    await send('/v1/notes', { id: 'note-link', subject: link, text });
    await send('/v1/notes', { id: 'note-endpoint', subject: { kind: 'endpoint', id: 'hostile' }, text });
  });

  it('every page is there in both languages, says what it is, does not widen a phone, and nothing hostile acts', async () => {
    const { page } = browser;
    const paths = [
      '',
      'alerts',
      'capacity',
      'backups',
      'availability',
      'duty',
      'agents',
      'endpoints/bvdk-tinh',
      'links/vnpt/bvdk-tinh-1',
      'endpoints/hostile',
      'wall/600',
    ];
    const titles = new Map<string, Set<string>>();
    for (const language of ['en', 'vi']) {
      if ((await page.locator('html').getAttribute('lang')) !== language) {
        // The wall, where the round before ended, has no choices.
        await page.goto(`${collector.url}/#/`);
        await page.getByTestId('language-switch').click();
      }
      for (const path of paths) {
        await page.goto(`${collector.url}/#/${path}`);
        const heading = page.locator('main h1');
        await within(10_000, `${path} in ${language} has its heading`, async () => (await heading.count()) === 1);
        await within(
          10_000,
          `${path} in ${language} has been read`,
          async () => !/Đang tải|Loading/.test((await page.locator('main').textContent()) ?? ''),
        );
        expect([path, await page.locator('main .notice').allTextContents()]).toEqual([path, []]);
        const title = (await heading.textContent()) ?? '';
        titles.set(path, (titles.get(path) ?? new Set()).add(title));
        await page.setViewportSize({ width: 390, height: 800 });
        const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect([path, language, wider]).toEqual([path, language, 0]);
        // Nothing has run, nothing became markup, and no character that turns the line has come through.
        const acted = `'hostile' in window || document.querySelector('main script, main img') !== null`;
        expect([path, await page.evaluate<boolean>(acted)]).toEqual([path, false]);
        expect(await page.evaluate<string>('document.body.innerText')).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
        await page.screenshot({
          path: `${screenshots}/phone-${language}-${path.replaceAll('/', '-') || 'province'}.png`,
        });
        await page.setViewportSize({ width: 1_280, height: 900 });
        await page.screenshot({
          path: `${screenshots}/${language}-${path.replaceAll('/', '-') || 'province'}.png`,
          fullPage: true,
        });
      }
    }
    // The same object is called by its name in both; the pages' own titles are two.
    expect([...titles].filter(([path, told]) => !/^(links|endpoints\/hostile)/.test(path) && told.size !== 2)).toEqual(
      [],
    );
  });

  it('a hostile name is text: it does not run, and it does not turn or fill the line', async () => {
    const { page } = browser;
    await page.goto(`${collector.url}/#/`);
    const name = page.locator('[data-endpoint=hostile] th a');
    await within(10_000, 'it is listed', async () => (await name.count()) === 1);
    const text = (await name.textContent()) ?? '';
    expect(text.startsWith('<script>window.hostile = true</script>\uFFFDgnp.exe')).toBe(true);
    expect([...text]).toHaveLength(120);
    expect(await page.evaluate<boolean>(`'hostile' in window`)).toBe(false);
    await within(10_000, 'the map is drawn', async () => (await page.getByTestId('map').count()) === 1);
  });

  it('all the while there was no error on the console and no request to anywhere else', () => {
    // The maintenance that was refused above: a browser says so itself, and nothing else.
    expect(browser.complaints).toEqual([expect.stringMatching(/status of 400 .*\/v1\/maintenance$/)]);
    expect(browser.strangers).toEqual([]);
  });
});
