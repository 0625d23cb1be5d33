/**
 * One link's figures over a range, from the store: raw points up to two days, above that the tier that has them. What is
 * missing stays missing: a row of nulls stands in each gap.
 */
import type { SeriesView } from '@thongsuot/contract/api.ts';
import { type Tier, tierNames, tiers } from '@thongsuot/contract/storage.ts';
import { p95OfSlots, slotMs, slotsWithin } from '../capacity/percentile.ts';
import { dayMs, dayOf, hourMs } from '../rollup/bucket.ts';
import { type Part, partsOf, readSlotRates, type Staleness } from '../rollup/read.ts';
import type { Aggregate, Store, WindowQuery } from '../store/store.ts';
import { rawRangeMsMax, rowsPerReadMax, seriesPointsMax } from './limits.ts';

export interface SeriesRequest {
  operator: string;
  link: string;
  /** Half-open range, Unix epoch ms. */
  from: number;
  to: number;
  /** Points wanted at most; a chart has no use for more than it has pixels. */
  points: number;
  intervalS: number;
}

type Row = readonly (number | null)[];
type Rows = Map<number, Row>;

const rateFields = ['in_bps', 'out_bps', 'capacity_in_bps', 'capacity_out_bps'] as const;
const pingFields = ['sent', 'received'] as const;

/** The step that gives at most `points` rows: the interval when it fits, else whole intervals, at least the tier's. */
export function stepOf(from: number, to: number, points: number, baseMs: number): number {
  const wanted = (to - from) / Math.max(1, Math.min(points, seriesPointsMax));
  return Math.max(1, Math.ceil(wanted / baseMs)) * baseMs;
}

/** Tiers in the order in which they are asked: the coarsest that still gives the points wanted first, raw last. */
export function tiersFor(from: number, to: number, points: number): Tier[] {
  if (to - from <= rawRangeMsMax) return ['raw'];
  const stepMs = (to - from) / Math.max(1, points);
  const fitting = tierNames.filter((tier) => tier !== 'raw' && tiers[tier].bucketMs <= Math.max(stepMs, slotMs));
  return [...fitting.reverse(), 'raw'];
}

/** A link's series but for the gaps that its agent told. */
export type MeasuredSeries = Omit<SeriesView, 'gaps'>;

/** @param stale what of the tiers is not up to date; null: there are no rollups */
export async function readSeries(
  store: Pick<Store, 'window'>,
  request: SeriesRequest,
  stale: Staleness | null = null,
): Promise<MeasuredSeries> {
  const { operator, link, from, to, points } = request;
  for (const tier of tiersFor(from, to, points)) {
    const baseMs = tier === 'raw' ? request.intervalS * 1000 : tiers[tier].bucketMs;
    const everyMs = stepOf(from, to, points, baseMs);
    const aggregated = everyMs > baseMs || (tier === 'raw' && to - from > rawRangeMsMax);
    const parts =
      stale === null ? [{ tier, from, to }] : partsOf(tier, { from, to, stepMs: everyMs }, staleFor(stale, request));
    const stretch = { store, tier, parts, everyMs, aggregated, where: { operator, link } };
    const rates = await readStretch(stretch, 'link', rateFields, 'mean');
    const meansOfMore = tier !== 'raw' || aggregated;
    // Nothing where the tier itself was to be read: it may not have been made yet.
    const fromTier = parts.filter((part) => part.tier === tier);
    if (tier !== 'raw' && ![...rates.keys()].some((at) => fromTier.some((part) => at >= part.from && at < part.to)))
      continue;
    const [peaks, echoes, delays] = await Promise.all([
      meansOfMore ? readStretch(stretch, 'link', ['in_bps', 'out_bps'], 'max') : null,
      readStretch(stretch, 'ping', pingFields, 'sum'),
      readStretch(stretch, 'ping', ['rtt_ms_avg'], 'mean'),
    ]);
    const spread = tier === 'raw' && !aggregated;
    const axis = withGaps(union(rates, spread ? new Map() : echoes), everyMs);
    const pings = spread ? spreadPings(axis, everyMs, echoes, delays) : joinPings(axis, echoes, delays);
    const column = (index: number) => axis.map((at) => rates.get(at)?.[index] ?? null);
    return {
      operator,
      link,
      tier,
      from,
      to,
      stepMs: everyMs,
      at: axis,
      inBitsPerSecond: column(0),
      outBitsPerSecond: column(1),
      ...(peaks !== null && {
        inBitsPerSecondMax: axis.map((at) => peaks.get(at)?.[0] ?? null),
        outBitsPerSecondMax: axis.map((at) => peaks.get(at)?.[1] ?? null),
      }),
      capacityInBitsPerSecond: column(2),
      capacityOutBitsPerSecond: column(3),
      rttMsAvg: pings.map((p) => p.rttMsAvg),
      lossRatio: pings.map((p) => p.lossRatio),
      p95: await readP95(store, stale, request),
    };
  }
  throw new Error('tiersFor gave no tier: raw is always its last');
}

/** Hours and days of the range that are marked for the rates or for the bursts of the link's operator. */
function staleFor(stale: Staleness, { operator, from, to }: SeriesRequest): { hours: number[]; days: number[] } {
  const merged = (ask: Staleness['hours']) =>
    [...new Set([...ask(operator, 'link', from, to), ...ask(operator, 'ping', from, to)])].sort((a, b) => a - b);
  return { hours: merged(stale.hours), days: merged(stale.days) };
}

interface Stretch {
  store: Pick<Store, 'window'>;
  tier: Tier;
  parts: readonly Part[];
  everyMs: number;
  aggregated: boolean;
  where: Readonly<Record<string, string>>;
}

/** All parts as one, with a row for each step: parts of finer tiers than the series' own are put together to its steps. */
async function readStretch(
  { store, tier, parts, everyMs, aggregated, where }: Stretch,
  measurement: 'link' | 'ping',
  fields: readonly string[],
  aggregate: 'mean' | 'sum' | 'max',
): Promise<Rows> {
  const all: Rows = new Map();
  // Days of the province begin at 17:00 UTC, where no store's buckets do: daily steps are made here.
  const daily = tier === '1d';
  for (const part of parts) {
    const stepMs = daily ? hourMs : everyMs;
    const asIs = part.tier === tier && (daily || !aggregated);
    const rows = await rowsOf(store, {
      measurement,
      tier: part.tier,
      // Above raw the sum and the most of a bucket have names of their own; its plain name is the mean.
      fields: part.tier !== 'raw' && aggregate !== 'mean' ? fields.map((name) => `${name}_${aggregate}`) : fields,
      where,
      from: part.from,
      to: part.to,
      limit: rowsPerReadMax,
      ...(asIs ? {} : { aggregate: aggregate satisfies Aggregate, everyMs: stepMs }),
    });
    for (const [at, row] of daily ? regrouped(rows, dayMs, aggregate) : rows) all.set(at, row);
  }
  return daily && aggregated ? regrouped(all, everyMs, aggregate) : all;
}

/** Rows put together to steps of whole days that begin at the province's midnight. */
function regrouped(rows: Rows, everyMs: number, aggregate: 'mean' | 'sum' | 'max'): Rows {
  const shiftMs = dayOf(0);
  const stepOfRow = (at: number) => Math.floor((at - shiftMs) / everyMs) * everyMs + shiftMs;
  const answer = new Map<number, Row>();
  for (const [at, some] of Map.groupBy(rows, ([time]) => stepOfRow(time))) {
    const width = some[0]?.[1].length ?? 0;
    const row = Array.from({ length: width }, (_, i) => {
      const values = some.flatMap(([, value]) => value[i] ?? []);
      const sum = values.reduce((a, b) => a + b, 0);
      if (values.length === 0) return null;
      if (aggregate === 'max') return Math.max(...values);
      return aggregate === 'sum' ? sum : sum / values.length;
    });
    answer.set(at, row);
  }
  return answer;
}

/** p95 of both directions over the whole slots of a range. */
async function readP95(
  store: Pick<Store, 'window'>,
  stale: Staleness | null,
  { operator, link, from, to }: SeriesRequest,
): Promise<SeriesView['p95']> {
  const { first, end, expected } = slotsWithin(from, to);
  // What is older than the 5-minute tier is kept has no slots, and too few of them is no percentile.
  const oldest = Math.max(first, end - tiers['5m'].keepDays * dayMs);
  const slots = await readSlotRates(store, stale, { operator, link }, oldest, end);
  const inward = p95OfSlots(
    slots.flatMap((slot) => slot.inBitsPerSecond ?? []),
    expected,
  );
  const outward = p95OfSlots(
    slots.flatMap((slot) => slot.outBitsPerSecond ?? []),
    expected,
  );
  const n = Math.min(inward.n, outward.n);
  return { inBitsPerSecond: inward.value, outBitsPerSecond: outward.value, n, expected };
}

/** All series of an answer as one: a link that was filed under another endpoint or site is still the same link. */
async function rowsOf(store: Pick<Store, 'window'>, query: WindowQuery): Promise<Rows> {
  const rows: Rows = new Map();
  for (const series of await store.window(query)) {
    for (const point of series.points) {
      const values = point.values.map((v) => (typeof v === 'number' ? v : null));
      const held = rows.get(point.at);
      rows.set(point.at, held === undefined ? values : values.map((v, i) => v ?? held[i] ?? null));
    }
  }
  return rows;
}

const union = (a: Rows, b: Rows): number[] => [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y);

/** The times with one more in each gap, where a row of nulls will stand. A reading may be half a step late. */
export function withGaps(at: readonly number[], stepMs: number): number[] {
  return at.flatMap((time, i) => {
    const before = at[i - 1];
    return before !== undefined && time - before > 1.5 * stepMs ? [before + stepMs, time] : [time];
  });
}

interface PingFigures {
  rttMsAvg: number | null;
  lossRatio: number | null;
}

const lossOf = (sent: number, received: number): number | null => (sent > 0 ? 1 - received / sent : null);

function joinPings(axis: readonly number[], echoes: Rows, delays: Rows): PingFigures[] {
  return axis.map((at) => {
    const [sent, received] = echoes.get(at) ?? [];
    return { rttMsAvg: delays.get(at)?.[0] ?? null, lossRatio: lossOf(sent ?? 0, received ?? 0) };
  });
}

/** Bursts have times of their own: each row takes those of the step that ends with it. */
function spreadPings(axis: readonly number[], stepMs: number, echoes: Rows, delays: Rows): PingFigures[] {
  const times = [...echoes.keys()].sort((a, b) => a - b);
  let next = 0;
  return axis.map((at) => {
    let [sent, received, rttSum, answered] = [0, 0, 0, 0];
    for (; next < times.length && (times[next] ?? 0) <= at; next++) {
      const time = times[next] ?? 0;
      if (time <= at - stepMs) continue;
      const [s, r] = echoes.get(time) ?? [];
      sent += s ?? 0;
      received += r ?? 0;
      const rtt = delays.get(time)?.[0];
      if (rtt === null || rtt === undefined) continue;
      rttSum += rtt;
      answered++;
    }
    return { rttMsAvg: answered === 0 ? null : rttSum / answered, lossRatio: lossOf(sent, received) };
  });
}
