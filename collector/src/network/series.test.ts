import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store, WindowQuery } from '../store/store.ts';
import { readSeries, stepOf, tiersFor, withGaps } from './series.ts';

const minute = 60_000;
const day = 86_400_000;

/** A store that holds `[measurement, tier, at, fields]` and answers windows as the port promises. */
function storeOf(points: [string, string, number, Record<string, number>][]): Store & { asked: WindowQuery[] } {
  const asked: WindowQuery[] = [];
  const unused = async () => {
    throw new Error('not asked for here');
  };
  const window: Store['window'] = async (query) => {
    asked.push(query);
    const held = points.filter(
      ([m, tier, at]) => m === query.measurement && tier === query.tier && at >= query.from && at < query.to,
    );
    if (held.length === 0) return [];
    const buckets = new Map<number, Record<string, number>[]>();
    for (const [, , at, fields] of held) {
      const bucket = query.everyMs === undefined ? at : Math.floor(at / query.everyMs) * query.everyMs;
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), fields]);
    }
    const value = (rows: Record<string, number>[], field: string) => {
      const numbers = rows.flatMap((row) => row[field] ?? []);
      if (numbers.length === 0) return null;
      const sum = numbers.reduce((a, b) => a + b, 0);
      return query.aggregate === 'mean' ? sum / numbers.length : sum;
    };
    const rows = [...buckets].sort(([a], [b]) => a - b);
    return [{ tags: {}, points: rows.map(([at, list]) => ({ at, values: query.fields.map((f) => value(list, f)) })) }];
  };
  return {
    asked,
    window,
    write: unused,
    latest: unused,
    series: unused,
    retain: unused,
    health: unused,
    close: unused,
  };
}
const rate = (at: number, bps: number, tier = 'raw'): [string, string, number, Record<string, number>] => [
  'link',
  tier,
  at,
  { in_bps: bps, out_bps: bps / 2, capacity_in_bps: 100, capacity_out_bps: 100 },
];
const ping = (at: number, received: number): [string, string, number, Record<string, number>] => [
  'ping',
  'raw',
  at,
  { sent: 5, received, ...(received > 0 ? { rtt_ms_avg: 4 } : {}) },
];
const request = { operator: 'vnpt', link: 'a1', points: 1_000, intervalS: 30 };

describe('a series of a link', () => {
  it('gives raw points up to two days, nulls in a gap, and the bursts of each step with its row', async () => {
    const store = storeOf([
      rate(30_000, 10),
      rate(60_000, 20),
      rate(180_000, 30),
      ...[35_000, 45_000, 55_000].map((at) => ping(at, 5)),
      ping(175_000, 0),
    ]);
    expect(await readSeries(store, { ...request, from: 0, to: 10 * minute })).toMatchObject({
      tier: 'raw',
      stepMs: 30_000,
      at: [30_000, 60_000, 90_000, 180_000],
      inBitsPerSecond: [10, 20, null, 30],
      outBitsPerSecond: [5, 10, null, 15],
      capacityInBitsPerSecond: [100, 100, null, 100],
      rttMsAvg: [null, 4, null, null],
      lossRatio: [null, 0, null, 1],
    });
  });

  it('takes means of whole intervals when more points are held than wanted', async () => {
    const store = storeOf([
      rate(0, 10),
      rate(30_000, 20),
      rate(60_000, 30),
      rate(90_000, 50),
      ping(1, 4),
      ping(30_001, 5),
    ]);
    expect(await readSeries(store, { ...request, points: 2, from: 0, to: 2 * minute })).toMatchObject({
      stepMs: minute,
      at: [0, minute],
      inBitsPerSecond: [15, 40],
      lossRatio: [expect.closeTo(0.1), null],
    });
  });

  it('takes the coarsest tier that has data for a long range, and raw when none has', async () => {
    const empty = storeOf([rate(9 * day, 10)]);
    const series = await readSeries(empty, { ...request, from: 0, to: 10 * day, points: 500 });
    const stepMs = stepOf(0, 10 * day, 500, 30_000);
    expect(series).toMatchObject({
      tier: 'raw',
      stepMs,
      at: [Math.floor((9 * day) / stepMs) * stepMs],
      inBitsPerSecond: [10],
    });
    expect(empty.asked.map((q) => q.tier)).toContain('5m');
    const filled = storeOf([rate(9 * day, 10), rate(9 * day, 12, '5m')]);
    expect(await readSeries(filled, { ...request, from: 0, to: 10 * day, points: 500 })).toMatchObject({
      tier: '5m',
      inBitsPerSecond: [12],
    });
  });

  it('p95 is the nearest rank of 5-minute means, and absent with fewer than 90 % of them', async () => {
    const hour = (count: number) => storeOf(Array.from({ length: count }, (_, i) => rate(i * 5 * minute + 1, i + 1)));
    const range = { ...request, from: 0, to: 60 * minute };
    expect((await readSeries(hour(12), range)).p95).toEqual({
      inBitsPerSecond: 12,
      outBitsPerSecond: 6,
      n: 12,
      expected: 12,
    });
    expect((await readSeries(hour(10), range)).p95).toEqual({
      inBitsPerSecond: null,
      outBitsPerSecond: null,
      n: 10,
      expected: 12,
    });
  });

  it('never has more steps in a range than points wanted, and each is whole intervals', () => {
    const range = fc.integer({ min: 1, max: 400 * day });
    fc.assert(
      fc.property(
        range,
        fc.integer({ min: 1, max: 4_000 }),
        fc.integer({ min: 1, max: 3_600 }),
        (ms, points, seconds) => {
          const step = stepOf(0, ms, points, seconds * 1_000);
          expect(step % (seconds * 1_000)).toBe(0);
          expect(Math.floor(ms / step)).toBeLessThanOrEqual(points);
        },
      ),
    );
  });

  it('asks raw last, always', () => {
    expect(tiersFor(0, 2 * day, 1_000)).toEqual(['raw']);
    expect(tiersFor(0, 30 * day, 1_000)).toEqual(['5m', 'raw']);
    expect(tiersFor(0, 365 * day, 1_000)).toEqual(['1h', '5m', 'raw']);
  });

  it('a late reading is no gap', () => {
    expect(withGaps([0, 40, 100], 30)).toEqual([0, 40, 70, 100]);
  });
});
