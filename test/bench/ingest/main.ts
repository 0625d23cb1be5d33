/**
 * A province on one collector: 150 agents at 2,500 samples a second, bursts of 10,000, and a day's backlog drained while
 * live goes on; on the embedded store, then on a real influxd. What was answered `stored` is counted in the store after.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openStore, type StoreOptions } from '@thongsuot/collector/store/open.ts';
import { databaseName } from '@thongsuot/contract/storage.ts';
import { pino } from 'pino';
import { hasInfluxd, startInfluxd } from '../../harness/influxd.ts';
import { createStack } from '../../harness/stack.ts';
import { round } from '../figures.ts';
import type { Measured } from '../main.ts';
import type { Played, Task } from './player.ts';
import { agentCount, agentId, type Counted, counted, endpointCount, endpointId } from './province.ts';
import { cpuSeconds, rssMiBMax } from './usage.ts';

const dayMs = 86_400_000;
const burstPace = 4;
const burstSeconds = 5;
const bursts = 3;
const drainSeconds = 20;
const say = (text: string) => void process.stderr.write(`${text}\n`);

interface StoreFigures {
  samplesPerSecond: number;
  burstPerSecond: number;
  lost: number;
  ackMsP99: number;
  ackMsP50: number;
  burstAckMsP99: number;
  liveMsP99InDrain: number;
  /** The same of one request, waiting for the one before left out. */
  liveAckMsP99InDrain: number;
  drainPerSecond: number;
  /** Hours in which a day of everybody's backlog would drain at this pace. */
  dayDrainsInHours: number;
  cores: number;
  coresInDrain: number;
  /** The most it held by the end of the bursts, and by the end of the drain. */
  rssMiB: number;
  rssMiBInDrain: number;
  seconds: number;
  /** Microseconds of the collector's CPU for one sample, at the sustained pace. */
  cpuUsPerSample: number;
  influxdCores?: number;
  /** Answers other than 200, by status or by what befell the connection. */
  others: Record<string, number>;
  /** Of the bench's own senders, which share the machine: what they add to the times. */
  playerDelayMsP99: number;
  playerDelayMsP99InDrain: number;
  playerCoresInDrain: number;
}

/** @throws Error when the bench could not run; figures that miss a goal are figures. */
export async function benchIngest(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({
    args: argv,
    options: {
      seconds: { type: 'string', default: '60' },
      minutes: { type: 'string' },
      store: { type: 'string', multiple: true },
    },
  });
  const seconds = values.minutes === undefined ? Number(values.seconds) : Number(values.minutes) * 60;
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > 7_200)
    throw new Error(`the sustained part lasts 5 s to 120 minutes, found ${seconds} s`);
  const wanted = values.store ?? ['sqlite', 'influx'];
  const missing: Record<string, string> = {};
  const embedded = wanted.includes('sqlite') ? await measure('sqlite', seconds) : undefined;
  let influx: StoreFigures | undefined;
  if (!wanted.includes('influx')) missing['influxdCpu'] = '--store left influx out';
  else if (!hasInfluxd()) missing['influxdCpu'] = 'influxd is not installed; as root: apt-get install influxdb';
  else influx = await measure('influx', seconds);
  const { influxdCores, cores } = influx ?? {};
  return {
    figures: { ...(embedded ?? influx), ...(embedded && influx && { influx }) },
    ratios: {
      influxdCpu: influxdCores === undefined || cores === undefined ? null : round(cores / influxdCores),
    },
    ...(Object.keys(missing).length > 0 && { missing }),
  };
}

async function measure(kind: 'sqlite' | 'influx', seconds: number): Promise<StoreFigures> {
  const stack = createStack();
  const influxd = kind === 'influx' ? await startInfluxd() : undefined;
  const player = fork(fileURLToPath(new URL('player.ts', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    if (influxd !== undefined) await createDatabases(influxd.url);
    const tokens = Array.from({ length: agentCount }, (_, n) => stack.token(agentId(n)));
    const begun = Date.now();
    const collector = await stack.collector({
      ...(influxd !== undefined && { store: { kind: 'influx', url: influxd.url } }),
      operators: [
        {
          id: 'vnpt',
          name: 'VNPT Gia Lai',
          agents: tokens.map(({ sha256 }, n) => ({ id: agentId(n), tokens: [sha256] })),
        },
      ],
      endpoints: Array.from({ length: endpointCount }, (_, n) => ({
        id: endpointId(n),
        vi: `Trạm y tế số ${n}`,
        en: `Medical station ${n}`,
        classes: ['MEDICAL'],
      })),
    });
    const { pid } = collector.running();
    await ask(player, { kind: 'connect', url: collector.url, tokens: tokens.map(({ value }) => value) });
    // The first seconds are those of compiling, of the first file and of every agent at once.
    const warmed = await played(player, { kind: 'play', pace: 1, seconds: 5 });
    say(`${kind}: ${agentCount} agents are connected; ${seconds} s at 2,500 samples/s`);

    const during = async <T>(work: () => Promise<T>) => {
      const pids = [pid, influxd?.pid, player.pid];
      const before = pids.map((one) => (one === undefined ? 0 : cpuSeconds(one)));
      const started = performance.now();
      const result = await work();
      const wallS = (performance.now() - started) / 1_000;
      const [collectorCores = 0, influxdCores = 0, playerCores = 0] = pids.map((one, n) =>
        one === undefined ? 0 : (cpuSeconds(one) - (before[n] ?? 0)) / wallS,
      );
      return { result, collectorCores, influxdCores, playerCores };
    };
    const sustained = await during(() => played(player, { kind: 'play', pace: 1, seconds }));
    const { samples } = sustained.result;
    say(`${kind}: ${bursts} bursts of 10,000 samples/s`);
    const burst: Played[] = [];
    for (let n = 0; n < bursts; n++) {
      burst.push(await played(player, { kind: 'play', pace: burstPace, seconds: burstSeconds }));
      burst.push(await played(player, { kind: 'play', pace: 1, seconds: 2 }));
    }
    const rssMiB = rssMiBMax(pid);
    const hot = burst.filter((_, n) => n % 2 === 0);
    const backlogFrom = Math.floor((Date.now() - dayMs) / 1_000) * 1_000;
    say(`${kind}: ${drainSeconds} s of draining a day's backlog, live going on`);
    const drain = await during(() => played(player, { kind: 'play', pace: 1, seconds: drainSeconds, backlogFrom }));
    const rssMiBInDrain = rssMiBMax(pid);
    await collector.running().stop();

    const all = [warmed, sustained.result, ...burst, drain.result];
    const place: StoreOptions =
      influxd === undefined
        ? { kind: 'sqlite', path: join(stack.folder, 'collector', 'samples.db') }
        : { kind: 'influx', url: influxd.url };
    const found = await count(place, [
      { from: begun - 60_000, to: Date.now() + 60_000 },
      { from: backlogFrom - 1_000, to: backlogFrom + dayMs / 8 },
    ]);
    const sum = (of: (one: Played) => number) => all.reduce((total, one) => total + of(one), 0);
    const absent = Object.keys(counted).reduce((total, name) => {
      const kindOf = name as keyof Counted;
      return total + Math.max(0, sum(({ points }) => points[kindOf]) - found[kindOf]);
    }, 0);
    const others: Record<string, number> = {};
    for (const one of all)
      for (const [status, times] of Object.entries(one.others)) others[status] = (others[status] ?? 0) + times;
    const backlogPerSecond = drain.result.backlogSamples / drain.result.seconds;
    return {
      samplesPerSecond: round(samples / sustained.result.seconds, 4),
      burstPerSecond: round(Math.min(...hot.map((one) => one.samples / one.seconds)), 4),
      lost: absent + sum(({ lost, rejected }) => lost + rejected),
      ackMsP99: round(sustained.result.ackMsP99),
      ackMsP50: round(sustained.result.ackMsP50),
      burstAckMsP99: round(Math.max(...hot.map(({ ackMsP99 }) => ackMsP99))),
      liveMsP99InDrain: round(drain.result.liveMsP99),
      liveAckMsP99InDrain: round(drain.result.ackMsP99),
      drainPerSecond: round(backlogPerSecond, 4),
      dayDrainsInHours: round((24 * 2_500) / backlogPerSecond),
      cores: round(sustained.collectorCores),
      coresInDrain: round(drain.collectorCores),
      rssMiB: Math.round(rssMiB),
      rssMiBInDrain: Math.round(rssMiBInDrain),
      seconds,
      cpuUsPerSample: round((sustained.collectorCores * sustained.result.seconds * 1e6) / samples),
      ...(influxd !== undefined && { influxdCores: round(sustained.influxdCores) }),
      others,
      playerDelayMsP99: round(sustained.result.playerDelayMsP99),
      playerDelayMsP99InDrain: round(drain.result.playerDelayMsP99),
      playerCoresInDrain: round(drain.playerCores),
    };
  } finally {
    player.kill();
    await stack.stop();
    await influxd?.stop();
  }
}

const played = (player: ChildProcess, task: Task) => ask(player, task) as Promise<Played>;

function ask(player: ChildProcess, task: Task): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onEnd = (code: number | null) => reject(new Error(`the player ended with ${code}`));
    player.once('exit', onEnd);
    player.once('message', ({ result, error }: { result?: unknown; error?: string }) => {
      player.off('exit', onEnd);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    });
    player.send(task);
  });
}

async function createDatabases(url: string): Promise<void> {
  for (const suffix of ['', '_5m', '_1h', '_1d']) {
    const statement = `CREATE DATABASE ${databaseName}${suffix}`;
    const response = await fetch(`${url}/query?q=${encodeURIComponent(statement)}`, { method: 'POST' });
    if (!response.ok) throw new Error(`influxd answered ${response.status} to ${statement}`);
  }
}

/** Points in the store within the ranges, by kind. Read through the port once the collector has ended. */
async function count(place: StoreOptions, ranges: readonly { from: number; to: number }[]): Promise<Counted> {
  const log = pino({ level: 'warn' }, pino.destination(2));
  const store = await openStore(place, { log, clock: { now: () => Date.now(), monotonicMs: () => performance.now() } });
  const found: Counted = { link: 0, ping: 0, unit: 0 };
  try {
    for (const [name, field] of Object.entries(counted)) {
      const measurement = name as keyof Counted;
      for (const { from, to } of ranges) {
        const query = { measurement, tier: 'raw', fields: [field], where: {}, from, to, limit: 100_000 } as const;
        for (const { points } of await store.window({ ...query, aggregate: 'count' }))
          for (const { values } of points) found[measurement] += Number(values[0] ?? 0);
      }
    }
  } finally {
    await store.close();
  }
  return found;
}
