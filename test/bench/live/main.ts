/**
 * The live picture at the size of a country: what a link weighs in memory (beside its inventory, told apart), what a snapshot takes and for how long it
 * holds up everything else, how soon a collector is ready again with its store away, how many samples it judges a second.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '@thongsuot/collector/clock.ts';
import { openOperational, startCollector } from '@thongsuot/collector/collector.ts';
import type { CollectorConfig } from '@thongsuot/collector/config/schema.ts';
import { createDuty } from '@thongsuot/collector/duty/duty.ts';
import { createInventoryBook } from '@thongsuot/collector/ingest/inventory.ts';
import { createLive } from '@thongsuot/collector/live/live.ts';
import { burstsPerLinkMax } from '@thongsuot/collector/network/limits.ts';
import { Picture } from '@thongsuot/collector/network/picture.ts';
import type { AgentInventory } from '@thongsuot/collector/network/placed.ts';
import { RegisterIndex } from '@thongsuot/collector/network/register.ts';
import { SnapshotFile } from '@thongsuot/collector/network/snapshot.ts';
import { directoryOf, notifyOf } from '@thongsuot/collector/notify-wiring.ts';
import { openStore } from '@thongsuot/collector/store/open.ts';
import { registerOf, rulesOf, storeOptionsOf } from '@thongsuot/collector/wiring.ts';
import { pino } from 'pino';
import { round } from '../figures.ts';
import type { Measured } from '../main.ts';
import { configOf, inventoriesOf, samplesOf } from './province.ts';

const log = pino({ level: 'silent' });
const burstMs = 10_000;

export async function benchLive(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({ args: argv, options: { links: { type: 'string', default: '60000' } } });
  const links = Number(values.links);
  if (!Number.isInteger(links) || links < 1 || links > 60_000)
    throw new Error(`--links ${values.links} is not a whole number from 1 to 60000`);
  const state = mkdtempSync(join(tmpdir(), 'thongsuot-bench-'));
  try {
    const config = configOf(links, state, `http://127.0.0.1:${await closedPort()}`);
    keepInventories(config, links);
    process.stderr.write('inventories written\n');
    const kept = await fillPicture(config, links);
    process.stderr.write('picture filled and kept\n');
    const readyMs = await timeStart(config);
    process.stderr.write('start with the store away measured\n');
    const judged = await timeJudging(config);
    return { figures: { links, ...kept, readyMs, ...judged }, ratios: {} };
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** What ingest would have left in the operational file. */
function keepInventories(config: CollectorConfig, links: number): void {
  const operational = openOperational(config.state);
  const book = createInventoryBook(operational);
  for (const { operator, agent, ...inventory } of inventoriesOf(links, Date.now() - 3_600_000)) {
    const kept = book.add(operator, agent, { kind: 'inventory', part: 1, parts: 1, ...inventory });
    if (kept.kind === 'refused') throw new Error(kept.detail);
    operational.transaction(() => book.write())();
  }
  operational.close();
}

/** Octets that this process holds after everything that can go has gone. */
function octetsHeld(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i += 1) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A picture with every window full, its weight, and its snapshot. */
async function fillPicture(config: CollectorConfig, links: number) {
  const register = new RegisterIndex(registerOf(config), new Map());
  const end = Date.now();
  const instant = { now: end, monotonicMs: performance.now() };
  let before = octetsHeld();
  const inventories = [...inventoriesOf(links, end - 3_600_000)];
  const inventoryBytesPerLink = Math.round((octetsHeld() - before) / links);
  before = octetsHeld();
  const picture = new Picture(register);
  for (const inventory of inventories) {
    picture.inventory(inventory, instant);
    for (let n = 8; n >= 0; n -= 1)
      for (const placed of samplesOf(inventory, end - n * 3 * burstMs)) picture.apply(placed, instant);
    for (const link of inventory.links) {
      const entry = picture.links.get(`${inventory.operator}/${link.id}`);
      for (let n = burstsPerLinkMax - 1; n >= 0; n -= 1) entry?.bursts?.insert(end - n * burstMs, [5, 5, 4.2]);
    }
  }
  picture.changes.drain();
  const bytesPerLink = Math.round((octetsHeld() - before) / links);
  const operational = openOperational(config.state);
  const snapshot = new SnapshotFile(operational);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const begun = performance.now();
  await snapshot.write(picture);
  const snapshotMs = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 50));
  loop.disable();
  const kept = operational.db.prepare('SELECT sum(length(body)) AS octets FROM network_snapshot').get();
  const snapshotOctets = Number(kept?.['octets'] ?? 0);
  operational.close();
  return {
    bytesPerLink,
    inventoryBytesPerLink,
    snapshotMs: Math.round(snapshotMs),
    snapshotBlockMsMax: Math.round(loop.max / 1e6),
    snapshotOctets,
  };
}

/** From nothing in memory to a collector that answers, while its store does not. */
async function timeStart(config: CollectorConfig): Promise<number> {
  const begun = performance.now();
  const collector = await startCollector(config, { demo: false, log });
  const readyMs = performance.now() - begun;
  await collector.stop();
  return Math.round(readyMs);
}

/** Samples that picture and alerts take a second, in batches of one agent's readings. */
async function timeJudging(config: CollectorConfig) {
  const operational = openOperational(config.state);
  const duty = createDuty({ operational, now: () => systemClock.now() });
  const store = await openStore(storeOptionsOf(config), { log, clock: systemClock });
  const live = createLive({
    register: registerOf(config),
    rules: rulesOf(config),
    operational,
    duty,
    store,
    clock: systemClock,
    log,
    demo: false,
    notify: notifyOf(config),
    directory: directoryOf(config),
  });
  const inventories: AgentInventory[] = createInventoryBook(operational).newest();
  for (const inventory of inventories) live.inventory(inventory);
  let [samples, spentMs] = [0, 0];
  const end = Date.now();
  for (let round = 1; round <= 3; round += 1) {
    for (const inventory of inventories) {
      const at = end + round * burstMs;
      const placed = samplesOf(inventory, at);
      const begun = performance.now();
      live.receive(placed, {
        operator: inventory.operator,
        agent: inventory.agent,
        lane: 'live',
        receivedAt: at,
        oldestPending: at,
        pending: 0,
        dropped: 0,
        completeTo: at,
      });
      spentMs += performance.now() - begun;
      samples += placed.length;
    }
  }
  await live.stop();
  await store.close();
  operational.close();
  return { applyPerSecond: round(samples / (spentMs / 1_000)) };
}

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the kernel gave no port');
  return address.port;
}
