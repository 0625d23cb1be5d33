/**
 * From stored points to the probes of a timeline: what each reading of an interface, burst of echoes and check of a portal
 * says, by the same rules as the live picture. Pure.
 */
import type { Role } from '@thongsuot/contract/reasons.ts';
import type { Outcome, Probe } from '../availability/intervals.ts';
import { idleBitsPerSecondMax, idleRatioMax, lostBurstsForDown, qualityWindowMs } from '../network/limits.ts';
import { judgeQuality } from '../network/link-state.ts';
import type { Window } from '../network/ring.ts';

/** A link or a check on one day, as the inventory in force then had it. */
export interface PathFacts {
  agent: string;
  site: string | null;
  device: string | null;
  /** Null: a check of a portal. */
  role: Role | null;
  intervalS: number;
  /** Null: nothing probes the far end. */
  probeIntervalS: number | null;
  /** The lesser of contract and shaper, bits per second; null: neither is stated. */
  committed: { in: number; out: number } | null;
}

type Cell = number | string | null | undefined;
export interface StoredRow {
  at: number;
  values: readonly Cell[];
}

export const linkFields = ['oper', 'in_bps', 'capacity_in_bps', 'capacity_out_bps', 'interval_s'] as const;
export const pingFields = ['sent', 'received', 'rtt_ms_avg', 'interval_s'] as const;
export const checkFields = ['up'] as const;

/** ifOperStatus in its own words: these carry nothing (RFC 2863). */
const failed: ReadonlySet<Cell> = new Set(['down', 'lowerLayerDown', 'notPresent']);

const number = (cell: Cell): number | null => (typeof cell === 'number' ? cell : null);
const intervalOf = (cell: Cell, orS: number): number => (number(cell) ?? orS) * 1000;

/** Readings of an interface. Whether it is down was read; it needs no confirmation. */
export function readingProbes(rows: readonly StoredRow[], facts: PathFacts): Probe[] {
  return rows.map(({ at, values: [oper, rate, capacityIn, capacityOut, interval] }) => ({
    at,
    intervalMs: intervalOf(interval, facts.intervalS),
    outcome: readingOutcome(oper, number(rate), { in: number(capacityIn), out: number(capacityOut) }, facts),
  }));
}

function readingOutcome(
  oper: Cell,
  inBitsPerSecond: number | null,
  capacity: { in: number | null; out: number | null },
  { role, probeIntervalS, committed }: PathFacts,
): Outcome {
  if (failed.has(oper)) return 'down';
  if (oper !== 'up') return 'unknown';
  // An idle backup that nothing probes is at best unverified.
  if (role === 'backup' && probeIntervalS === null && isIdle(inBitsPerSecond, capacity.in)) return 'unknown';
  if (committed === null) return 'up';
  const below = (of: number | null, than: number) => of !== null && of < than;
  return below(capacity.in, committed.in) || below(capacity.out, committed.out) ? 'degraded' : 'up';
}

const isIdle = (rate: number | null, capacity: number | null): boolean =>
  rate === null || (capacity === null ? rate < idleBitsPerSecondMax : rate / capacity < idleRatioMax);

/** Bursts of echoes: lost as a whole they are missed and need confirmation; loss or delay at critical degrades. */
export function burstProbes(
  rows: readonly StoredRow[],
  facts: PathFacts,
  critical: { lossRatio: number; rttMs: number },
): Probe[] {
  const bursts = new RowWindow(rows);
  let lastLossAt = Number.NEGATIVE_INFINITY;
  let lastSlowAt = Number.NEGATIVE_INFINITY;
  return rows.map(({ at, values }, i) => {
    const [sent, received, rtt] = [number(values[0]) ?? 0, number(values[1]) ?? 0, number(values[2])];
    if (received < sent) lastLossAt = at;
    if (rtt !== null && rtt >= critical.rttMs) lastSlowAt = at;
    const intervalMs = intervalOf(values[3], facts.probeIntervalS ?? facts.intervalS);
    if (sent === 0) return { at, intervalMs, outcome: 'unknown' };
    if (received === 0) return { at, intervalMs, outcome: 'missed' };
    // Without a loss or a slow echo in the window there is nothing to judge: most of the day.
    if (Math.max(lastLossAt, lastSlowAt) <= at - qualityWindowMs) return { at, intervalMs, outcome: 'up' };
    const { lossCritical, rttCritical } = judgeQuality(bursts.to(i), at, critical);
    return { at, intervalMs, outcome: lossCritical || rttCritical ? 'degraded' : 'up' };
  });
}

/** Checks of a portal: each one counts, as in the live picture. */
export function checkProbes(rows: readonly StoredRow[], facts: PathFacts): Probe[] {
  return rows.map(({ at, values: [up] }) => ({
    at,
    intervalMs: facts.intervalS * 1000,
    outcome: up === 1 ? 'up' : up === 0 ? 'down' : 'unknown',
  }));
}

/** Rows of bursts up to one of them, as `judgeQuality` reads them. */
class RowWindow implements Window {
  readonly #rows: readonly StoredRow[];
  length = 0;
  constructor(rows: readonly StoredRow[]) {
    this.#rows = rows;
  }
  to(index: number): this {
    this.length = index + 1;
    return this;
  }
  at(index: number): number {
    return this.#rows[index]?.at ?? Number.NaN;
  }
  value(field: number, index: number): number {
    return number(this.#rows[index]?.values[field]) ?? Number.NaN;
  }
}

/** Of a confirmation of `lostBurstsForDown` in a row: the live picture's own. */
export const linkConfirmation = { n: lostBurstsForDown, m: lostBurstsForDown };
export const checkConfirmation = { n: 1, m: 1 };
