// Whoever holds a token, or none, and means ill: bombs, depth, giant numbers, prototype keys, sixty content types, two
// thousand slow clients, floods of tokens. The limits hold, the memory is bounded, and honest agents wait no longer than
// twice as long.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { toInventorySamples } from '@thongsuot/agent/inventory.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { createSpeaker, post } from '../../harness/wire.ts';
import { type Claims, createClaims, type FaultCase } from '../case.ts';
import { createGround, type Ground, operator, site, stored } from '../ground.ts';

const slowClients = 2_000;
/** What a flood of requests that are refused may cost in memory beside the 64 MiB of bodies and the garbage of them. */
const rssMiBMax = 512;
/** Answers under this are not worth a comparison: the group commit alone waits 50 ms; or another case runs beside. */
const wellMsMin = 150;
const wellMsMinBusy = 250;
const honestEveryMs = 50;
const honestAgent = 'feeder-6';

const type = { 'content-type': 'application/json' };
const head = (extra = '') =>
  `{"version":1,"lane":"live","epoch":"${'a'.repeat(16)}","seq":1,"oldestPending":${Date.now()},"pending":1,"dropped":0${extra}`;
const batchOf = (samples: string) => `${head()},"samples":[${samples}]}`;
const zipped = { ...type, 'content-encoding': 'gzip' };

interface Attack {
  name: string;
  headers: Record<string, string>;
  body: () => Uint8Array;
  /** Statuses that are right. With 200 every sample must be listed as rejected. */
  right: readonly number[];
}

const text = (value: string) => () => Buffer.from(value);
/** Once: it is the same bomb each time. */
const bomb = gzipSync(Buffer.alloc(256 * 1_048_576, 0x20), { level: 9 });

const bodies: readonly Attack[] = [
  { name: 'a bomb of 256 MiB', headers: zipped, body: () => bomb, right: [413] },
  { name: 'a bomb in a bomb', headers: zipped, body: () => gzipSync(bomb), right: [400] },
  { name: 'a body of 2 MiB', headers: type, body: () => Buffer.alloc(2_097_152, 0x20), right: [413] },
  { name: 'gzip that is none', headers: zipped, body: text(batchOf('{}')), right: [400] },
  { name: 'gzip cut short', headers: zipped, body: () => gzipSync(batchOf('{}')).subarray(0, 40), right: [400] },
  { name: '100,000 brackets deep', headers: type, body: text('['.repeat(100_000)), right: [400] },
  {
    name: 'a sample 100,000 brackets deep',
    headers: type,
    body: text(batchOf('['.repeat(100_000) + ']'.repeat(100_000))),
    right: [200, 400],
  },
  {
    name: 'a sample of 20,000 objects in each other',
    headers: type,
    body: text(batchOf(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)),
    right: [200, 400],
  },
  { name: 'a number of 500,000 digits', headers: type, body: text(batchOf('9'.repeat(500_000))), right: [200, 400] },
  {
    name: 'numbers that are no numbers',
    headers: type,
    body: text(batchOf('{"kind":"link","at":1e999,"link":"x","intervalS":1,"oper":"up","inBitsPerSecond":-1e400}')),
    right: [200, 400],
  },
  {
    name: 'a seq of 1e300',
    headers: type,
    body: text(batchOf('{}').replace('"seq":1', '"seq":1e300')),
    right: [400],
  },
  {
    name: '__proto__ in the head',
    headers: type,
    body: text(`${head(',"__proto__":{"operator":"viettel","roles":["administrator"]}')},"samples":[{}]}`),
    right: [400],
  },
  {
    name: '__proto__ in a sample',
    headers: type,
    body: text(batchOf('{"__proto__":{"kind":"gap"},"kind":"link"}')),
    right: [200, 400],
  },
  {
    name: 'constructor.prototype in a sample',
    headers: type,
    body: text(batchOf('{"constructor":{"prototype":{"polluted":1}},"kind":"unit"}')),
    right: [200, 400],
  },
  { name: 'kind __proto__', headers: type, body: text(batchOf('{"kind":"__proto__","at":1}')), right: [200] },
  { name: 'kind toString', headers: type, body: text(batchOf('{"kind":"toString","at":1}')), right: [200] },
  { name: '100,000 samples', headers: type, body: text(batchOf(Array(100_000).fill('0').join(','))), right: [413] },
  {
    name: '2,000 samples of nothing',
    headers: type,
    body: text(batchOf(Array(2_000).fill('0').join(','))),
    right: [200, 429],
  },
  { name: 'UTF-8 that is none', headers: type, body: () => Buffer.alloc(2_000, 0xff), right: [400] },
  { name: 'UTF-16', headers: type, body: () => Buffer.from(batchOf('{}'), 'utf16le'), right: [400] },
  { name: 'no octets', headers: type, body: text(''), right: [400] },
];

/** Sixty ways to spell a type that is not ours, some of which have opened holes in servers like this one. */
const contentTypes: readonly string[] = [
  ...['text/plain', 'text/html', 'text/json', 'text/xml', 'application/xml', 'application/octet-stream', 'image/png'],
  ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'multipart/mixed', 'application/x-json'],
  ...[
    'application/json5',
    'application/jsonp',
    'application/ld+json',
    'application/problem+json',
    'application/*+json',
  ],
  ...['application/vnd.api+json', 'application/json+xml', 'application/jsonx', 'xapplication/json', 'application/JSO'],
  ...['application/ json', 'application /json', 'application/json ;', 'application/json;', 'application/json; ;'],
  ...['application/json;charset=utf-8', 'application/json; charset=utf-8', 'application/json; charset="utf-8"'],
  ...['application/json; charset=utf-16', 'application/json; charset=utf-7', 'application/json;charset=latin1'],
  ...['application/json; boundary=x', 'application/json; q=1', 'application/json; a=b; c=d', 'application/json;a'],
  ...['application/json, text/plain', 'text/plain, application/json', 'application/json,application/json'],
  ...['application/json text/plain', 'application/json\ttext/plain', 'application/json\t;', '"application/json"'],
  ...["'application/json'", '<application/json>', '(application/json)', 'application\\json', 'application//json'],
  ...[
    'application/json/',
    '/json',
    'application/',
    'application',
    'json',
    '*/*',
    'application/*',
    '; application/json',
  ],
  ...['application/json%00', 'application%2fjson', 'application/json#', 'application/json?x=1', 'application/json.'],
  ...['application/json-patch+json', 'application/merge-patch+json', 'application/cbor', 'application/msgpack'],
];

const rssMiB = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
const p99 = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * 0.99))] ?? Number.NaN;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Every sample of an answer that took the batch is listed as rejected. */
function allRejected(body: string): boolean {
  const { count, rejected } = JSON.parse(body) as { count: number; rejected: unknown[] };
  return rejected.length === count;
}

async function tryBodies(ground: Ground, bearer: string, that: Claims['that']): Promise<void> {
  const address = new URL('/v1/batches', ground.collector.url);
  const wrong: string[] = [];
  for (const { name, headers, body, right } of bodies) {
    const { status, body: answer } = await post(address, {
      headers: { ...headers, authorization: bearer },
      body: body(),
    });
    if (!right.includes(status)) wrong.push(`${name}: ${status} ${answer.slice(0, 120)}`);
    else if (status === 200 && !allRejected(answer)) wrong.push(`${name}: taken`);
  }
  that(
    `${bodies.length} hostile bodies are refused each in its way; not so: ${wrong.join('; ') || 'none'}`,
    wrong.length === 0,
  );
  const taken: string[] = [];
  for (const name of contentTypes) {
    const headers = { 'content-type': name, authorization: bearer };
    const { status } = await post(address, { headers, body: Buffer.from(batchOf('{}')) });
    if (status !== 415) taken.push(`${name}: ${status}`);
  }
  that(
    `${contentTypes.length} content types that are not ours are refused; not so: ${taken.join('; ') || 'none'}`,
    taken.length === 0 && contentTypes.length >= 60,
  );
}

/** Clients that send an octet of a head now and then, and come again when they are closed. */
function openSlowClients(port: number) {
  const sockets = new Set<Socket>();
  let opened = 0;
  let over = false;
  const open = (n: number) => {
    if (over) return;
    opened += 1;
    // Of many addresses, for one address alone is held short.
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.60.${n % 16}.${1 + (n % 200)}` });
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('connect', () => socket.write('POST /v1/batches HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: '));
    socket.on('close', () => {
      sockets.delete(socket);
      setTimeout(() => open(n), 1_000).unref();
    });
  };
  for (let n = 0; n < slowClients; n++) open(n);
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('a');
  }, 2_000);
  return {
    opened: () => opened,
    close() {
      over = true;
      clearInterval(drip);
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Requests as fast as four connections carry them, each with a token of its own. */
function floodTokens(url: string) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  const counts = new Map<number, number>();
  let over = false;
  const one = async () => {
    while (!over) {
      const headers = { ...type, authorization: `Bearer ${randomBytes(32).toString('base64url')}` };
      const { status } = await post(new URL('/v1/batches', url), { agent, headers, body: Buffer.from('{}') });
      counts.set(status, (counts.get(status) ?? 0) + 1);
      // A flood, not a measure of how fast this process can send on the cores that the collector needs.
      await sleep(5);
    }
  };
  const all = Promise.all([one(), one(), one(), one()]);
  return {
    counts,
    async close() {
      over = true;
      await all;
      agent.destroy();
    },
  };
}

const figuresOfAnAgent = {
  kind: 'agent' as const,
  intervalS: 60,
  version: '0.1.0',
  queueBytes: 1,
  queueOldestS: 0,
  lagS: 0,
  drops: 0,
  deadLetters: 0,
  offsetMs: 0,
  rssBytes: 1,
  findings: [],
};

/** Answers to an honest agent of few samples for so long, ms each. */
async function honest(speaker: ReturnType<typeof createSpeaker>, spoken: Sample[], ms: number) {
  const answers: number[] = [];
  const failed: string[] = [];
  const until = performance.now() + ms;
  while (performance.now() < until) {
    const sample: Sample = { ...figuresOfAnAgent, at: Date.now() };
    spoken.push(sample);
    const { status, ms: took, body } = await speaker.send(speaker.pack([sample]), 'live');
    if (status === 200 && body.includes('"rejected":[]')) answers.push(took);
    else failed.push(`${status} ${body.slice(0, 200)}`);
    await sleep(honestEveryMs);
  }
  return { answers, failed };
}

export const hostile: FaultCase = {
  alone: true,
  async run({ full, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    const { collector } = ground;
    const spoken: Sample[] = [];
    try {
      await ground.feeder(60);
      await stored(ground);
      const tokenOf = (agent: string) => readFileSync(ground.tokenFile(agent), 'utf8').trim();
      const bearer = `Bearer ${tokenOf('feeder-7')}`;
      const { pid } = collector.running();
      const windows: { well: number[]; ill: number[] } = { well: [], ill: [] };
      const speaker = createSpeaker({ url: collector.url, token: tokenOf(honestAgent) });
      const ms = full ? 20_000 : 4_000;
      let mostMiB = 0;
      const failed: string[] = [];
      let opened = 0;
      let refused = 0;
      const nothing = { site, version: '0.1.0', intervalS: 60, devices: [], links: [], units: [], checks: [] };
      const inventory = toInventorySamples(nothing, Date.now());
      spoken.push(...inventory);
      await speaker.send(speaker.pack(inventory), 'live');
      await honest(speaker, spoken, 1_000);
      for (let round = 0; round < 3; round++) {
        const well = await honest(speaker, spoken, ms);
        windows.well.push(p99(well.answers));
        const slow = openSlowClients(collector.port);
        const flood = floodTokens(collector.url);
        await sleep(1_000);
        const [ill] = await Promise.all([
          honest(speaker, spoken, ms),
          (async () => {
            for (let n = 0; n < 4; n++) {
              await post(new URL('/v1/batches', collector.url), {
                headers: { ...zipped, authorization: bearer },
                body: bomb,
              });
              mostMiB = Math.max(mostMiB, rssMiB(pid));
              await sleep(ms / 5);
            }
          })(),
        ]);
        windows.ill.push(p99(ill.answers));
        failed.push(...well.failed, ...ill.failed);
        slow.close();
        await flood.close();
        opened += slow.opened();
        refused += flood.counts.get(401) ?? 0;
        // 0: its connection was closed for a newer one that has not shown a credential either.
        const others = [...flood.counts].filter(([status]) => ![0, 401, 429].includes(status));
        that(`tokens that nobody gave are refused and nothing else, ${JSON.stringify(others)}`, others.length === 0);
        await sleep(500);
      }
      speaker.close();
      await tryBodies(ground, bearer, that);
      mostMiB = Math.max(mostMiB, rssMiB(pid));
      const [wellMs, illMs] = [median(windows.well), median(windows.ill)];
      const shown = (values: number[]) => values.map(Math.round).join(', ');
      say(`honest answers p99 by window: alone ${shown(windows.well)} ms, under attack ${shown(windows.ill)} ms`);
      that(
        `an honest agent’s p99 is ${Math.round(illMs)} ms under attack, ${Math.round(wellMs)} ms without`,
        illMs <= 2 * Math.max(wellMs, full ? wellMsMin : wellMsMinBusy),
      );
      that(`every honest batch was taken, not so ${failed.length}: ${failed[0] ?? ''}`, failed.length === 0);
      that(
        `slow clients came ${opened} times, and a flood of ${refused} tokens`,
        opened >= 3 * slowClients && refused > 50,
      );
      that(`the collector held ${Math.round(mostMiB)} MiB at most`, mostMiB < rssMiBMax);
      that('one process went through it', collector.running().pid === pid);
      const polluted = await collector.get<Record<string, unknown>>('/v1/overview');
      that('no prototype was polluted', polluted['polluted'] === undefined);
      await stored(ground);
      const settled = await ground.settle([], [{ operator, agent: honestAgent, committed: spoken, givenUp: [] }]);
      return { settled: [settled], kills: 0, claims };
    } finally {
      await ground.close();
    }
  },
};
