/**
 * One link's figures over a range, from the store: raw points up to two days, above that the tier that has them. What is
 * missing stays missing: a row of nulls stands in each gap.
 */
import type { SeriesView } from '@thongsuot/contract/api.ts';
import { type Tier, tierNames, tiers } from '@thongsuot/contract/storage.ts';
import { p95OfSlots, slotMs, slotsWithin } from '../capacity/percentile.ts';
import type { Aggregate, Store, WindowQuery } from '../store/store.ts';
import { rawRangeMsMax, seriesPointsMax } from './limits.ts';

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

export async function readSeries(store: Store, request: SeriesRequest): Promise<SeriesView> {
  const { operator, link, from, to, points } = request;
  const where = { operator, link };
  for (const tier of tiersFor(from, to, points)) {
    const baseMs = tier === 'raw' ? request.intervalS * 1000 : tiers[tier].bucketMs;
    const everyMs = stepOf(from, to, points, baseMs);
    const aggregated = everyMs > baseMs || (tier === 'raw' && to - from > rawRangeMsMax);
    const ask = (measurement: 'link' | 'ping', fields: readonly string[], aggregate: Aggregate | null): Promise<Rows> =>
      rowsOf(store, {
        measurement,
        tier,
        fields,
        where,
        from,
        to,
        limit: seriesPointsMax * 8,
        ...(aggregate === null ? {} : { aggregate, everyMs }),
      });
    const rates = await ask('link', rateFields, aggregated ? 'mean' : null);
    if (rates.size === 0 && tier !== 'raw') continue;
    const [echoes, delays] = await Promise.all([
      ask('ping', pingFields, aggregated ? 'sum' : null),
      ask('ping', ['rtt_ms_avg'], aggregated ? 'mean' : null),
    ]);
    const axis = withGaps(union(rates, aggregated ? echoes : new Map()), everyMs);
    const pings = aggregated ? joinPings(axis, echoes, delays) : spreadPings(axis, everyMs, echoes, delays);
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
      capacityInBitsPerSecond: column(2),
      capacityOutBitsPerSecond: column(3),
      rttMsAvg: pings.map((p) => p.rttMsAvg),
      lossRatio: pings.map((p) => p.lossRatio),
      p95: await readP95(store, where, from, to),
    };
  }
  throw new Error('tiersFor gave no tier: raw is always its last');
}

/** p95 of both directions over the whole slots of a range, from the 5-minute tier where it has them, else from raw. */
async function readP95(
  store: Store,
  where: Readonly<Record<string, string>>,
  from: number,
  to: number,
): Promise<SeriesView['p95']> {
  const { first, end, expected } = slotsWithin(from, to);
  const query = { measurement: 'link', fields: ['in_bps', 'out_bps'], where, from: first, to: end } as const;
  let rows: Rows = new Map();
  if (expected > 0) {
    if (to - from > rawRangeMsMax) rows = await rowsOf(store, { ...query, tier: '5m', limit: expected });
    if (rows.size < expected) {
      const raw = await rowsOf(store, { ...query, tier: 'raw', aggregate: 'mean', everyMs: slotMs, limit: expected });
      rows = new Map([...raw, ...rows]);
    }
  }
  const means = (index: number) => [...rows.values()].flatMap((row) => row[index] ?? []);
  const [inward, outward] = [p95OfSlots(means(0), expected), p95OfSlots(means(1), expected)];
  const n = Math.min(inward.n, outward.n);
  return { inBitsPerSecond: inward.value, outBitsPerSecond: outward.value, n, expected };
}

/** All series of an answer as one: a link that was filed under another endpoint or site is still the same link. */
async function rowsOf(store: Store, query: WindowQuery): Promise<Rows> {
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
