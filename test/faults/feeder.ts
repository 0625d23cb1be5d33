/**
 * An agent without its pollers, for load: the real clock, outbox and delivery, and readings made up. It prints one JSON
 * line of figures five times a second. SIGUSR2 ends the readings; SIGTERM stops it as the agent stops.
 */
import { readFileSync } from 'node:fs';
import { createDelivery } from '@thongsuot/agent/deliver/delivery.ts';
import { type Inventory, toInventorySamples } from '@thongsuot/agent/inventory.ts';
import { openOutbox } from '@thongsuot/agent/outbox/outbox.ts';
import { createClock } from '@thongsuot/agent/schedule/clock.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { everyRealMs } from '../harness/fast-clock.ts';

export interface FeederConfig {
  outbox: string;
  /** Of the collector, or of the proxy before it. */
  url: string;
  tokenFile: string;
  site: string;
  endpoint: string;
  /** Ids of its links begin with this. */
  prefix: string;
  /** Each has one link reading an interval, and every fifth an echo as well. */
  links: number;
  /** A second unless given. */
  intervalS?: number;
  /** The first link is down in every second span of this length, counted from the epoch. */
  toggleMs?: number;
  /** Makes no readings: it only brings what is there. */
  quiet: boolean;
}

export interface FeederFigures {
  pending: number;
  memory: number;
  held: number;
  writeFailures: number;
  condition: string;
  requests: number;
  splits: number;
}

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as FeederConfig;
const { url, site, endpoint, prefix, links, intervalS = 1, toggleMs } = config;
/** The readings of a second are spread over it; those of a longer interval come at once. */
const tickMs = intervalS === 1 ? 100 : intervalS * 1_000;
const ticksPerInterval = (intervalS * 1_000) / tickMs;
const log = pino({ base: { feeder: prefix } });
const clock = createClock();
const outbox = openOutbox({
  path: config.outbox,
  collectors: [url],
  limits: { octetsMax: 2 ** 31, ageMsMax: 30 * 86_400_000 },
  clock,
  log,
});

const ids = Array.from({ length: links }, (_, n) => `${prefix}-${n}`);
const inventory: Inventory = {
  site,
  version: '0.1.0',
  intervalS: 60,
  devices: [{ id: `${prefix}-pe`, intervalS }],
  links: ids.map((id) => ({
    id,
    endpoint,
    role: 'primary',
    device: `${prefix}-pe`,
    interface: `name ${id}`,
    sharedRisk: [],
    intervalS,
  })),
  units: [{ id: `${prefix}-ups`, kind: 'ups', device: `${prefix}-pe`, protects: ids.slice(0, 1), intervalS }],
  checks: [{ id: `${prefix}-portal`, endpoint, url: 'http://127.0.0.1/', intervalS }],
};
const tellInventory = () => outbox.append(toInventorySamples(inventory, clock.now()));

const delivery = createDelivery({
  collector: { url, credential: () => ({ token: readFileSync(config.tokenFile, 'utf8').trim(), tls: {} }) },
  outbox,
  clock,
  random: Math.random,
  log,
  onOffset: (offsetMs, uncertaintyMs) => clock.correct(offsetMs, uncertaintyMs),
  onWantsInventory: tellInventory,
});

/** All digits of a double are random, so that one that is rounded on its way is seen. */
const upTo = (most: number) => Math.random() * most;
const readingsOf = (link: string, n: number, at: number): Sample[] => {
  const capacity = { bitsPerSecond: 200e6, limitedBy: 'contract' as const };
  const reading: Sample = {
    kind: 'link',
    at,
    link,
    intervalS,
    oper: n === 0 && toggleMs !== undefined && Math.floor(at / toggleMs) % 2 === 1 ? 'down' : 'up',
    spanS: intervalS * (0.9 + upTo(0.2)),
    inBitsPerSecond: upTo(100e6),
    outBitsPerSecond: upTo(50e6),
    inErrorsPerSecond: upTo(0.01),
    capacityIn: capacity,
    capacityOut: capacity,
  };
  if (n % 5 !== 0) return [reading];
  const rtt = 1 + upTo(10);
  const echo = { sent: 5, received: 5, rttMsMin: rtt, rttMsAvg: rtt + 1, rttMsMax: rtt + 2 };
  return [reading, { kind: 'ping', at, link, intervalS, ...echo }];
};

let next = 0;
let ticks = 0;
const feed = () => {
  const at = clock.now();
  const count = Math.ceil(links / ticksPerInterval);
  const samples: Sample[] = [];
  // A link comes once in a tick at most: two readings of it at one time would be one.
  for (let i = 0; i < Math.min(count, links); i++, next = (next + 1) % links)
    samples.push(...readingsOf(ids[next] as string, next, at));
  if (ticks++ % ticksPerInterval === 0) {
    const charge = { value: upTo(1), unit: 'ratio' as const };
    const facts = { batteryChargeRatio: charge, outputSource: { value: 'normal', unit: 'state' as const } };
    samples.push(
      { kind: 'unit', at, unit: `${prefix}-ups`, intervalS, facts },
      { kind: 'check', at, check: `${prefix}-portal`, intervalS, up: true, durationMs: upTo(100), status: 200 },
    );
  }
  outbox.append(samples);
};

const figures = () => {
  const { memorySamples: memory, held, writeFailures, collectors } = outbox.stats();
  const { condition, requests, batchesSplit: splits } = delivery.stats();
  const pending = collectors.reduce((sum, collector) => sum + collector.pending, 0);
  const all: FeederFigures = { pending, memory, held, writeFailures, condition, requests, splits };
  process.stdout.write(`${JSON.stringify({ figures: all })}\n`);
};

if (!config.quiet) tellInventory();
outbox.start();
delivery.start();
const feeding = config.quiet ? undefined : setInterval(feed, tickMs);
const endTelling = everyRealMs(200, figures);
process.on('SIGUSR2', () => clearInterval(feeding));
process.on('SIGTERM', async () => {
  clearInterval(feeding);
  endTelling();
  await delivery.stop();
  await outbox.stop();
  process.exit(0);
});
