// Goal: an operator's NOC signs in on the board and sees its own and nothing of another's; the session is the browser's
// alone, ends by sign-out and by the config, and leads back to the page that was asked for.
// Method: a collector without the demo's flag, with two operators whose agents' batches the test sends; a real browser.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePasswordScrypt } from '@thongsuot/collector/http/session-password.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardPages, chooseLanguage, openBoardPage } from '../harness/board-pages.ts';
import { type Browser, openBrowser } from '../harness/browser.ts';
import { lacks } from '../harness/parts.ts';
import { type CollectorUnderTest, createStack, type Stack } from '../harness/stack.ts';
import { within } from '../harness/timeline.ts';

const password = 'đường dây nóng 1022';
const hash = createHash('sha256').update('inventory').digest('hex');

/** A link that is nearly full, as an agent of the operator reports it. */
function batchOf(operator: string, seq: number, at: number): unknown {
  const link = `${operator}-link`;
  const contract = { inBitsPerSecond: 1e8, outBitsPerSecond: 1e8 };
  return {
    version: 1,
    lane: 'live',
    epoch: '9f2c41d07ab3e815',
    seq,
    oldestPending: at - 60_000,
    pending: 1,
    dropped: 0,
    samples: [
      {
        kind: 'inventory',
        at: at - 60_000,
        hash,
        part: 1,
        parts: 1,
        site: `${operator}-site`,
        version: '1.0.0',
        intervalS: 15,
        devices: [{ id: `${operator}-pe`, intervalS: 30 }],
        links: [
          {
            id: link,
            endpoint: 'bv',
            role: 'primary',
            device: `${operator}-pe`,
            interface: 'name ge0',
            circuitId: `${operator}-circuit`,
            sharedRisk: [],
            contract,
            intervalS: 30,
          },
        ],
        units: [{ id: `${operator}-ups`, kind: 'ups', device: `${operator}-pe`, protects: [link], intervalS: 60 }],
        checks: [],
      },
      { kind: 'link', at, link, intervalS: 30, oper: 'up', spanS: 30, inBitsPerSecond: 2e7, outBitsPerSecond: 1e6 },
    ],
  };
}

describe.skipIf(lacks('chromium'))('signing in on the board', () => {
  let stack: Stack;
  let collector: CollectorUnderTest;
  let browser: Browser;
  let configFile: string;
  const tokens = new Map<string, string>();
  let seq = 0;

  const send = async (operator: string) => {
    seq++;
    const response = await fetch(`${collector.url}/v1/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(operator)}` },
      body: JSON.stringify(batchOf(operator, seq, Date.now())),
    });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('"rejected":[]')]);
  };
  const fill = async (name: string, secret: string) => {
    await browser.page.locator('input[name=username]').fill(name);
    await browser.page.locator('input[name=password]').fill(secret);
    await browser.page.locator('form button[type=submit]').click();
  };
  const sees = (testId: string) =>
    within(15_000, `${testId} is on the page`, async () => (await browser.page.getByTestId(testId).count()) === 1);

  beforeAll(async () => {
    stack = createStack();
    const passwordScrypt = await makePasswordScrypt(password);
    const operators = ['vnpt', 'zzb'].map((id) => {
      const { value, sha256 } = stack.token(id);
      tokens.set(id, value);
      return { id, name: `${id} Telecom`, agents: [{ id: `${id}-agent`, tokens: [sha256] }] };
    });
    collector = await stack.collector({
      operators,
      endpoints: [{ id: 'bv', vi: 'Bệnh viện Đa khoa tỉnh', en: 'General Hospital', classes: ['HOSPITAL'] }],
      rest: { users: [{ name: 'Lê Thị Lan', role: 'operator', operator: 'vnpt', passwordScrypt }] },
      demo: false,
    });
    configFile = join(stack.folder, 'collector.yaml');
    await send('vnpt');
    await send('zzb');
    browser = await openBrowser(collector.url);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('the page of a link, asked for by nobody, is the sign-in page with the focus on the name', async () => {
    await chooseLanguage(browser.page, collector.url, 'vi');
    await browser.page.goto('about:blank');
    await browser.page.goto(`${collector.url}/#/links/vnpt/vnpt-link`);
    await sees('sign-in');
    expect(await browser.page.evaluate('document.activeElement?.getAttribute("name")')).toBe('username');
    expect(await browser.page.locator('h1').textContent()).toBe('Đăng nhập');
    await browser.page.getByTestId('language-switch').click();
    await within(5_000, 'it is in English', async () => (await browser.page.locator('h1').textContent()) === 'Sign in');
    await browser.page.getByTestId('language-switch').click();
  });

  it('a wrong password is told, and nothing is shown', async () => {
    await fill('Lê Thị Lan', 'không phải mật khẩu');
    const failure = browser.page.locator('[data-failure=wrong]');
    await within(10_000, 'the failure is told', async () => (await failure.count()) === 1);
    expect(await failure.textContent()).toBe('Tên người dùng hoặc mật khẩu không đúng.');
  });

  it('the right one leads to the page that was asked for; no script can read the cookie', async () => {
    await fill('Lê Thị Lan', password);
    await sees('sign-out');
    await within(15_000, 'the link’s page is there', async () =>
      ((await browser.page.locator('main h1').textContent()) ?? '').includes('vnpt-link'),
    );
    expect(browser.page.url()).toBe(`${collector.url}/#/links/vnpt/vnpt-link`);
    expect(await browser.page.evaluate('document.cookie')).toBe('');
    const [cookie, ...others] = await browser.context.cookies();
    // On this machine without TLS; over TLS it is __Host-thongsuot and Secure (session.test.ts).
    expect([cookie?.name, cookie?.httpOnly, cookie?.sameSite, others]).toEqual(['thongsuot', true, 'Strict', []]);
  });

  it('the stream runs on the session', async () => {
    await within(
      15_000,
      'the page is live',
      async () => (await browser.page.locator('[data-testid=stream-state]').getAttribute('data-state')) === 'live',
    );
  });

  it('every page, the API and the stream hold nothing of the other operator', async () => {
    const { page } = browser;
    const bodies: string[] = [];
    page.on('response', async (response) => {
      if (response.headers()['content-type']?.startsWith('application/json') === true)
        bodies.push(await response.text().catch(() => ''));
    });
    for (const shown of boardPages({ endpoint: 'bv', operator: 'vnpt', link: 'vnpt-link' })) {
      await openBoardPage(page, collector.url, shown);
      expect([shown.name, /.{0,60}zzb.{0,60}/i.exec(await page.content())?.[0]]).toEqual([shown.name, undefined]);
    }
    expect(bodies.length).toBeGreaterThan(10);
    expect(bodies.filter((body) => /zzb/i.test(body))).toEqual([]);
    expect(bodies.some((body) => body.includes('vnpt-link'))).toBe(true);
    const streamed = page.evaluate(
      `new Promise((done) => {
        const source = new EventSource('/v1/stream');
        let text = '';
        for (const name of ['tick', 'links', 'endpoints', 'units', 'alert', 'findings', 'agents', 'overview'])
          source.addEventListener(name, ({ data }) => { text += data; });
        setTimeout(() => { source.close(); done(text); }, 3000);
      })`,
    );
    await send('zzb');
    await send('vnpt');
    const text = String(await streamed);
    expect([text.includes('vnpt-link'), /zzb/i.test(text)]).toEqual([true, false]);
  });

  it('signing out ends it on the server too: the same cookie opens nothing', async () => {
    const [cookie] = await browser.context.cookies();
    const me = () => fetch(`${collector.url}/v1/me`, { headers: { cookie: `thongsuot=${cookie?.value}` } });
    expect((await me()).status).toBe(200);
    await browser.page.goto('about:blank');
    await browser.page.goto(`${collector.url}/#/agents`);
    await sees('sign-out');
    await browser.page.getByTestId('sign-out').click();
    await sees('sign-in');
    expect((await me()).status).toBe(401);
    expect(await browser.context.cookies()).toEqual([]);
  });

  it('a user who is taken out of the config is out, within the patience of the stream', async () => {
    await fill('Lê Thị Lan', password);
    await sees('sign-out');
    const config = JSON.parse(readFileSync(configFile, 'utf8')) as Record<string, unknown>;
    writeFileSync(configFile, JSON.stringify({ ...config, users: [] }));
    collector.running().signal('SIGHUP');
    await within(
      40_000,
      'the sign-in page is there',
      async () => (await browser.page.getByTestId('sign-in').count()) === 1,
    );
    expect(await browser.page.locator('form .sub').textContent()).toContain('Phiên làm việc đã kết thúc');
    expect(await browser.page.content()).not.toContain('vnpt-link');
  });

  it('all the while no request went anywhere else, and the console told of the refused ones only', () => {
    expect(browser.strangers).toEqual([]);
    expect(browser.complaints.filter((text) => !/status of 401|ERR_ABORTED|ERR_INCOMPLETE_CHUNKED/.test(text))).toEqual(
      [],
    );
  });
});
