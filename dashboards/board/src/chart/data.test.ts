import type { LinkView, SeriesView } from '@thongsuot/contract/api.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendReading, enoughForP95, summarizeColumn, toChartData } from './data.ts';

const series = (at: number[], change: Partial<SeriesView> = {}): SeriesView => {
  const rates = at.map((_, index) => index + 1);
  return {
    operator: 'vnpt',
    link: 'a',
    tier: 'raw',
    from: at[0] ?? 0,
    to: at.at(-1) ?? 100_000,
    stepMs: 10_000,
    at,
    inBitsPerSecond: rates,
    outBitsPerSecond: rates,
    capacityInBitsPerSecond: at.map(() => 100),
    capacityOutBitsPerSecond: at.map(() => 100),
    rttMsAvg: at.map(() => null),
    lossRatio: at.map(() => null),
    p95: { inBitsPerSecond: 9, outBitsPerSecond: null, n: 1, expected: 1 },
    gaps: [],
    ...change,
  };
};

const link = (at: number | null, rate: number | null): LinkView => {
  const direction = {
    bitsPerSecond: rate,
    capacityBitsPerSecond: 200,
    limitedBy: null,
    utilizationRatio: null,
    reserveBitsPerSecond: null,
  };
  return { at, in: direction, out: direction, ping: null } as unknown as LinkView;
};

describe('the columns of a chart', () => {
  it('have a null between points that are further apart than a step', () => {
    const data = toChartData(series([0, 10_000, 40_000, 50_000]));
    expect(data.times).toEqual([0, 10, 20, 40, 50]);
    expect(data.in).toEqual([1, 2, null, 3, 4]);
    expect(data.capacityIn).toEqual([100, 100, null, 100, 100]);
  });

  it('take no gap for the jitter of a poll', () => {
    expect(toChartData(series([0, 10_400, 19_900, 33_000])).in).toEqual([1, 2, 3, 4]);
  });

  it('keep an unknown rate unknown: it is never 0', () => {
    expect(toChartData(series([0, 10_000], { inBitsPerSecond: [5, null] })).in).toEqual([5, null]);
  });

  it('begin and end with the range, so that what is missing there is seen', () => {
    const data = toChartData(series([30_000], { from: 0, to: 60_000 }));
    expect(data.times).toEqual([0, 30, 60]);
    expect(data.in).toEqual([null, 1, null]);
    expect(data.p95In).toEqual([9, 9, 9]);
    expect(data.p95Out).toEqual([null, null, null]);
  });

  it('have the peaks within means beside them, and none where points are readings', () => {
    const peaks = { inBitsPerSecondMax: [7, null], outBitsPerSecondMax: [8, 9] };
    expect(toChartData(series([0, 10_000], peaks)).peaks).toEqual({ in: [7, null], out: [8, 9] });
    expect(toChartData(series([0, 30_000], { ...peaks, stepMs: 10_000 })).peaks?.in).toEqual([7, null, null]);
    expect(toChartData(series([0, 10_000])).peaks).toBeNull();
  });

  it('of an empty series are the two ends', () => {
    expect(toChartData(series([], { from: 0, to: 60_000 })).times).toEqual([0, 60]);
  });

  it('ascend and are of one length, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 60 }), (times) => {
        const at = times.toSorted((a, b) => a - b);
        const { times: columns, peaks: _, ...rest } = toChartData(series(at, { from: 0, to: 1_000_000 }));
        for (let i = 1; i < columns.length; i += 1) expect(columns[i]).toBeGreaterThan(columns[i - 1] as number);
        for (const column of Object.values(rest)) expect(column).toHaveLength(columns.length);
        // Every known point is there, at its time, with its value: none lost, none invented.
        const known = columns.flatMap((seconds, i) => (rest.in[i] === null ? [] : [Math.round(seconds * 1000)]));
        expect(known).toEqual([...new Set(at)]);
      }),
    );
  });
});

describe('a reading that comes live', () => {
  it('is its own peak in a series that has peaks', () => {
    const peaks = { inBitsPerSecondMax: [7, 9], outBitsPerSecondMax: [8, 9] };
    const before = series([0, 10_000], { ...peaks, from: -100_000, to: 10_000 });
    expect(appendReading(before, link(20_000, 5), 100)).toMatchObject({
      at: [0, 10_000, 20_000],
      inBitsPerSecondMax: [7, 9, 5],
      outBitsPerSecondMax: [8, 9, 5],
    });
  });

  it('stands at the end, and the range moves on with it', () => {
    const next = appendReading(series([0, 10_000], { from: 0, to: 15_000 }), link(20_000, 7), 100);
    expect(next.at).toEqual([10_000, 20_000]);
    expect(next.inBitsPerSecond).toEqual([2, 7]);
    expect(next.capacityInBitsPerSecond).toEqual([100, 200]);
    expect([next.from, next.to]).toEqual([5_000, 20_000]);
  });

  it('that is not newer changes nothing', () => {
    const before = series([0, 10_000]);
    expect(appendReading(before, link(10_000, 7), 100)).toBe(before);
    expect(appendReading(before, link(null, 7), 100)).toBe(before);
  });

  it('without a rate is a point without a rate', () => {
    expect(appendReading(series([0, 10_000]), link(20_000, null), 100).inBitsPerSecond).toEqual([2, null]);
  });

  it('drops the oldest above the bound', () => {
    const next = appendReading(series([0, 10_000, 20_000], { from: -100_000, to: 20_000 }), link(30_000, 7), 2);
    expect(next.at).toEqual([20_000, 30_000]);
  });
});

it('mean and maximum are of what is known only', () => {
  expect(summarizeColumn([1, null, 3])).toEqual({ mean: 2, max: 3 });
  expect(summarizeColumn([null])).toEqual({ mean: null, max: null });
});

it('a p95 wants nine tenths of its means', () => {
  const p95 = (n: number, expected: number) => ({ inBitsPerSecond: 1, outBitsPerSecond: 1, n, expected });
  expect(enoughForP95(p95(9, 10))).toBe(true);
  expect(enoughForP95(p95(8, 10))).toBe(false);
  expect(enoughForP95(p95(0, 0))).toBe(false);
});
