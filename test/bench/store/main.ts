/**
 * The stores by themselves: rows of 500 links written as they come, one row of each link a commit, each commit synced;
 * and the percentiles of 30 days, of one link from its 5-minute means and of all from the stored results.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { p95OfSlots, slotMs } from '@thongsuot/collector/capacity/percentile.ts';
import { readSlotRates } from '@thongsuot/collector/rollup/read.ts';
import { provisionInflux } from '@thongsuot/collector/store/influx/provision.ts';
import { openStore } from '@thongsuot/collector/store/open.ts';
import type { Point, Store } from '@thongsuot/collector/store/store.ts';
import { pino } from 'pino';
import { startInfluxd } from '../../harness/influxd.ts';
import { lacks } from '../../harness/parts.ts';
import { median, round } from '../figures.ts';
import type { Measured } from '../main.ts';

const links = 500;
const intervalMs = 30_000;
const dayMs = 86_400_000;
const slotsPerWrite = 10;
const log = pino({ level: 'silent' });

export async function benchStore(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({
    args: argv,
    options: { hours: { type: 'string', default: '6' }, days: { type: 'string', default: '30' } },
  });
  const hours = whole(values.hours, 1, 48, 'hours');
  const days = whole(values.days, 1, 30, 'days');
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-bench-'));
  const end = Math.floor(Date.now() / dayMs) * dayMs;
  const missing: Record<string, string> = {};
  try {
    const written = await timeWrites(join(folder, 'write.db'), end, hours);
    process.stderr.write('writes measured\n');
    const clock = { now: () => end, monotonicMs: () => performance.now() };
    const sqlite = await openStore({ kind: 'sqlite', path: join(folder, 'read.db') }, { log, clock });
    const embedded = await timeReads(sqlite, end, days).finally(() => sqlite.close());
    process.stderr.write('reads of the embedded store measured\n');
    let influx: Awaited<ReturnType<typeof timeReads>> | undefined;
    if (lacks('influxd')) missing['influx'] = 'influxd is not installed';
    else {
      const influxd = await startInfluxd();
      const store = await openStore({ kind: 'influx', url: influxd.url }, { log, clock });
      try {
        await provisionInflux({ url: influxd.url }, log);
        influx = await timeReads(store, end, days);
      } finally {
        await store.close();
        await influxd.stop();
      }
    }
    return {
      figures: { ...written, ...embedded, ...(influx && { influx }), links, days },
      ratios: {},
      ...(Object.keys(missing).length > 0 && { missing }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function whole(text: string, least: number, most: number, what: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${what} ${text} is not a whole number from ${least} to ${most}`);
}

const tagsOf = (n: number) => ({
  operator: ['vnpt', 'viettel', 'mobifone'][n % 3] as string,
  site: `site-${n % 12}`,
  endpoint: `endpoint-${n % 170}`,
  link: `link-${n}`,
});

/** A row as the collector writes it: 12 fields, with figures of its own. */
function wideRow(n: number, at: number): Point {
  const [inward, outward] = [Math.random() * 100e6, Math.random() * 50e6];
  return {
    measurement: 'link',
    tags: tagsOf(n),
    fields: {
      role: n % 4 === 0 ? 'backup' : 'primary',
      in_bps: inward,
      out_bps: outward,
      capacity_in_bps: 200e6,
      capacity_out_bps: 200e6,
      util_in: inward / 200e6,
      util_out: outward / 200e6,
      reserve_in_bps: 200e6 - inward,
      reserve_out_bps: 200e6 - outward,
      oper: 'up',
      interval_s: 30,
      span_s: 30 + Math.random() / 10,
    },
    at,
  };
}

/** Octets that this process has had written to disks, its threads included (proc(5), write_bytes). */
const octetsWritten = (): number => Number(/^write_bytes: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);

/** Hours of rows, each commit one row of each link; folding comes with the hours as it does in a collector. */
async function timeWrites(path: string, end: number, hours: number) {
  let now = end - hours * 3_600_000;
  const clock = { now: () => now, monotonicMs: () => performance.now() };
  const store = await openStore({ kind: 'sqlite', path }, { log, clock });
  const commits = (hours * 3_600_000) / intervalMs;
  const before = octetsWritten();
  const took: number[] = [];
  let writing = 0;
  try {
    for (let n = 0; n < commits; n += 1) {
      now += intervalMs;
      const rows = Array.from({ length: links }, (_, i) => wideRow(i, now - (i % 30)));
      const begun = performance.now();
      await store.write(rows);
      const ms = performance.now() - begun;
      took.push(ms);
      writing += ms;
    }
  } finally {
    // Closing finishes what is being folded, so that its octets count.
    await store.close();
  }
  const sorted = took.toSorted((a, b) => a - b);
  const rows = commits * links;
  return {
    rowsPerSecond: Math.round(rows / (writing / 1_000)),
    bytesWrittenPerRow: Math.round((octetsWritten() - before) / rows),
    commitMsMedian: round(median(took)),
    commitMsP99: round(sorted[Math.ceil(0.99 * sorted.length) - 1] ?? Number.NaN),
    rowsWritten: rows,
  };
}

/** Fills the 5-minute tier and the stored results, and asks for percentiles. */
async function timeReads(store: Store, end: number, days: number) {
  const from = end - days * dayMs;
  for (let at = from; at < end; at += slotMs * slotsPerWrite) {
    const points: Point[] = [];
    for (let slot = at; slot < Math.min(end, at + slotMs * slotsPerWrite); slot += slotMs) {
      for (let n = 0; n < links; n += 1) {
        const fields = {
          in_bps: Math.random() * 1e8,
          out_bps: Math.random() * 5e7,
          in_bps_max: 1e8,
          n: 10,
          expected: 10,
        };
        points.push({ measurement: 'link', tags: tagsOf(n), fields, at: slot });
      }
    }
    await store.write(points, '5m');
  }
  for (let hour = 0; hour < 26; hour += 1) {
    const points = Array.from({ length: links }, (_, n): Point => {
      const { operator, endpoint, link } = tagsOf(n);
      const fields = {
        p95_in_bps: Math.random() * 1e8,
        p95_out_bps: 5e7,
        reserve_in_bps: 1e8,
        n: 8_640,
        expected: 8_640,
      };
      return { measurement: 'capacity', tags: { operator, endpoint, link }, fields, at: end - hour * 3_600_000 - 1 };
    });
    await store.write(points);
  }
  const stale = { hours: () => [], days: () => [] };
  const expected = (days * dayMs) / slotMs;
  const p95Of = async (n: number) => {
    const { operator, link } = tagsOf(n);
    const slots = await readSlotRates(store, stale, { operator, link }, from, end);
    const { value } = p95OfSlots(
      slots.flatMap(({ inBitsPerSecond: rate }) => (rate === null ? [] : [rate])),
      expected,
    );
    if (value === null || value < 8.5e7) throw new Error(`link ${n}: the p95 is ${value}, expected about 95 Mbit/s`);
  };
  const one: number[] = [];
  for (let n = 0; n < 15; n += 1) {
    const begun = performance.now();
    await p95Of((n * 37) % links);
    one.push(performance.now() - begun);
  }
  const all: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const begun = performance.now();
    const found = await store.latest('capacity', {}, end - dayMs);
    all.push(performance.now() - begun);
    if (found.length !== links) throw new Error(`${found.length} results of links, expected ${links}`);
  }
  const begun = performance.now();
  for (let n = 0; n < links; n += 1) await p95Of(n);
  return {
    p95LinkMs: round(median(one)),
    p95AllMs: round(median(all)),
    p95RecomputeAllS: round((performance.now() - begun) / 1_000),
  };
}
