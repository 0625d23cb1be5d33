/**
 * Reads figures from the tiers, and from raw points where the tiers are not up to date: the hours that are marked, which
 * are the newest ones as a rule.
 */
import type { Tier } from '@thongsuot/contract/storage.ts';
import type { Cell, Row } from '../store/aggregate.ts';
import type { Store } from '../store/store.ts';
import { type Bucket, dayOf, hourMs, slotMs, slotsOf } from './bucket.ts';
import { cellsPerReadMax, rawTailMsMax } from './limits.ts';
import { planOf } from './plan.ts';

/** What of an operator’s measurement is not rolled up as it should be. */
export interface Staleness {
  /** Starts of marked hours with a part in from ≤ time < to, ascending. */
  hours(operator: string, measurement: 'link' | 'ping', from: number, to: number): readonly number[];
  /** Starts of marked days of the province likewise. */
  days(operator: string, measurement: 'link' | 'ping', from: number, to: number): readonly number[];
}

/** A stretch of a range and the tier to read it from, half-open. */
export interface Part {
  tier: Tier;
  from: number;
  to: number;
}

/** The mean rates of one 5-minute slot, bits per second; null where none was measured. */
export interface SlotRates {
  /** Start of the slot, Unix epoch ms. */
  at: number;
  inBitsPerSecond: number | null;
  outBitsPerSecond: number | null;
}

/**
 * The range in up to three parts, each of the coarsest tier that is up to date there: the newest days of a daily series
 * come from hours, its newest hours, and those of any other tier, from raw points. Marked hours that lie more than two
 * days before `to` are read as their tier has them: late data is in it within minutes.
 * @param stepMs parts meet at multiples of it, from the epoch
 */
export function partsOf(
  tier: Tier,
  range: { from: number; to: number; stepMs: number },
  stale: { hours: readonly number[]; days: readonly number[] },
): Part[] {
  const { from, to, stepMs } = range;
  if (tier === 'raw') return from < to ? [{ tier, from, to }] : [];
  const floor = (at: number) => Math.max(from, Math.floor(at / stepMs) * stepMs);
  const tail = stale.hours.find((hour) => hour >= to - rawTailMsMax);
  const rawFrom = tail === undefined ? to : Math.min(to, floor(tail));
  if (tier !== '1d')
    return [
      { tier, from, to: rawFrom },
      { tier: 'raw' as const, from: rawFrom, to },
    ].filter(isSome);
  // A day that has not ended has no point yet, nor has one whose hours are out of date.
  const markedDay = stale.days.find((day) => day >= dayOf(to) - rawTailMsMax) ?? to;
  const newestDay = Math.min(dayOf(to), dayOf(tail ?? to), markedDay);
  const hoursFrom = Math.min(to, Math.max(from, newestDay));
  return [
    { tier, from, to: hoursFrom },
    { tier: '1h' as const, from: hoursFrom, to: Math.max(hoursFrom, rawFrom) },
    { tier: 'raw' as const, from: Math.max(hoursFrom, rawFrom), to },
  ].filter(isSome);
}

const isSome = ({ from, to }: Part): boolean => from < to;

/**
 * The 5-minute means of a link over the whole slots from ≤ time < to: from the 5 m tier, and where hours are marked from
 * raw points, weighted alike, so that it is the same figures either way. Slots without any rate are left out.
 * @param from, to multiples of 5 minutes
 * @param stale null: there are no tiers, all is read from raw points
 * @throws StoreUnavailable
 */
export async function readSlotRates(
  store: Pick<Store, 'window'>,
  stale: Staleness | null,
  link: { operator: string; link: string },
  from: number,
  to: number,
): Promise<SlotRates[]> {
  if (from >= to) return [];
  const slots = new Map<number, SlotRates>();
  const where = { operator: link.operator, link: link.link };
  if (stale !== null) {
    const limit = Math.ceil((to - from) / slotMs);
    const query = { measurement: 'link', tier: '5m', fields: ['in_bps', 'out_bps'], where, from, to, limit } as const;
    for (const { points } of await store.window(query)) {
      for (const { at, values } of points) lay(slots, at, values[0], values[1]);
    }
  }
  for (const run of runsOf(stale?.hours(link.operator, 'link', from, to) ?? null, from, to)) {
    for (const at of slots.keys()) if (at >= run.from && at < run.to) slots.delete(at);
    for (const { at, fields } of await rawSlots(store, where, run)) lay(slots, at, fields['in_bps'], fields['out_bps']);
  }
  return [...slots.values()].sort((a, b) => a.at - b.at);
}

/** A link filed under another endpoint or site is still the same link: where both have a slot, the first counts. */
function lay(slots: Map<number, SlotRates>, at: number, inward: Cell | undefined, outward: Cell | undefined): void {
  const held = slots.get(at);
  const number = (value: Cell | undefined) => (typeof value === 'number' ? value : null);
  const rates = {
    at,
    inBitsPerSecond: held?.inBitsPerSecond ?? number(inward),
    outBitsPerSecond: held?.outBitsPerSecond ?? number(outward),
  };
  if (rates.inBitsPerSecond !== null || rates.outBitsPerSecond !== null) slots.set(at, rates);
}

async function rawSlots(
  store: Pick<Store, 'window'>,
  where: Readonly<Record<string, string>>,
  { from, to }: { from: number; to: number },
): Promise<Bucket[]> {
  const plan = planOf('link');
  if (plan === undefined) throw new Error('links are rolled up');
  const some = { ...plan, fields: plan.fields.filter(({ name }) => rawFields.includes(name)) };
  const fields = some.fields.map(({ name }) => name);
  const query = { measurement: 'link', tier: 'raw', fields, where, from, to, limit: cellsPerReadMax } as const;
  const rows = new Map<number, Row>();
  for (const { points } of await store.window(query)) {
    for (const { at, values } of points) {
      const held = rows.get(at)?.values;
      rows.set(at, { at, values: values.map((value, i) => held?.[i] ?? value) });
    }
  }
  return slotsOf(
    some,
    [...rows.values()].sort((a, b) => a.at - b.at),
  );
}

const rawFields = ['in_bps', 'out_bps', 'span_s', 'interval_s'];

/** Neighbouring hours as one stretch, cut to the range. */
export function runsOf(hours: readonly number[] | null, from: number, to: number): { from: number; to: number }[] {
  if (hours === null) return [{ from, to }];
  const runs: { from: number; to: number }[] = [];
  for (const hour of hours) {
    const [begin, end] = [Math.max(from, hour), Math.min(to, hour + hourMs)];
    const last = runs.at(-1);
    if (last !== undefined && begin <= last.to) last.to = end;
    else if (begin < end) runs.push({ from: begin, to: end });
  }
  return runs;
}
