/** What a round of capacity reads of a link: the 5-minute means of a window, and its days for the trend. */

import { dayMs, dayOf, dayStart } from '../availability/days.ts';
import type { DaySlots } from '../capacity/busy-hour.ts';
import type { SlotMeans } from '../capacity/daily.ts';
import type { DailyLoad } from '../capacity/exhaustion.ts';
import { trendDaysMax } from '../capacity/exhaustion.ts';
import type { Both } from '../capacity/failure.ts';
import { nearestRank, presentRatioMin, slotMs, slotsWithin } from '../capacity/percentile.ts';
import { weekdayOf } from '../capacity/weekday.ts';
import type { LinkEntry } from '../network/entries.ts';
import type { Store, WindowQuery } from '../store/store.ts';
import { historyDaysMax } from './limits.ts';

type Reader = Pick<Store, 'window'>;
type Known = Pick<LinkEntry, 'operator' | 'link'>;
type Row = { at: number; values: (number | null)[] };

const rates = ['in_bps', 'out_bps'] as const;
const capacities = ['capacity_in_bps', 'capacity_out_bps'] as const;
const hourMs = 3_600_000;
const slotsPerDay = dayMs / slotMs;

/** The 5-minute means of from ≤ time < to, from raw. A link filed under another endpoint or site is the same link. */
export async function rawSlots(store: Reader, entry: Known, from: number, to: number): Promise<SlotMeans[]> {
  const rows = await rowsOf(store, entry, {
    tier: 'raw',
    from,
    to,
    fields: rates,
    aggregate: 'mean',
    everyMs: slotMs,
    limit: Math.max(1, slotsWithin(from, to).expected),
  });
  return rows.map(slotOf);
}

/** The capacity as it was read last: of the newest reading, or, where that one has none, the last in the store. */
export async function capacityOf(
  store: Reader,
  entry: LinkEntry,
  from: number,
  to: number,
): Promise<Both<number | null>> {
  const sample = entry.reading?.sample;
  const [inward, outward] = [sample?.capacityIn?.bitsPerSecond, sample?.capacityOut?.bitsPerSecond];
  if (inward !== undefined && outward !== undefined) return { in: inward, out: outward };
  const rows = await rowsOf(store, entry, {
    tier: 'raw',
    from,
    to,
    fields: capacities,
    aggregate: 'last',
    everyMs: slotMs,
    limit: Math.max(1, slotsWithin(from, to).expected),
  });
  const last = (index: number) => rows.findLast((row) => row.values[index] !== null)?.values[index] ?? null;
  return { in: inward ?? last(0), out: outward ?? last(1) };
}

export interface LinkHistory {
  daily: Both<DailyLoad[]>;
  /** The last 14 days in slots, for the hour that is busy each workday. */
  slots: Both<DaySlots[]>;
}

/**
 * The days before `today` (a day number of the province). p95 and capacity are taken from the 1 d tier; days that it
 * lacks from the slots of the 5 m tier, and of the last 14 from raw: a collector whose rollups are young has a trend all
 * the same. A day with fewer than 90 % of its readings has no p95.
 */
export async function readHistory(store: Reader, entry: Known, today: number): Promise<LinkHistory> {
  const first = today - trendDaysMax;
  const days = new Map<number, Day>();
  for (const row of await dayRows(store, entry, first, today)) days.set(dayOf(row.at), dayOfTier(row.values));
  const slotDays = await slotsByDay(store, entry, days, first, today);
  for (const [day, held] of slotDays) {
    const known = days.get(day);
    if (known === undefined || known.p95.in === null || known.p95.out === null) days.set(day, dayOfSlots(held));
  }
  const series = (d: 'in' | 'out'): DailyLoad[] =>
    Array.from({ length: today - first }, (_, i) => {
      const held = days.get(first + i);
      return {
        day: first + i,
        p95BitsPerSecond: held?.p95[d] ?? null,
        capacityBitsPerSecond: held?.capacity[d] ?? null,
      };
    });
  const slots = (index: 0 | 1): DaySlots[] =>
    Array.from({ length: historyDaysMax }, (_, i) => {
      const day = today - historyDaysMax + i;
      const rows = slotDays.get(day)?.slots ?? new Map<number, Row>();
      const means = Array.from({ length: slotsPerDay }, (_unused, slot) => {
        return rows.get(dayStart(day) + slot * slotMs)?.values[index] ?? null;
      });
      return { startAt: dayStart(day), workday: weekdayOf(day) < 5, means };
    });
  return { daily: { in: series('in'), out: series('out') }, slots: { in: slots(0), out: slots(1) } };
}

interface Day {
  p95: Both<number | null>;
  capacity: Both<number | null>;
}

interface SlotsOfDay {
  /** Rates and capacities of a slot, by its start. */
  slots: Map<number, Row>;
  capacity: Both<number | null>;
}

const tierFields = ['in_bps_p95', 'out_bps_p95', 'capacity_in_bps_last', 'capacity_out_bps_last', 'n', 'expected'];

const dayRows = (store: Reader, entry: Known, first: number, today: number) =>
  rowsOf(store, entry, {
    tier: '1d',
    from: dayStart(first),
    to: dayStart(today),
    fields: tierFields,
    limit: trendDaysMax + 1,
  });

function dayOfTier([inward, outward, capacityIn, capacityOut, n, expected]: readonly (number | null)[]): Day {
  const enough = (n ?? 0) >= presentRatioMin * (expected ?? Number.POSITIVE_INFINITY);
  return {
    p95: { in: enough ? (inward ?? null) : null, out: enough ? (outward ?? null) : null },
    capacity: { in: capacityIn ?? null, out: capacityOut ?? null },
  };
}

function dayOfSlots({ slots, capacity }: SlotsOfDay): Day {
  const p95 = (index: 0 | 1) => {
    const means = [...slots.values()].flatMap((row) => row.values[index] ?? []);
    return means.length >= presentRatioMin * slotsPerDay ? nearestRank(means, 0.95) : null;
  };
  return { p95: { in: p95(0), out: p95(1) }, capacity };
}

/** Slots of the last 14 days, and of those before that the 1 d tier lacks. */
async function slotsByDay(
  store: Reader,
  entry: Known,
  days: ReadonlyMap<number, Day>,
  first: number,
  today: number,
): Promise<Map<number, SlotsOfDay>> {
  const recent = today - historyDaysMax;
  let from = recent;
  // Nothing older than the oldest day that any tier may hold is asked for: most links have no holes.
  for (let day = first; day < recent; day++) {
    if (days.has(day)) continue;
    from = day;
    break;
  }
  const found = new Map<number, SlotsOfDay>();
  const put = (rows: readonly Row[]) => {
    for (const row of rows) {
      const day = dayOf(row.at);
      const held = found.get(day) ?? { slots: new Map<number, Row>(), capacity: { in: null, out: null } };
      if (row.values[0] !== null || row.values[1] !== null) held.slots.set(row.at, row);
      held.capacity = { in: row.values[2] ?? held.capacity.in, out: row.values[3] ?? held.capacity.out };
      found.set(day, held);
    }
  };
  put(
    await rowsOf(store, entry, {
      tier: '5m',
      from: dayStart(from),
      to: dayStart(today),
      fields: [...rates, 'capacity_in_bps_last', 'capacity_out_bps_last'],
      limit: (today - from) * slotsPerDay,
    }),
  );
  const lacking = (day: number) => (found.get(day)?.slots.size ?? 0) < presentRatioMin * slotsPerDay;
  const missing = Array.from({ length: historyDaysMax }, (_, i) => recent + i).filter(lacking);
  const [oldest, newest] = [missing[0], missing.at(-1)];
  if (oldest === undefined || newest === undefined) return found;
  const range = { tier: 'raw', from: dayStart(oldest), to: dayStart(newest + 1) } as const;
  const means = await rowsOf(store, entry, {
    ...range,
    fields: rates,
    aggregate: 'mean',
    everyMs: slotMs,
    limit: (newest + 1 - oldest) * slotsPerDay,
  });
  if (means.length === 0) return found;
  const steps = await rowsOf(store, entry, {
    ...range,
    fields: capacities,
    aggregate: 'last',
    everyMs: hourMs,
    limit: (newest + 1 - oldest) * 24,
  });
  const wanted = new Set(missing);
  put(means.filter(({ at }) => wanted.has(dayOf(at))));
  put(
    steps.filter(({ at }) => wanted.has(dayOf(at))).map(({ at, values }) => ({ at, values: [null, null, ...values] })),
  );
  return found;
}

const slotOf = ({ at, values }: Row): SlotMeans => ({
  at,
  inBitsPerSecond: values[0] ?? null,
  outBitsPerSecond: values[1] ?? null,
});

/** All series of an answer as one, in order of time; numbers only. */
async function rowsOf(
  store: Reader,
  { operator, link }: Known,
  query: Pick<WindowQuery, 'tier' | 'from' | 'to' | 'fields' | 'limit'> & Partial<WindowQuery>,
): Promise<Row[]> {
  const answer = await store.window({ measurement: 'link', where: { operator, link: link.id }, ...query });
  const rows = new Map<number, Row>();
  for (const { points } of answer) {
    for (const { at, values } of points) {
      const numbers = values.map((value) => (typeof value === 'number' ? value : null));
      const held = rows.get(at);
      rows.set(at, { at, values: numbers.map((value, i) => value ?? held?.values[i] ?? null) });
    }
  }
  return [...rows.values()].sort((a, b) => a.at - b.at);
}
