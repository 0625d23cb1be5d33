/**
 * A link's load over a window, from its 5-minute means: p95, busy hour and reserve of each direction. Nothing here knows
 * how long the window is. Pure.
 */
import { type BusyHour, busyHourWithin } from './busy-hour.ts';
import { p95OfSlots, slotsWithin } from './percentile.ts';
import { type DirectionReserve, type LinkReserve, linkReserve } from './reserve.ts';

/** The mean rates of one slot; null where the direction has none. */
export interface SlotMeans {
  /** Start of the slot, a multiple of 5 minutes. */
  at: number;
  inBitsPerSecond: number | null;
  outBitsPerSecond: number | null;
}

export interface DirectionSummary {
  reserve: DirectionReserve;
  busyHour: BusyHour;
  /** Slots present of this direction. */
  n: number;
}

export interface CapacitySummary {
  in: DirectionSummary;
  out: DirectionSummary;
  headline: LinkReserve['headline'];
  /** Of the direction that has fewer slots. */
  basis: LinkReserve['basis'];
}

/**
 * The capacity figures of from ≤ time < to. `capacity` is the present one, in bits per second; null where not known:
 * it is never assumed. Slots outside the window are ignored; of two with one time the later one counts.
 */
export function summarizeCapacity(
  slots: readonly SlotMeans[],
  { from, to }: { from: number; to: number },
  capacity: { in: number | null; out: number | null },
): CapacitySummary {
  const { first, end, expected } = slotsWithin(from, to);
  const inward = new Map<number, number>();
  const outward = new Map<number, number>();
  for (const { at, inBitsPerSecond, outBitsPerSecond } of slots) {
    if (at < first || at >= end) continue;
    if (inBitsPerSecond !== null) inward.set(at, inBitsPerSecond);
    if (outBitsPerSecond !== null) outward.set(at, outBitsPerSecond);
  }
  const load = (means: ReadonlyMap<number, number>, capacityBitsPerSecond: number | null) => ({
    p95: p95OfSlots([...means.values()], expected),
    capacityBitsPerSecond,
  });
  const reserve = linkReserve(load(inward, capacity.in), load(outward, capacity.out), from, to);
  return {
    in: { reserve: reserve.in, busyHour: busyHourWithin(inward, from, to), n: inward.size },
    out: { reserve: reserve.out, busyHour: busyHourWithin(outward, from, to), n: outward.size },
    headline: reserve.headline,
    basis: reserve.basis,
  };
}
