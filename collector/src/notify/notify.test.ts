import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '@thongsuot/contract/config.ts';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Notification } from '../alert/notification.ts';
import { OperationalQueue } from '../alert/queue.ts';
import { type OperationalFile, openOperationalFile } from '../operational.ts';
import { isGuarded } from './address.ts';
import { backoffMs } from './backoff.ts';
import type { Attempt, Channel } from './channel.ts';
import { Dispatcher } from './dispatcher.ts';
import { createWebhook, type WebhookOptions } from './webhook.ts';

const notification = (alert: string, sequence: number): Notification => ({
  id: `${alert}/${sequence}`,
  createdAt: 1_000,
  transition: sequence === 1 ? 'firing' : 'resolved',
  alert: {
    id: alert,
    rule: 'utilization',
    severity: 'critical',
    priority: 1,
    operator: 'vnpt',
    endpoint: 'bvdk',
    endpointVi: 'Bệnh viện',
    endpointEn: 'Hospital',
    link: 'a1',
    unit: null,
    circuitId: null,
    startedAt: 1,
    firedAt: 2,
    endedAt: null,
    ending: null,
    value: 0.9,
    threshold: 0.85,
    summary: 'Đường truyền quá tải',
    summaryEn: 'Link overloaded',
  },
});

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
  createWebhook({ id: 'w', ...options }, clock).send(notification('n', 1), new AbortController().signal);

describe('a webhook', () => {
  it('posts the notification once, with its id, the time and a signature over both and the body', async () => {
    const { got, url } = await receiver((_, response) => response.end('ok'));
    expect(await send({ url, secret: new Secret('bí mật'), allowPrivate: true })).toEqual({ kind: 'taken' });
    expect(got).toHaveLength(1);
    const [{ headers, body }] = got as [Got];
    expect(JSON.parse(body)).toEqual(notification('n', 1));
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

function opened(channels: string[]) {
  const file = openOperationalFile(':memory:');
  const queue = new OperationalQueue(file);
  queue.open(channels);
  const add = (...list: Notification[]) => {
    file.transaction(() => queue.add(list));
    queue.announce();
  };
  return { file, queue, add };
}

describe('the queue of notifications', () => {
  it('holds each for each channel until that channel has taken it', () => {
    const { queue, add } = opened(['a', 'b']);
    add(notification('x', 1), notification('y', 1));
    queue.sent('a', 'x/1', 10);
    expect(queue.due('a', 10, 9).map((n) => n.id)).toEqual(['y/1']);
    expect(queue.due('b', 10, 9).map((n) => n.id)).toEqual(['x/1', 'y/1']);
  });

  it('the end of an alert never overtakes its beginning, and holds up no other alert', () => {
    const { queue, add } = opened(['a']);
    add(notification('x', 1), notification('x', 2), notification('y', 1));
    queue.failed('a', 'x/1', 10, 5_000, 'no');
    expect(queue.due('a', 10, 9).map((n) => n.id)).toEqual(['y/1']);
    expect(queue.due('a', 5_000, 9).map((n) => n.id)).toEqual(['x/1', 'y/1']);
    queue.sent('a', 'x/1', 5_000);
    expect(queue.due('a', 5_000, 1).map((n) => n.id)).toEqual(['x/2']);
  });

  it('a wall clock set back does not hold a message for longer than the longest wait', () => {
    const { queue, add } = opened(['a']);
    add(notification('x', 1));
    queue.failed('a', 'x/1', 10_000_000, 10_200_000, 'no');
    expect(queue.due('a', 1_000_000, 9)).toHaveLength(1);
  });

  it('a new channel sends no old news, and one named again goes on where it was', () => {
    const { queue, add } = opened(['a']);
    add(notification('x', 1));
    queue.open(['a', 'late']);
    add(notification('y', 1));
    expect(queue.due('late', 1, 9).map((n) => n.id)).toEqual(['y/1']);
    expect(queue.due('a', 1, 9).map((n) => n.id)).toEqual(['x/1', 'y/1']);
  });

  it('against a plain model: whatever is sent, fails or is added, nothing is lost or given twice', () => {
    const action = fc.record({
      what: fc.constantFrom('add', 'sent', 'failed'),
      channel: fc.constantFrom('a', 'b'),
      alert: fc.constantFrom('x', 'y', 'z'),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const { queue, add, file } = opened(['a', 'b']);
        const added: string[] = [];
        const model = { a: new Set<string>(), b: new Set<string>() };
        for (const { what, channel, alert } of actions) {
          if (what === 'add') {
            const n = notification(alert, added.filter((id) => id.startsWith(alert)).length + 1);
            add(n);
            added.push(n.id);
            continue;
          }
          const first = queue.due(channel as 'a', 1_000, 1)[0];
          if (first === undefined) continue;
          if (what === 'sent') {
            queue.sent(channel, first.id, 1_000);
            model[channel as 'a'].add(first.id);
          } else queue.failed(channel, first.id, 1_000, 1_000, 'no');
        }
        for (const channel of ['a', 'b'] as const) {
          const waiting = added.filter((id) => !model[channel].has(id));
          const heads = waiting.filter((id) => waiting.find((w) => w[0] === id[0]) === id);
          expect(queue.due(channel, 1_000, 99).map((n) => n.id)).toEqual(heads);
        }
        file.close();
      }),
      { numRuns: 60 },
    );
  });

  it('forgets only what is old and taken by every open channel', () => {
    const { queue, add, file } = opened(['a', 'b']);
    add(notification('x', 1), notification('y', 1));
    queue.sent('a', 'x/1', 1);
    queue.sent('a', 'y/1', 1);
    queue.sent('b', 'x/1', 1);
    queue.retain(90 * 86_400_000);
    expect(file.db.prepare('SELECT id FROM alert_notification').all()).toEqual([{ id: 'y/1' }]);
  });
});

describe('the dispatcher', () => {
  const run = (file: OperationalFile, queue: OperationalQueue, channels: Channel[]) => {
    const dispatcher = new Dispatcher({ queue, channels, clock, log: pino({ level: 'silent' }), random: () => 0 });
    dispatcher.start();
    return { stop: () => dispatcher.stop(), file };
  };
  const recorder = (id: string, answer: (n: Notification, tries: number) => Attempt | Promise<Attempt>) => {
    const ids: string[] = [];
    const channel: Channel = {
      id,
      async send(n) {
        ids.push(n.id);
        return answer(n, ids.filter((seen) => seen === n.id).length);
      },
    };
    return { ids, channel };
  };

  it('sends each once in order, and one channel that hangs does not hold up the other', async () => {
    const { file, queue, add } = opened(['good', 'hung']);
    const good = recorder('good', () => ({ kind: 'taken' }));
    const hung = recorder('hung', () => new Promise<Attempt>(() => {}));
    run(file, queue, [good.channel, hung.channel]);
    add(notification('x', 1), notification('x', 2));
    await expect.poll(() => good.ids).toEqual(['x/1', 'x/2']);
    expect(hung.ids).toEqual(['x/1']);
    add(notification('y', 1));
    await expect.poll(() => good.ids).toEqual(['x/1', 'x/2', 'y/1']);
  });

  it('tries again until it is taken, and a message that is refused lets others past', async () => {
    const { file, queue, add } = opened(['a']);
    const flaky = recorder('a', (n, tries) =>
      n.id === 'bad/1'
        ? { kind: 'refused', detail: '400' }
        : tries === 1
          ? { kind: 'unavailable', detail: '500', retryAfterMs: null }
          : { kind: 'taken' },
    );
    const running = run(file, queue, [flaky.channel]);
    add(notification('bad', 1), notification('x', 1));
    await expect.poll(() => flaky.ids, { timeout: 3_000 }).toEqual(['bad/1', 'x/1', 'x/1']);
    await running.stop();
    expect(queue.due('a', clock.now() + 1_000, 9).map((n) => n.id)).toEqual(['bad/1']);
  });

  it('killed between the receiver’s answer and the mark, the same id comes once more and no other', async () => {
    const { file, queue, add } = opened(['w']);
    const { got, url } = await receiver((_, response) => response.end());
    const webhook = createWebhook({ id: 'w', url, allowPrivate: true }, clock);
    add(notification('x', 1), notification('y', 1));
    // The process dies as the first answer arrives: what it would have marked is never marked.
    let killed = false;
    const first = run(file, queue, [
      {
        id: 'w',
        async send(n, signal) {
          const attempt = await webhook.send(n, signal);
          killed = true;
          return new Promise<Attempt>(() => attempt);
        },
      },
    ]);
    await expect.poll(() => killed).toBe(true);
    void first;
    run(file, queue, [webhook]);
    await expect.poll(() => got.map((g) => g.headers['webhook-id'])).toEqual(['x/1', 'x/1', 'y/1']);
    await expect.poll(() => queue.due('w', clock.now(), 9)).toEqual([]);
  });
});
