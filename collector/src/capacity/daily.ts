/**
 * A link's load over one day, from its 5-minute means: p95, busy hour and reserve of each direction. The same figures
 * over 30 days will be read from the 5-minute tier once rollups fill it: nothing here knows how long the window is.
 * Pure.
 */
import { nearestRank, presentRatioMin, slotMs, slotsWithin } from './percentile.ts';

/** The mean rates of one slot; null where the direction has none. */
export interface SlotMeans {
  /** Start of the slot, a multiple of 5 minutes. */
  at: number;
  inBitsPerSecond: number | null;
  outBitsPerSecond: number | null;
}

export interface DirectionOfDay {
  p95BitsPerSecond: number;
  /** The greatest mean of four consecutive quarter hours; null when no four of them have one. */
  busyHourBitsPerSecond: number | null;
  /** Capacity less p95, negative above it; null when the capacity is not known. */
  reserveBitsPerSecond: number | null;
}

export interface CapacityOfDay {
  /** Slots present of the direction that has fewer, of those expected. */
  n: number;
  expected: number;
  /** Null with fewer than 90 % of the slots: then neither direction is stated. */
  figures: { in: DirectionOfDay; out: DirectionOfDay } | null;
}

/** Quarter hours are aligned to the clock, three slots each. */
const quarterMs = 3 * slotMs;
/** Slots that a quarter hour must have: all of them, an hour must not lean on two thirds. */
const quarterSlotsMin = 3;
const quartersPerHour = 4;

/**
 * The capacity figures of from ≤ time < to. `capacity` is the present one, in bits per second; null where not known:
 * it is never assumed. Slots outside the window are ignored; of two with one time the later one counts.
 */
export function summarizeCapacity(
  slots: readonly SlotMeans[],
  { from, to }: { from: number; to: number },
  capacity: { in: number | null; out: number | null },
): CapacityOfDay {
  const { first, end, expected } = slotsWithin(from, to);
  const inward = new Map<number, number>();
  const outward = new Map<number, number>();
  for (const { at, inBitsPerSecond, outBitsPerSecond } of slots) {
    if (at < first || at >= end) continue;
    if (inBitsPerSecond !== null) inward.set(at, inBitsPerSecond);
    if (outBitsPerSecond !== null) outward.set(at, outBitsPerSecond);
  }
  const n = Math.min(inward.size, outward.size);
  const [a, b] = [directionOf(inward, expected, capacity.in), directionOf(outward, expected, capacity.out)];
  return { n, expected, figures: a === null || b === null ? null : { in: a, out: b } };
}

function directionOf(
  means: ReadonlyMap<number, number>,
  expected: number,
  capacity: number | null,
): DirectionOfDay | null {
  if (expected === 0 || means.size < presentRatioMin * expected) return null;
  const p95 = nearestRank([...means.values()], 0.95);
  if (p95 === null) return null;
  return {
    p95BitsPerSecond: p95,
    busyHourBitsPerSecond: busyHour(means),
    reserveBitsPerSecond: capacity === null ? null : capacity - p95,
  };
}

/** The greatest mean of four consecutive quarter hours; null when there are no four. `means` is keyed by slot. */
export function busyHour(means: ReadonlyMap<number, number>): number | null {
  const quarters = new Map<number, { sum: number; slots: number }>();
  for (const [at, mean] of means) {
    const start = Math.floor(at / quarterMs) * quarterMs;
    const held = quarters.get(start);
    quarters.set(start, { sum: (held?.sum ?? 0) + mean, slots: (held?.slots ?? 0) + 1 });
  }
  let greatest: number | null = null;
  for (const start of quarters.keys()) {
    let sum = 0;
    let found = 0;
    for (; found < quartersPerHour; found++) {
      const quarter = quarters.get(start + found * quarterMs);
      if (quarter === undefined || quarter.slots < quarterSlotsMin) break;
      sum += quarter.sum / quarter.slots;
    }
    if (found < quartersPerHour) continue;
    const mean = sum / quartersPerHour;
    if (greatest === null || mean > greatest) greatest = mean;
  }
  return greatest;
}
