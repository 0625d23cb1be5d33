import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { type Batch, batch as batchSchema } from '@thongsuot/contract/batch.ts';
import type { PingSample } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '../clock.fake.ts';
import { type Outbox, openOutbox } from '../outbox/outbox.ts';
import { createDelivery, type Delivery, type DeliveryOptions } from './delivery.ts';

// Goal: what the collector answers decides what becomes of each batch. Method: a real server on loopback with scripted
// answers, the real outbox, and a clock that the test moves.

const start = 1_780_000_000_000;
type Parsed = Omit<Batch, 'samples'> & { samples: PingSample[] };
interface Got {
  batch: Parsed;
  headers: http.IncomingHttpHeaders;
  atMs: number;
}
type Answer = (batch: Parsed, response: http.ServerResponse, request: http.IncomingMessage) => void;

let directory: string;
let clock: ManualClock;
let server: http.Server;
let url: string;
let outbox: Outbox;
let delivery: Delivery;
let got: Got[];
let answers: Answer[];
let offsets: number[];
let inventoryWanted: number;
let lines: { level: number; msg: string; detail?: string; retryMs?: number; afterMs?: number }[];
let token: () => string;

const store =
  (rejected: { index: number; code: string; detail: string }[] = [], more: object = {}): Answer =>
  ({ epoch, seq, samples }, response) => {
    const count = samples.length;
    const now = clock.now();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ epoch, seq, count, stored: count - rejected.length, rejected, now, ...more }));
  };
const status =
  (code: number, body = '', headers: Record<string, string> = {}): Answer =>
  (_batch, response) => {
    response.writeHead(code, headers).end(body);
  };
const problem = (code: number, name: string, more: object = {}) =>
  status(code, JSON.stringify({ type: 'tag:x', title: 'x', status: code, code: name, detail: 'so it is', ...more }));

const ping = (at: number, link = 'l1'): PingSample => ({ kind: 'ping', at, link, intervalS: 10, sent: 5, received: 0 });
/** Commits `count` samples of `ageMs` ago as one batch. */
const commit = (ageMs: number, count = 1) => {
  outbox.append(Array.from({ length: count }, (_, n) => ping(clock.now() - ageMs, `l${n}`)));
  outbox.commit();
};
/** Moves time until the condition holds; the network runs in real time, so each step waits a moment. */
const until = async (condition: () => boolean, stepMs = 100, steps = 400) => {
  for (let step = 0; step < steps && !condition(); step++) {
    await clock.advance(stepMs);
    await wait(2);
  }
  expect(condition()).toBe(true);
};
const pending = () => outbox.stats().collectors[0]?.pending;
const seqs = () => got.map(({ batch }) => batch.seq);

const begin = (options: Partial<DeliveryOptions> = {}) => {
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  delivery = createDelivery({
    collector: { url, credential: () => ({ token: token(), tls: {} }) },
    outbox,
    clock,
    random: () => 0.5,
    log,
    onOffset: (ms) => offsets.push(ms),
    onWantsInventory: () => inventoryWanted++,
    ...options,
  });
  delivery.start();
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'deliver-'));
  clock = createManualClock(start);
  got = [];
  answers = [];
  offsets = [];
  lines = [];
  inventoryWanted = 0;
  token = () => 'secret-token';
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const batch = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as Parsed;
      got.push({ batch, headers: request.headers, atMs: clock.monotonicMs() });
      (answers.shift() ?? store())(batch, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/giamsat/`;
  outbox = openOutbox({
    path: join(directory, 'outbox.db'),
    collectors: [url],
    limits: { octetsMax: 50_000_000, ageMsMax: 7 * 86_400_000 },
    clock,
    log: pino({ level: 'silent' }),
  });
});

afterEach(async () => {
  await delivery.stop();
  await outbox.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

describe('createDelivery', () => {
  it('sends a batch as the contract has it, once, and the outbox is empty', async () => {
    begin();
    commit(0, 3);
    await until(() => pending() === 0);
    expect(got).toHaveLength(1);
    const { batch, headers } = got[0] as Got;
    expect(batchSchema.safeParse(batch).success).toBe(true);
    expect(batch).toMatchObject({ version: 1, lane: 'live', seq: 1, oldestPending: start, pending: 1, dropped: 0 });
    expect(batch.samples).toHaveLength(3);
    expect(headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
    expect(delivery.stats()).toMatchObject({ condition: 'answering', requests: 1, samplesStored: 3, failures: 0 });
  });

  it('brings what is fresh first, in order, and the backlog beside it, oldest first', async () => {
    for (const ageMs of [300_000, 200_000, 100_000, 3_000, 2_000, 1_000]) commit(ageMs);
    begin();
    await until(() => pending() === 0);
    const lane = (name: string) => got.filter(({ batch }) => batch.lane === name).map(({ batch }) => batch.seq);
    expect(lane('live')).toEqual([4, 5, 6]);
    expect(lane('backlog').toSorted()).toEqual([1, 2, 3]);
    expect(got.map(({ batch }) => batch.oldestPending)[0]).toBe(start - 300_000);
  });

  it('has one live request and two of the backlog on their way, and no more', async () => {
    for (const ageMs of [300_000, 200_000, 100_000, 2_000, 1_000]) commit(ageMs);
    const held: (() => void)[] = [];
    const hold: Answer = (batch, response, request) => held.push(() => store()(batch, response, request));
    answers = [hold, hold, hold];
    begin();
    await until(() => got.length === 3);
    await clock.advance(2_000);
    await wait(20);
    expect(delivery.stats().inFlight).toEqual({ live: 1, backlog: 2 });
    expect(seqs().toSorted()).toEqual([1, 2, 4]);
    for (const release of held) release();
    await until(() => pending() === 0);
  });

  it('rests a slot of the backlog a quarter of what its request took', async () => {
    commit(300_000);
    commit(200_000);
    commit(100_000);
    const slow: Answer = (batch, response, request) => {
      clock.sleep(8_000).then(() => store()(batch, response, request));
    };
    answers = [slow, slow, slow];
    begin();
    await until(() => got.length === 3, 100);
    expect((got[2]?.atMs ?? 0) - (got[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(10_000);
    await until(() => pending() === 0);
  });

  it.each<[string, Answer]>([
    ['the connection is reset after the body was taken', (_batch, response) => response.socket?.destroy()],
    ['a captive portal answers 200 with HTML', status(200, '<html>Đăng nhập</html>')],
    [
      'an answer is cut short',
      (_batch, response) =>
        response.writeHead(200, { 'content-length': '500' }).write('{"epoch":', () => response.socket?.destroy()),
    ],
    ['the answer echoes another batch', store([], { seq: 99 })],
    [
      'the answer is endless',
      (_batch, response) => {
        response.write('x'.repeat(3_000_000));
      },
    ],
    ['nothing is answered at all', () => {}],
    ['408', status(408)],
    ['429', problem(429, 'rateLimited')],
    ['500', status(500)],
    ['502', status(502, 'Bad Gateway')],
    ['503 without seen', problem(503, 'overloaded')],
    ['504', status(504)],
    ['a redirect', status(302, '', { location: 'http://127.0.0.1:1/elsewhere' })],
  ])('sends the batch again when %s', async (name, answer) => {
    answers = [answer];
    begin();
    commit(0);
    await until(() => pending() === 0);
    expect(seqs()).toEqual([1, 1]);
    expect(lines.map(({ msg }) => msg)).toEqual([
      name === '429'
        ? 'Collector limits this agent to its budget; live batches wait'
        : 'Collector does not answer as it should; batches wait in the outbox, will retry',
      'Collector answers again',
    ]);
  });

  it('says once that the collector does not answer, and once that it does again', async () => {
    answers = Array.from({ length: 8 }, () => status(500));
    begin();
    commit(0);
    await until(() => got.length === 5);
    expect(delivery.findings()).toMatchObject([{ code: 'collectorUnreachable', subject: { collector: url } }]);
    await until(() => pending() === 0, 500);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [40, 'Collector does not answer as it should; batches wait in the outbox, will retry'],
      [30, 'Collector answers again'],
    ]);
    expect(delivery.findings()).toEqual([]);
  });

  it.each([
    ['obeys seconds', '9', 9_000, 10_500],
    ['clamps a day to 15 s in the live lane', '86400', 15_000, 16_500],
    ['takes 0 for its own back-off', '0', 500, 2_000],
    ['takes a negative number for its own back-off', '-30', 500, 2_000],
    ['takes garbage for its own back-off', 'later', 500, 2_000],
  ])('Retry-After: %s', async (_name, retryAfter, leastMs, mostMs) => {
    answers = [status(503, '', { 'retry-after': retryAfter })];
    begin();
    commit(0);
    await until(() => pending() === 0);
    const waited = (got[1]?.atMs ?? 0) - (got[0]?.atMs ?? 0);
    expect(waited).toBeGreaterThanOrEqual(leastMs);
    expect(waited).toBeLessThanOrEqual(mostMs);
  });

  it('gives a batch up to the backlog lane once it is over 60 s old', async () => {
    answers = Array.from({ length: 40 }, () => status(500));
    begin();
    commit(0);
    await until(() => got.some(({ batch }) => batch.lane === 'backlog'), 500);
    const first = got.find(({ batch }) => batch.lane === 'backlog') as Got;
    expect(first.atMs).toBeGreaterThan(60_000);
    expect(got.every(({ batch, atMs }) => batch.lane === 'backlog' || atMs <= 60_500)).toBe(true);
  });

  it('503 seen: the live lane goes on, the batch comes again by the backlog lane', async () => {
    const seen = problem(503, 'storeUnavailable', { seen: true });
    answers = [seen, seen];
    begin();
    commit(0);
    await until(() => got.length === 1);
    commit(0);
    await until(() => pending() === 0);
    const laneOf = (seq: number) => got.filter(({ batch }) => batch.seq === seq).map(({ batch }) => batch.lane);
    expect(laneOf(1)[0]).toBe('live');
    expect(laneOf(1).at(-1)).toBe('backlog');
    expect(laneOf(1).filter((lane) => lane === 'live')).toHaveLength(1);
    expect(laneOf(2)[0]).toBe('live');
    expect(delivery.findings()).toEqual([]);
  });

  it('413: halves a batch until it fits, and gives up the one sample that never does', async () => {
    const poison = 'l5';
    const refuse: Answer = (batch, response, request) =>
      batch.samples.some(({ link }) => link === poison)
        ? problem(413, 'batchTooLarge')(batch, response, request)
        : store()(batch, response, request);
    answers = Array.from({ length: 50 }, () => refuse);
    begin();
    commit(0, 16);
    await until(() => pending() === 0);
    expect(outbox.stats().deadLetters).toBe(1);
    expect(delivery.stats()).toMatchObject({ samplesStored: 15, batchesSplit: 5 });
    expect(delivery.findings()).toEqual([]);
  });

  it('413 from a stranger: never gives up the one sample that is left, and others go past it', async () => {
    const refuse: Answer = (batch, response, request) =>
      batch.samples.some(({ link }) => link === 'l1')
        ? status(413, '<html>nginx</html>')(batch, response, request)
        : store()(batch, response, request);
    answers = Array.from({ length: 12 }, () => refuse);
    begin();
    commit(0, 2);
    await until(() => got.length >= 2 && delivery.stats().samplesStored === 1);
    for (let n = 0; n < 5; n++) {
      commit(0);
      await until(() => pending() === 1, 100, 20);
    }
    expect(delivery.stats()).toMatchObject({ condition: 'answering', samplesStored: 6 });
    expect(got.filter(({ batch }) => batch.samples[0]?.link === 'l1' && batch.samples.length === 1)).toHaveLength(1);
    answers = [];
    await until(() => pending() === 0, 1_000);
    expect(got.at(-1)?.batch).toMatchObject({ lane: 'backlog', samples: [{ link: 'l1' }] });
    expect(outbox.stats().deadLetters).toBe(0);
    expect(lines.map(({ level }) => level)).toEqual([40]);
  });

  it('413 from a stranger to everything: holds all, loses nothing', async () => {
    answers = Array.from({ length: 100 }, () => status(413));
    begin();
    commit(0, 32);
    await until(() => delivery.stats().condition === 'refused');
    expect(outbox.stats()).toMatchObject({ deadLetters: 0, dropped: 0 });
    answers = [];
    await until(() => pending() === 0, 1_000);
    expect(delivery.stats().samplesStored).toBe(32);
  });

  it('400 of ours: puts the batch aside and goes on with the next', async () => {
    answers = [problem(400, 'batchMalformed')];
    begin();
    commit(0);
    await until(() => outbox.stats().quarantined === 1);
    commit(0);
    await until(() => pending() === 0);
    expect(seqs()).toEqual([1, 2]);
    expect(delivery.findings()).toEqual([]);
  });

  it('400 of ours to everything: puts three aside, and holds the rest for a collector that can parse them', async () => {
    for (let n = 0; n < 10; n++) commit(300_000 - n);
    answers = Array.from({ length: 8 }, () => problem(400, 'batchMalformed'));
    begin();
    await until(() => delivery.stats().condition === 'refused');
    expect(delivery.findings()[0]?.detail).toContain('Run agent and collector of one version');
    await until(() => answers.length === 0, 1_000);
    expect([outbox.stats().quarantined, pending()]).toEqual([3, 7]);
    await until(() => pending() === 0, 1_000);
    expect(delivery.stats()).toMatchObject({ condition: 'answering', batchesQuarantined: 3, samplesStored: 7 });
  });

  it.each<[string, Answer]>([
    ['401', problem(401, 'unauthorized')],
    ['403', problem(403, 'forbidden')],
    ['404', status(404)],
    ['400 of a stranger', status(400, '<html>The plain HTTP request was sent to HTTPS port</html>')],
    ['421', problem(421, 'hostRefused')],
  ])('%s: holds everything, asks at most once a minute, and goes on when it is mended', async (_name, answer) => {
    commit(300_000);
    commit(200_000);
    commit(0);
    answers = [answer, answer, answer, answer, answer];
    begin();
    await until(() => got.length === 5, 1_000);
    // The first three were on their way at once; from then on one at a time.
    const times = got.slice(2).map(({ atMs }) => atMs);
    for (const [n, atMs] of times.slice(1).entries())
      expect(atMs - (times[n] as number)).toBeGreaterThanOrEqual(60_000);
    expect(delivery.findings()).toMatchObject([{ code: 'collectorRefused' }]);
    expect(outbox.stats()).toMatchObject({ deadLetters: 0, quarantined: 0, dropped: 0 });
    await until(() => pending() === 0, 1_000);
    expect(lines.map(({ msg }) => msg)).toEqual([
      'Collector refuses this agent; batches wait in the outbox, and once a minute it is asked again',
      'Collector answers again',
    ]);
  });

  it('reads the token for each request, and holds when it cannot be read', async () => {
    begin();
    commit(0);
    await until(() => got.length === 1);
    token = () => {
      throw new Error('ENOENT: /run/credentials/token');
    };
    commit(0);
    await until(() => delivery.stats().condition === 'refused');
    expect(delivery.findings()[0]?.detail).toContain('its credential cannot be read: ENOENT');
    token = () => 'rotated';
    await until(() => got.length === 2, 1_000);
    expect(got[1]?.headers.authorization).toBe('Bearer rotated');
  });

  it('shows a token that was exchanged after its refusal at once, not a minute later', async () => {
    answers = [problem(401, 'unauthorized'), problem(401, 'unauthorized')];
    begin();
    commit(0);
    await until(() => delivery.stats().condition === 'refused');
    const atMs = clock.monotonicMs();
    token = () => 'rotated';
    await until(() => got.length === 2);
    token = () => 'rotated again';
    await until(() => pending() === 0);
    expect(clock.monotonicMs() - atMs).toBeLessThan(10_000);
    expect(got.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer secret-token',
      'Bearer rotated',
      'Bearer rotated again',
    ]);
  });

  it('over its budget waits as long as it is told, and its live samples are not behind the backlog', async () => {
    for (let n = 0; n < 5; n++) commit(200_000 + n);
    const over = problem(429, 'rateLimited');
    answers = Array.from({ length: 12 }, () => (batch, response, request) => {
      if (batch.lane === 'backlog') response.setHeader('retry-after', '120');
      (batch.lane === 'backlog' ? over : store())(batch, response, request);
    });
    begin();
    await until(() => got.length === 2);
    commit(0);
    await until(() => got.length === 3);
    expect(got.map(({ batch }) => batch.lane)).toEqual(['backlog', 'backlog', 'live']);
    expect(delivery.findings()).toEqual([]);
    const atMs = got[0]?.atMs ?? 0;
    await until(() => got.length === 4, 1_000, 200);
    expect((got[3]?.atMs ?? 0) - atMs).toBeGreaterThanOrEqual(120_000);
    expect(outbox.stats()).toMatchObject({ dropped: 0, quarantined: 0, deadLetters: 0 });
  });

  it('a reading that has begun keeps what is older than it from being called whole', async () => {
    let since: number | null = start - 7_000;
    begin({ readingSince: () => since });
    commit(1_000);
    await until(() => got.length === 1);
    since = null;
    commit(2_000);
    await until(() => got.length === 2);
    expect(got.map(({ batch }) => batch.oldestPending)).toEqual([start - 7_000, got[1]?.batch.samples[0]?.at]);
  });

  it('two collectors are independent: one that is gone holds nothing of the other up', async () => {
    const other = 'http://127.0.0.1:1';
    await outbox.stop();
    outbox = openOutbox({
      path: join(directory, 'two.db'),
      collectors: [url, other],
      limits: { octetsMax: 50_000_000, ageMsMax: 7 * 86_400_000 },
      clock,
      log: pino({ level: 'silent' }),
    });
    const gone = createDelivery({
      collector: { url: other, credential: () => ({ token: 't', tls: {} }) },
      outbox,
      clock,
      random: () => 0.5,
      log: pino({ level: 'silent' }),
      onOffset: () => {},
      onWantsInventory: () => {},
    });
    begin();
    gone.start();
    for (let n = 0; n < 5; n++) {
      commit(0);
      await until(() => pending() === 0);
    }
    await until(() => gone.findings().length === 1);
    expect(delivery.findings()).toEqual([]);
    expect(outbox.stats().collectors.map(({ pending: waiting }) => waiting)).toEqual([0, 5]);
    await gone.stop();
  });

  it('treats a token that no header may carry as a failure, and never tells it', async () => {
    token = () => 'sec\nret';
    begin();
    commit(0);
    await until(() => delivery.stats().condition === 'unreachable');
    expect(got).toEqual([]);
    expect(JSON.stringify([lines, delivery.findings()])).not.toContain('sec\\nret');
  });

  it('hands rejected samples to the outbox and asks for the inventory when it is missing', async () => {
    answers = [
      store([
        { index: 0, code: 'invalid', detail: 'x' },
        { index: 2, code: 'inventoryMissing', detail: 'x' },
      ]),
    ];
    begin();
    commit(0, 3);
    await until(() => got.length === 1 && pending() === 0);
    expect(inventoryWanted).toBe(1);
    expect(outbox.stats()).toMatchObject({ deadLetters: 1, held: 1 });
    outbox.start();
    await until(() => got.length === 2 && pending() === 0, 1_000);
    expect(got[1]?.batch.samples).toEqual([ping(start, 'l2')]);
    expect(outbox.stats().held).toBe(0);
  });

  it('a sample of a clock that was an hour ahead comes again by the backlog lane: it must not raise an alarm then', async () => {
    answers = [store([{ index: 0, code: 'future', detail: 'x' }])];
    begin();
    commit(-3_600_000);
    await until(() => got.length === 1 && pending() === 0);
    outbox.start();
    await until(() => got.length === 2 && pending() === 0, 60_000, 100);
    expect(got.map(({ batch }) => [batch.lane, batch.samples[0]?.at])).toEqual([
      ['live', start + 3_600_000],
      ['backlog', start + 3_600_000],
    ]);
  });

  it('asks for the inventory when the collector wants it', async () => {
    answers = [store([], { wants: ['inventory'] })];
    begin();
    commit(0);
    await until(() => pending() === 0);
    expect(inventoryWanted).toBe(1);
  });

  it('asks once for the inventory, however many answers want it before it has come', async () => {
    for (let n = 0; n < 20; n++) commit(300_000 - n);
    answers = Array.from({ length: 20 }, () => store([{ index: 0, code: 'inventoryMissing', detail: 'x' }]));
    begin();
    await until(() => pending() === 0);
    expect([got.length, inventoryWanted]).toEqual([20, 1]);
    await clock.advance(15_000);
    answers = [store([], { wants: ['inventory'] })];
    commit(0);
    await until(() => pending() === 0);
    expect(inventoryWanted).toBe(2);
  });

  it('learns the clock’s offset from an answer', async () => {
    answers = [store([], { now: start + 7_200_000 })];
    begin();
    commit(0);
    await until(() => pending() === 0);
    expect(offsets).toHaveLength(1);
    expect(Math.abs((offsets[0] as number) + 7_200_000)).toBeLessThan(10_000);
  });

  it('sends at once again, and says nothing, when an idle connection turns out to be closed', async () => {
    begin();
    commit(0);
    await until(() => pending() === 0);
    answers = [(_batch, response) => response.socket?.destroy()];
    commit(0);
    await until(() => pending() === 0);
    expect(seqs()).toEqual([1, 2, 2]);
    expect(delivery.stats().failures).toBe(0);
    expect(lines).toEqual([]);
  });

  it('survives a collector that is not there, and delivers all when it comes', async () => {
    const port = (server.address() as AddressInfo).port;
    await new Promise((resolve) => server.close(resolve));
    begin();
    commit(0);
    await until(() => delivery.stats().failures >= 2);
    expect(delivery.findings()[0]?.detail).toContain('ECONNREFUSED');
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await until(() => pending() === 0);
  });

  it('stops at once with a request on its way, and sends that batch again after the next start', async () => {
    answers = [() => {}];
    begin();
    commit(0);
    await until(() => got.length === 1);
    await delivery.stop();
    expect(pending()).toBe(1);
    begin();
    await until(() => pending() === 0);
    expect(seqs()).toEqual([1, 1]);
  });
});
