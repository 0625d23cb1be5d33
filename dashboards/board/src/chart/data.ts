/** From a link's history to uPlot's columns, with gaps as gaps. Pure. */
import type { LinkView, SeriesView } from '@thongsuot/contract/api.ts';

/** A series with a reading appended may carry points closer than `stepMs`; only a larger distance is a gap. */
const gapFactor = 1.5;

/** Times in Unix epoch seconds as uPlot wants them; each column as long as `times`, null where nothing is known. */
export interface ChartData {
  times: number[];
  in: (number | null)[];
  out: (number | null)[];
  capacityIn: (number | null)[];
  capacityOut: (number | null)[];
  p95In: (number | null)[];
  p95Out: (number | null)[];
  /** The greatest reading within each point; null where points are readings themselves. */
  peaks: { in: (number | null)[]; out: (number | null)[] } | null;
}

/**
 * The columns of a chart. Where two points are further apart than one and a half steps a point of nulls stands between
 * them, so that no line is drawn over a time of which nothing is known. The p95 lines run over the whole range.
 */
export function toChartData(series: SeriesView): ChartData {
  const { inBitsPerSecondMax, outBitsPerSecondMax } = series;
  const withPeaks = inBitsPerSecondMax !== undefined && outBitsPerSecondMax !== undefined;
  const data: ChartData = {
    times: [],
    in: [],
    out: [],
    capacityIn: [],
    capacityOut: [],
    p95In: [],
    p95Out: [],
    peaks: withPeaks ? { in: [], out: [] } : null,
  };
  const push = (atMs: number, index: number | null) => {
    data.times.push(atMs / 1000);
    const pick = (column: (number | null)[]) => (index === null ? null : (column[index] ?? null));
    data.in.push(pick(series.inBitsPerSecond));
    data.out.push(pick(series.outBitsPerSecond));
    data.capacityIn.push(pick(series.capacityInBitsPerSecond));
    data.capacityOut.push(pick(series.capacityOutBitsPerSecond));
    data.p95In.push(series.p95.inBitsPerSecond);
    data.p95Out.push(series.p95.outBitsPerSecond);
    data.peaks?.in.push(pick(inBitsPerSecondMax ?? []));
    data.peaks?.out.push(pick(outBitsPerSecondMax ?? []));
  };
  const first = series.at[0];
  // Both ends belong to the chart: the p95 lines reach them, and what is missing there is seen to be missing.
  if (first === undefined || first > series.from) push(series.from, null);
  let before: number | undefined;
  for (const [index, at] of series.at.entries()) {
    if (before !== undefined && at <= before) continue;
    if (before !== undefined && at - before > gapFactor * series.stepMs) push(before + series.stepMs, null);
    push(at, index);
    before = at;
  }
  if (before === undefined || before < series.to) push(Math.max(series.to, (before ?? series.from) + 1), null);
  return data;
}

/**
 * The series with the link's present reading at its end and its range moved on by as much; unchanged when the reading
 * is not newer than the last point. At most `pointsMax` points are kept, the newest.
 */
export function appendReading(series: SeriesView, link: LinkView, pointsMax: number): SeriesView {
  const last = series.at.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (link.at === null || link.at <= last || link.at <= series.from) return series;
  const to = Math.max(series.to, link.at);
  const from = series.from + (to - series.to);
  let start = series.at.findIndex((at) => at >= from);
  if (start === -1) start = series.at.length;
  start = Math.max(start, series.at.length + 1 - pointsMax);
  const add = (column: (number | null)[], value: number | null) => [...column.slice(start), value];
  return {
    ...series,
    from,
    to,
    at: [...series.at.slice(start), link.at],
    inBitsPerSecond: add(series.inBitsPerSecond, link.in.bitsPerSecond),
    outBitsPerSecond: add(series.outBitsPerSecond, link.out.bitsPerSecond),
    // One reading is its own peak.
    ...(series.inBitsPerSecondMax && { inBitsPerSecondMax: add(series.inBitsPerSecondMax, link.in.bitsPerSecond) }),
    ...(series.outBitsPerSecondMax && { outBitsPerSecondMax: add(series.outBitsPerSecondMax, link.out.bitsPerSecond) }),
    capacityInBitsPerSecond: add(series.capacityInBitsPerSecond, link.in.capacityBitsPerSecond),
    capacityOutBitsPerSecond: add(series.capacityOutBitsPerSecond, link.out.capacityBitsPerSecond),
    rttMsAvg: add(series.rttMsAvg, link.ping?.rttMsAvg ?? null),
    lossRatio: add(series.lossRatio, link.ping?.lossRatio ?? null),
  };
}

export interface ColumnSummary {
  mean: number | null;
  max: number | null;
}

/** Mean and maximum of what is known in a column; null when nothing is. */
export function summarizeColumn(column: readonly (number | null)[]): ColumnSummary {
  let sum = 0;
  let n = 0;
  let max: number | null = null;
  for (const value of column) {
    if (value === null) continue;
    sum += value;
    n += 1;
    if (max === null || value > max) max = value;
  }
  return { mean: n === 0 ? null : sum / n, max };
}

export const ranges = {
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
} as const;
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as Range[];

/** A p95 of fewer than nine tenths of the expected means is only indicative (DESIGN §8). */
export function enoughForP95(p95: SeriesView['p95']): boolean {
  return p95.expected > 0 && p95.n / p95.expected >= 0.9;
}
