// The check against a name server of our own on loopback, which answers by the first label of the name.
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { checkSample } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../clock.fake.ts';
import { createDnsCheck, type DnsRun } from './check.ts';
import { judgeAnswers, judgeDnsError } from './judge.ts';

const log = pino({ level: 'silent' });
let socket: Socket;
let port = 0;
let asked = 0;

/** A reply (RFC 1035 §4.1): the question again, and one A record for each address. */
function reply(query: Buffer, rcode: number, addresses: readonly string[]): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180 | rcode, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt32BE(0, 8);
  const records = addresses.map((address) =>
    Buffer.concat([Buffer.from('c00c000100010000003c0004', 'hex'), Buffer.from(address.split('.').map(Number))]),
  );
  return Buffer.concat([head, question, ...records]);
}

const answers: Record<string, (query: Buffer) => Buffer | undefined> = {
  one: (query) => reply(query, 0, ['192.0.2.1']),
  two: (query) => reply(query, 0, ['192.0.2.2', '192.0.2.1']),
  seized: (query) => reply(query, 0, ['192.0.2.1', '198.51.100.9']),
  empty: (query) => reply(query, 0, []),
  missing: (query) => reply(query, 3, []),
  broken: (query) => reply(query, 2, []),
  closed: (query) => reply(query, 5, []),
  silent: () => undefined,
};

beforeAll(async () => {
  socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    asked += 1;
    const label = query.toString('latin1', 13, 13 + (query[12] ?? 0)).toLowerCase();
    const answer = answers[label]?.(query);
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  port = socket.address().port;
});
afterAll(() => void socket.close());

const check = (name: string, expected: string[] = [], timeoutMs = 3_000, at = port) =>
  createDnsCheck({
    id: 'ten-mien',
    name: `${name}.example`,
    type: 'A',
    server: { address: '127.0.0.1', port: at },
    expect: expected,
    timeoutMs,
    intervalS: 60,
    clock: createManualClock(1_596_499_200_000),
    log,
  });
const run = (...args: Parameters<typeof check>): Promise<DnsRun> => check(...args).run(new AbortController().signal);

describe('createDnsCheck', () => {
  it.each([
    ['one', ['192.0.2.1'], 'up', undefined],
    ['two', ['192.0.2.1', '192.0.2.2', '192.0.2.3'], 'up', undefined],
    ['two', [], 'up', undefined],
    ['one', ['192.0.2.7'], 'dns', 'wrongAnswer'],
    ['seized', ['192.0.2.1'], 'dns', 'wrongAnswer'],
    ['empty', [], 'dns', 'noData'],
    ['missing', [], 'dns', 'nxdomain'],
    ['broken', [], 'dns', 'serverFailure'],
    ['closed', [], 'dns', 'refused'],
  ])('%s with %j expected is %s %s', async (name, expected, failure, reason) => {
    const { samples, findings } = await run(name, expected);
    const [sample] = samples;
    expect(checkSample.safeParse(sample).success).toBe(true);
    expect([sample?.failure ?? 'up', sample?.up, sample?.reason]).toEqual([failure, failure === 'up', reason]);
    expect(findings).toEqual([]);
  });

  it('a server that says nothing is a time-out, after two tries, and not a name that does not exist', async () => {
    const before = asked;
    const { samples } = await run('silent', [], 300);
    expect([samples[0]?.failure, samples[0]?.reason, asked - before]).toEqual(['timeout', undefined, 2]);
  });

  it('nobody who listens is connect', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((bound) => other.bind(0, '127.0.0.1', bound));
    const free = other.address().port;
    await new Promise<void>((closed) => other.close(() => closed()));
    expect((await run('one', [], 1_000, free)).samples[0]?.failure).toBe('connect');
  });

  it('asks again at each run, whatever time the answer may be kept', async () => {
    const portal = check('one');
    const before = asked;
    await portal.run(new AbortController().signal);
    await portal.run(new AbortController().signal);
    expect(asked - before).toBe(2);
  });

  it('gives no sample when it is stopped', async () => {
    const abort = new AbortController();
    const running = check('silent').run(abort.signal);
    abort.abort();
    expect(await running).toEqual({ samples: [], findings: [] });
  });
});

/** Both transports of one name server at one port (RFC 7766 §5). */
async function listenOnBoth(): Promise<{ port: number; tcp: Server; udp: Socket }> {
  for (let tries = 0; tries < 20; tries++) {
    const tcp = createServer();
    await new Promise<void>((listening) => tcp.listen(0, '127.0.0.1', listening));
    const { port: both } = tcp.address() as { port: number };
    const udp = createSocket('udp4');
    const bound = await new Promise<boolean>((settle) => {
      udp.once('error', () => settle(false));
      udp.bind(both, '127.0.0.1', () => settle(true));
    });
    if (bound) return { port: both, tcp, udp };
    tcp.close();
  }
  throw new Error('no port was free for both UDP and TCP in 20 tries');
}

describe('an answer too long for a datagram', () => {
  const many = Array.from({ length: 40 }, (_, n) => `192.0.2.${n + 1}`);

  it.each([
    ['is asked for again over TCP, and judged whole', true, undefined, 1],
    ['is no answer where nobody listens on TCP', false, 'connect', 0],
  ])('%s', async (_name, answered, failure, questions) => {
    const server = await listenOnBoth();
    let overTcp = 0;
    server.udp.on('message', (query, from) => {
      const cut = reply(query, 0, []);
      // The TC bit (RFC 1035 §4.1.1): there is more than fits.
      cut.writeUInt16BE(0x8380, 2);
      server.udp.send(cut, from.port, from.address);
    });
    server.tcp.on('connection', (connection) => {
      connection.on('error', () => undefined);
      // A question of this length comes in one piece on loopback; two octets of length stand before it (§4.2.2).
      connection.on('data', (framed: Buffer) => {
        overTcp += 1;
        const answer = reply(framed.subarray(2), 0, many);
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        connection.end(Buffer.concat([length, answer]));
      });
    });
    if (!answered) server.tcp.close();
    const { samples } = await run('one', many, 1_500, server.port);
    server.udp.close();
    server.tcp.close();
    expect([samples[0]?.up, samples[0]?.failure, overTcp]).toEqual([answered, failure, questions]);
  });
});

describe('judge', () => {
  it('takes a name in any case with or without its last dot, and an IPv6 address in any spelling', () => {
    expect(judgeAnswers('NS', ['NS1.Example'], ['ns1.example.'])).toEqual({ up: true });
    expect(judgeAnswers('AAAA', ['2001:db8:0:0::1'], ['2001:db8::1'])).toEqual({ up: true });
    expect(judgeAnswers('TXT', ['V=spf1'], ['v=spf1'])).toMatchObject({ reason: 'wrongAnswer' });
  });
  it('says nothing of a server to which this machine has no way', () => {
    expect(judgeDnsError('ECONNREFUSED', false)).toEqual({ own: true });
    expect(judgeDnsError('ETIMEOUT', false)).toEqual({ own: true });
  });
});
