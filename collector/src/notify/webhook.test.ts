import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '@thongsuot/contract/config.ts';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isGuarded } from './address.ts';
import { backoffMs } from './backoff.ts';
import { directory, hands, messageOf, notification } from './notify.fake.ts';
import { createWebhook, type WebhookOptions } from './webhook.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
interface Got {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}
async function receiver(answer: (got: Got, response: ServerResponse) => void) {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      got.push(one);
      answer(one, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { got, port, url: `http://127.0.0.1:${port}/hook` };
}
const clock = { now: () => 1_700_000_000_123, monotonicMs: () => performance.now() };
const send = (options: Omit<WebhookOptions, 'id'>) =>
  createWebhook({ id: 'w', ...options }, { clock, directory: () => directory }).send(
    messageOf([notification('n', 1)]),
    hands(),
  );

describe('a webhook', () => {
  it('posts the notification once, with its id, the time and a signature over both and the body', async () => {
    const { got, url } = await receiver((_, response) => response.end('ok'));
    expect(await send({ url, secret: new Secret('bí mật'), allowPrivate: true })).toEqual({ kind: 'taken' });
    expect(got).toHaveLength(1);
    const [{ headers, body }] = got as [Got];
    const sent = notification('n', 1);
    expect(JSON.parse(body)).toMatchObject({
      ...sent,
      transitions: [sent],
      group: { by: 'group', key: 'endpoint/bvdk' },
    });
    expect(headers).toMatchObject({ 'webhook-id': 'n/1', 'webhook-timestamp': '1700000000' });
    const expected = createHmac('sha256', 'bí mật').update(`n/1.1700000000.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  it('sends no signature without a secret, and reads a whsec_ secret as base64', async () => {
    const { got, url } = await receiver((_, response) => response.end());
    await send({ url, allowPrivate: true });
    await send({ url, secret: new Secret(`whsec_${Buffer.from('khóa').toString('base64')}`), allowPrivate: true });
    expect(got[0]?.headers['webhook-signature']).toBeUndefined();
    const expected = createHmac('sha256', 'khóa').update(`n/1.1700000000.${got[1]?.body}`).digest('base64');
    expect(got[1]?.headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  it.each([
    [400, 'refused'],
    [422, 'refused'],
    [401, 'unavailable'],
    [404, 'unavailable'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [302, 'unavailable'],
  ])('an answer %i means %s, and a redirect is not followed', async (status, kind) => {
    const { got, url } = await receiver((_, response) =>
      response.writeHead(status, { location: '/elsewhere', 'retry-after': '7' }).end('why'),
    );
    expect(await send({ url, allowPrivate: true })).toMatchObject({ kind, detail: `answered ${status} why` });
    expect(got.map((g) => g.path)).toEqual(['/hook']);
  });

  it('obeys Retry-After up to its own cap', async () => {
    const { url } = await receiver((_, response) => response.writeHead(503, { 'retry-after': '86400' }).end());
    expect(await send({ url, allowPrivate: true })).toMatchObject({ retryAfterMs: 300_000 });
  });

  it('reads a bounded part of an endless answer', async () => {
    const { url } = await receiver((_, response) => {
      const write = () => {
        while (response.write('x'.repeat(4096))) {}
        response.once('drain', write);
      };
      write();
    });
    expect(await send({ url, allowPrivate: true })).toEqual({ kind: 'taken' });
  });

  it('a receiver that cannot be reached is an answer, not an exception', async () => {
    const { url } = await receiver((_, response) => response.destroy());
    expect(await send({ url, allowPrivate: true })).toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    ['a loopback address', '127.0.0.1'],
    ['a name that resolves to loopback', 'localhost'],
    ['loopback in IPv6', '[::1]'],
    ['loopback mapped into IPv6', '[::ffff:127.0.0.1]'],
    ['a decimal spelling of loopback', '2130706433'],
    ['a hexadecimal spelling of loopback', '0x7f000001'],
    ['an octal spelling of loopback', '0177.0.0.1'],
    ['a short spelling of loopback', '127.1'],
    ['loopback mapped into IPv6 in hexadecimal', '[::ffff:7f00:1]'],
  ])('is not sent to %s unless that is allowed', async (_name, host) => {
    const { got, port } = await receiver((_, response) => response.end());
    expect(await send({ url: `http://${host}:${port}/` })).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining('allowPrivate'),
    });
    expect(got).toEqual([]);
  });
});

describe('guarded addresses', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'nonsense',
  ])('%s is guarded', (address) => expect(isGuarded(address)).toBe(true));
  it.each(['8.8.8.8', '203.113.131.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is not', (address) =>
    expect(isGuarded(address)).toBe(false),
  );
});

describe('the wait after failures', () => {
  it('grows from half a second to at most five minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (n, random) => {
        const wait = backoffMs(n, random);
        expect(wait).toBeGreaterThanOrEqual(500);
        expect(wait).toBeLessThanOrEqual(300_000);
        expect(backoffMs(n + 1, 0)).toBeGreaterThanOrEqual(backoffMs(n, 0));
      }),
    );
    expect([1, 2, 3, 20].map((n) => backoffMs(n, 0.999999))).toEqual([1_000, 2_000, 4_000, 300_000]);
  });
});

describe('a message of several transitions', () => {
  it('lists every transition with its id, under an id of its own', async () => {
    const { got, url } = await receiver((_, response) => response.end());
    const message = messageOf([notification('x', 1), notification('x', 2), notification('y', 1)], { id: 'group/7' });
    const webhook = createWebhook({ id: 'w', url, allowPrivate: true }, { clock, directory: () => directory });
    expect(await webhook.send(message, hands())).toEqual({ kind: 'taken' });
    const body = JSON.parse(got[0]?.body ?? '') as { id: string; transitions: { id: string }[]; headline: string };
    expect(got[0]?.headers['webhook-id']).toBe('group/7');
    expect(body.id).toBe('group/7');
    expect(body.transitions.map(({ id }) => id)).toEqual(['x/1', 'x/2', 'y/1']);
    expect(body.headline).toContain('2 cảnh báo mới (2 nghiêm trọng), 1 đã hết · Bệnh viện Đa khoa tỉnh');
    expect(body).not.toHaveProperty('alert');
  });
});

describe('a gateway that answers 200 to everything', () => {
  const expected = { field: 'error', equals: 0 };
  it.each([
    ['{"error":0}', 'taken'],
    ['{"error":-216,"message":"Access token has expired"}', 'unavailable'],
    ['<html>', 'unavailable'],
  ])('%s is %s', async (answer, kind) => {
    const { url } = await receiver((_, response) => response.end(answer));
    expect(await send({ url, allowPrivate: true, expect: expected })).toMatchObject({ kind });
  });

  it('gets its own form and its key in a header', async () => {
    const { got, url } = await receiver((_, response) => response.end('{"error":0}'));
    await send({
      url,
      allowPrivate: true,
      headers: { access_token: new Secret('k1') },
      template: { form: 'json', body: { recipient: { user_id: '12' }, message: { text: '{sms}' } } },
      tongue: { language: 'vi', sms: { ascii: true, parts: 1 } },
    });
    expect(got[0]?.headers['access_token']).toBe('k1');
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
      recipient: { user_id: '12' },
      message: { text: expect.stringContaining('[NGHIEM TRONG] Mat kenh: Benh vien Da khoa tinh (VNPT Gia Lai)') },
    });
  });
});
