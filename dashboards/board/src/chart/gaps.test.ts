import type { SeriesGap, SeriesView } from '@thongsuot/contract/api.ts';
import { describe, expect, it } from 'vitest';
import { gapsOf, lastWeekOver } from './gaps.ts';

const gap = (from: number, to: number, reason: SeriesGap['reason'] = 'outboxAge', count = 10): SeriesGap => ({
  from,
  to,
  reason,
  count,
});

describe('gaps', () => {
  it('end with the range, and those outside of it are none of it', () => {
    expect(gapsOf({ from: 100, to: 200, gaps: [gap(50, 120), gap(190, 300), gap(0, 100), gap(200, 250)] })).toEqual([
      gap(100, 120),
      gap(190, 200),
    ]);
  });
  it('that touch for one reason are one, with both counts; for two reasons they are two', () => {
    const gaps = [gap(20, 30, 'agentStopped', 1), gap(10, 20, 'outboxAge', 2), gap(15, 22, 'outboxAge', 3)];
    expect(gapsOf({ from: 0, to: 100, gaps })).toEqual([gap(10, 22, 'outboxAge', 5), gap(20, 30, 'agentStopped', 1)]);
  });
});

describe('last week', () => {
  const weekMs = 604_800_000;
  const series = (at: number[], rates: (number | null)[]) =>
    ({ at: at.map((t) => t * 1000), stepMs: 10_000, inBitsPerSecond: rates, outBitsPerSecond: rates }) as SeriesView;
  const ago = (at: number[], rates: (number | null)[]) => {
    const view = series(at, rates);
    return { ...view, at: view.at.map((t) => t - weekMs) };
  };
  it('is laid over the same time of this week', () => {
    expect(lastWeekOver([100, 110, 120], ago([101, 109, 121], [1, 2, 3])).in).toEqual([1, 2, 3]);
  });
  it('is unknown where it was unknown, and where there was no reading within a step', () => {
    expect(lastWeekOver([100, 110, 150, 200], ago([100, 110, 195], [1, null, 3])).out).toEqual([1, null, null, 3]);
    expect(lastWeekOver([100], ago([], [])).in).toEqual([null]);
  });
});
