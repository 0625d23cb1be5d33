/**
 * The outbox by itself: how long a commit of 1,000 samples holds the agent up, how fast a backlog leaves for a collector
 * that does nothing with it, and how long a file full of backlog takes to open.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createDelivery } from '@thongsuot/agent/deliver/delivery.ts';
import { type Outbox, openOutbox } from '@thongsuot/agent/outbox/outbox.ts';
import { createClock } from '@thongsuot/agent/schedule/clock.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { start } from '../../harness/process.ts';
import { within } from '../../harness/timeline.ts';
import { round } from '../figures.ts';
import type { Measured } from '../main.ts';

const samplesPerCommit = 1_000;
const drainSamples = 400_000;
const drainMsMax = 300_000;
const log = pino({ level: 'silent' });
const clock = createClock();
const limits = { octetsMax: 4 * 2 ** 30, ageMsMax: 365 * 86_400_000 };

export async function benchOutbox(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({
    args: argv,
    options: { commits: { type: 'string', default: '300' }, gib: { type: 'string', default: '2' } },
  });
  const commits = whole(values.commits, 20, 10_000, 'commits');
  const gib = whole(values.gib, 1, 8, 'gib');
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-bench-'));
  const sink = start([fileURLToPath(new URL('null-collector.ts', import.meta.url))]);
  try {
    const port = await within(20_000, 'the collector that keeps nothing listens', () => {
      const line = sink.stdout[0];
      return line === undefined ? undefined : (JSON.parse(line) as { port: number }).port;
    });
    const url = `http://127.0.0.1:${port}`;
    const committed = await timeCommits(join(folder, 'commit.db'), url, commits);
    process.stderr.write('commits measured\n');
    const drained = await timeDrain(join(folder, 'drain.db'), url);
    process.stderr.write('drain measured\n');
    const opened = await timeOpen(join(folder, 'full.db'), url, gib * 2 ** 30);
    return { figures: { ...committed, ...drained, ...opened }, ratios: {} };
  } finally {
    await sink.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function whole(text: string, least: number, most: number, what: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${what} ${text} is not a whole number from ${least} to ${most}`);
}

const open = (path: string, url: string): Outbox => openOutbox({ path, collectors: [url], limits, clock, log });

/** Readings of as many links, each with figures of its own: what an agent of 40,000 interfaces a minute commits in 1.5 s. */
function readings(at: number): Sample[] {
  const capacity = { bitsPerSecond: 200e6, limitedBy: 'contract' as const };
  return Array.from({ length: samplesPerCommit }, (_, n) => ({
    kind: 'link',
    at: at + (n % 7),
    link: `link-${n}`,
    intervalS: 30,
    oper: 'up',
    spanS: 30 + Math.random() / 10,
    inBitsPerSecond: Math.random() * 100e6,
    outBitsPerSecond: Math.random() * 50e6,
    inErrorsPerSecond: 0,
    outErrorsPerSecond: 0,
    capacityIn: capacity,
    capacityOut: capacity,
  }));
}

async function timeCommits(path: string, url: string, commits: number) {
  const outbox = open(path, url);
  const took: number[] = [];
  try {
    for (let n = 0; n < commits; n += 1) {
      const samples = readings(clock.now());
      const begun = performance.now();
      outbox.append(samples);
      if (!outbox.commit()) throw new Error('the disk refused a commit');
      took.push(performance.now() - begun);
      // As an agent does: other work comes between two commits.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    await outbox.stop();
  }
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return { commitMsMedian: at(0.5), commitMsP99: at(0.99), commitMsMax: at(1), commits };
}

async function timeDrain(path: string, url: string) {
  const outbox = open(path, url);
  // A backlog, not news: the live lane would take its share of newer ones.
  const old = clock.now() - 3_600_000;
  for (let n = 0; n < drainSamples / samplesPerCommit; n += 1) {
    outbox.append(readings(old + n * 1_000));
    if (!outbox.commit()) throw new Error('the disk refused a commit');
  }
  const delivery = createDelivery({
    collector: { url, credential: () => ({ token: 'bench', tls: {} }) },
    outbox,
    clock,
    random: Math.random,
    log,
    onOffset: () => undefined,
    onWantsInventory: () => undefined,
  });
  const begun = performance.now();
  const cpu = process.cpuUsage();
  outbox.start();
  delivery.start();
  try {
    await within(drainMsMax, 'the backlog has left', () => outbox.stats().collectors[0]?.pending === 0);
    const seconds = (performance.now() - begun) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    return { drainPerSecond: Math.round(drainSamples / seconds), drainCores: round((user + system) / 1e6 / seconds) };
  } finally {
    await delivery.stop();
    await outbox.stop();
  }
}

/** Rows of the first batches are copied until the file is as large as asked: batch by batch it would take ten minutes. */
async function timeOpen(path: string, url: string, octets: number) {
  const outbox = open(path, url);
  for (let n = 0; n < 100; n += 1) {
    outbox.append(readings(clock.now() - 3_600_000 + n * 1_000));
    outbox.commit();
  }
  await outbox.stop();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA synchronous = OFF');
  for (let size = statSync(path).size; size < octets; size = statSync(path).size) {
    database.exec(`
      BEGIN;
      CREATE TEMP TABLE first AS SELECT max(seq) AS seq FROM batch;
      INSERT INTO batch (kind, count, from_at, to_at, tries, held_since, crc, body)
        SELECT kind, count, from_at, to_at, tries, held_since, crc, body FROM batch LIMIT 2000;
      INSERT INTO pending SELECT (SELECT id FROM collector LIMIT 1), seq, from_at FROM batch
        WHERE seq > (SELECT seq FROM first);
      UPDATE collector SET pending = (SELECT count(*) FROM pending);
      DROP TABLE first;
      COMMIT;
      PRAGMA wal_checkpoint(TRUNCATE);
    `);
  }
  database.close();
  const begun = performance.now();
  const full = open(path, url);
  const openMs = Math.round(performance.now() - begun);
  const pending = full.stats().collectors[0]?.pending ?? 0;
  const [oldest] = full.oldest(url, 1);
  if (oldest === undefined || full.load(url, oldest) === null) throw new Error('the full outbox gives no batch');
  const firstBatchMs = Math.round(performance.now() - begun);
  await full.stop();
  return { openMs, firstBatchMs, fileMiB: Math.round(statSync(path).size / 2 ** 20), pendingBatches: pending };
}
