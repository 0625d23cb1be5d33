/** p95 as contracts and this system mean it: the nearest rank of 5-minute means aligned to the clock. */

/** Width of a slot. Five minutes is what operators bill and plan on; days of the province are whole numbers of them. */
export const slotMs = 300_000;

/** Share of slots that must have a mean; below it the percentile is of another population than its name says. */
export const presentRatioMin = 0.9;

/**
 * The value at rank ⌈q·n⌉ (1 is the least); null of nothing. It is always one of the values, never between two.
 * `values` need no order and are not changed.
 */
export function nearestRank(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  // In binary 0.07 × 100 lies a hair above 7 and would take rank 8: the product is rounded first.
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(Number((q * sorted.length).toFixed(9)))));
  return sorted[rank - 1] ?? null;
}

/** Slots that lie wholly in from ≤ time < to. A slot cut by either end has no mean of its own and is not expected. */
export function slotsWithin(from: number, to: number): { first: number; end: number; expected: number } {
  const first = Math.ceil(from / slotMs) * slotMs;
  const end = Math.max(first, Math.floor(to / slotMs) * slotMs);
  return { first, end, expected: (end - first) / slotMs };
}

export interface Percentile {
  /** Null: not enough data. */
  value: number | null;
  n: number;
  expected: number;
}

/**
 * p95 of slot means of one direction. Null with fewer than 90 % of the expected slots present ("not enough data").
 * `means` holds one value a slot, those that are present only.
 */
export function p95OfSlots(means: readonly number[], expected: number): Percentile {
  const n = means.length;
  const enough = expected > 0 && n >= presentRatioMin * expected;
  return { value: enough ? nearestRank(means, 0.95) : null, n, expected };
}
