/** A series read over the tiers says what one read from raw points alone says, however much of them is made. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeriesView } from '@thongsuot/contract/api.ts';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOperationalFile } from '../operational.ts';
import { dayMs, dayOf, hourMs } from '../rollup/bucket.ts';
import type { Staleness } from '../rollup/read.ts';
import { harness } from '../rollup/rollup.fake.ts';
import { openStore } from '../store/open.ts';
import type { Point, Store } from '../store/store.ts';
import { type MeasuredSeries, readSeries } from './series.ts';

const log = pino({ enabled: false });
const minute = 60_000;
/** A midnight of the province ten days ago, so that raw points are kept by the embedded store. */
const start = dayOf(Date.now()) - 10 * dayMs;
const end = start + 8 * dayMs + 9 * hourMs + 20 * minute;
const request = { operator: 'vnpt', link: 'l1', from: start, to: end, points: 3_000, intervalS: 100 };

let dir: string;
let store: Store;
let stale: Staleness;

const movedAt = start + 3_000 * 100_000;

const pointsOf = (at: number, i: number): Point[] => {
  const tags = { operator: 'vnpt', site: 's', endpoint: at < movedAt ? 'e1' : 'e2', link: 'l1' };
  const rates = {
    in_bps: 1_000 + ((i * 7) % 501),
    out_bps: 500 - (i % 97),
    capacity_in_bps: 2_000,
    capacity_out_bps: 2_000,
  };
  return [
    { measurement: 'link', tags, at, fields: { ...rates, interval_s: 100, span_s: 100 } },
    { measurement: 'ping', tags, at, fields: { sent: 5, received: i % 5, rtt_ms_avg: 4 + (i % 3), interval_s: 100 } },
  ];
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'thongsuot-series-'));
  const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
  store = await openStore({ kind: 'sqlite', path: join(dir, 'samples.db') }, { log, clock });
  const run = harness(store, openOperationalFile(':memory:'), end - 3 * hourMs);
  const { committer, worker, dirty, days } = run.process();
  const send = async (from: number, to: number) => {
    const points: Point[] = [];
    // Nothing came for half a day: a gap must stay one.
    for (let at = from; at < to; at += 100_000) {
      const i = (at - start) / 100_000;
      if (at < start + 2 * dayMs || at >= start + 2 * dayMs + 12 * hourMs) points.push(...pointsOf(at, i));
    }
    const entry = { operator: 'vnpt', agent: 'a1', points: points.map((point, index) => ({ index, point })) };
    expect((await committer.commit(entry)).kind).toBe('stored');
  };
  const split = Math.floor((end - 5 * hourMs - start) / 100_000) * 100_000 + start;
  await send(start, split);
  // All that is there is rolled up, but for what came since.
  for (let i = 0; i < 30; i += 1) {
    run.pass(2 * minute);
    await worker.round();
  }
  expect(dirty.figures().hours).toBe(0);
  await send(split, end);
  stale = { hours: dirty.within, days: days.within };
}, 30_000);

afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

/** By time, so that only rows with figures are compared. */
const column = (series: MeasuredSeries, name: 'inBitsPerSecond' | 'outBitsPerSecond' | 'lossRatio' | 'rttMsAvg') =>
  new Map(series.at.map((at, i) => [at, series[name][i] ?? null]));

describe('a series over the tiers', () => {
  it.each([
    ['5m', { points: 3_000 }],
    ['5m', { points: 300 }],
    ['1h', { points: 150 }],
    ['1d', { points: 8 }],
    ['1d', { points: 4 }],
  ] as const)('in tier %s with %o has the figures of the raw points at every step', async (tier, change) => {
    const series = await readSeries(store, { ...request, ...change }, stale);
    expect(series.tier).toBe(tier);
    expect(series.at.filter((at, i) => at <= (series.at[i - 1] ?? 0))).toEqual([]);
    const raw = (
      await store.window({
        measurement: 'link',
        tier: 'raw',
        fields: ['in_bps'],
        where: {},
        from: start,
        to: end,
        limit: 9_999,
      })
    ).flatMap(({ points }) => points);
    const shiftMs = tier === '1d' ? dayOf(0) : 0;
    const stepOfPoint = (at: number) => Math.floor((at - shiftMs) / series.stepMs) * series.stepMs + shiftMs;
    const expected = new Map(
      [...Map.groupBy(raw, ({ at }) => stepOfPoint(at))].map(([at, some]) => [
        at,
        some.reduce((sum, { values }) => sum + Number(values[0]), 0) / some.length,
      ]),
    );
    const found = column(series, 'inBitsPerSecond');
    const known = [...found].filter(([, value]) => value !== null);
    expect(known.map(([at]) => at)).toEqual([...expected.keys()].sort((a, b) => a - b));
    // In the step in which the link was filed under another endpoint one of its two series counts.
    // Means of means of unequal buckets (a slot has three readings, a step may have a part of a day) differ a little.
    for (const [at, value] of known.filter(([time]) => !(time <= movedAt && movedAt < time + series.stepMs)))
      expect(Math.abs(Number(value) / (expected.get(at) as number) - 1)).toBeLessThan(0.02);
    // A peak is a peak of readings, not of means: in each step the greatest of them.
    const most = new Map(
      [...Map.groupBy(raw, ({ at }) => stepOfPoint(at))].map(([at, some]) => [
        at,
        Math.max(...some.map(({ values }) => Number(values[0]))),
      ]),
    );
    const peaks = new Map(series.at.map((at, i) => [at, series.inBitsPerSecondMax?.[i] ?? null]));
    for (const [at] of known.filter(([time]) => !(time <= movedAt && movedAt < time + series.stepMs)))
      expect([at, peaks.get(at)]).toEqual([at, most.get(at)]);
    expect([...column(series, 'lossRatio').values()].every((loss) => loss === null || (loss > 0.3 && loss <= 1))).toBe(
      true,
    );
    expect([...column(series, 'rttMsAvg').values()].every((rtt) => rtt === null || (rtt >= 4 && rtt <= 6))).toBe(true);
  });

  it('has the same p95 as the raw points have, with the hours that came last', async () => {
    const of = async (from: number, to: number, how: Staleness | null): Promise<SeriesView['p95']> =>
      (await readSeries(store, { ...request, from, to }, how)).p95;
    const day = 4 * dayMs;
    expect(await of(start + day, end, stale)).toEqual(await of(start + day, end, null));
    expect((await of(start + day, end, stale)).n).toBe((end - start - day) / (5 * minute));
    // Half a day of nine is missing: that is enough, and it is said.
    const whole = await of(start, end, stale);
    expect([whole.expected - whole.n, whole.inBitsPerSecond]).toEqual([
      144,
      (await of(start, end, null)).inBitsPerSecond,
    ]);
  });

  it('reads raw points in the newest hours only', async () => {
    const asked: [string, number][] = [];
    const watched: Pick<Store, 'window'> = {
      window(query) {
        asked.push([query.tier, query.to - query.from]);
        return store.window(query);
      },
    };
    await readSeries(watched, request, stale);
    const raw = asked.filter(([tier]) => tier === 'raw').map(([, ms]) => ms);
    expect(raw.length).toBeGreaterThan(0);
    expect(Math.max(...raw)).toBeLessThanOrEqual(6 * hourMs);
  });

  it('is read from raw points where no tier has been made yet', async () => {
    const hours = Array.from({ length: 24 * 9 }, (_, i) => start + i * hourMs);
    const series = await readSeries(store, { ...request, operator: 'vnpt' }, { hours: () => hours, days: () => [] });
    expect(series.p95).toEqual((await readSeries(store, request, null)).p95);
  });
});
