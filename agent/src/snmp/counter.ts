/**
 * From counters to rates: when two readings of one counter make a rate, and why they do not. Pure.
 *
 * A rate is Δcounter ÷ ΔsysUpTime of the replies that carried them: the device's own clock, so that neither a slow
 * reply nor our clock bends it. BigInt until the difference is taken.
 */
import type { NoRateReason } from '@thongsuot/contract/reasons.ts';

/** When a reading was true. */
export interface Moment {
  /** sysUpTime of the reply, hundredths of a second, 0 to 2^32−1. */
  upTicks: number;
  /** Unix epoch ms at which the reply arrived. */
  atMs: number;
}

/** What stands beside the counters of a reading. */
export interface Stamp extends Moment {
  /** Counter32 or Counter64 (RFC 2578 §7.1.6, §7.1.10). */
  bits: 32 | 64;
  /** ifCounterDiscontinuityTime, where the device has it. */
  discontinuityTicks?: number | undefined;
}

export interface RateRules {
  /** Seconds between two polls. */
  intervalS: number;
  /** What the interface can carry at most; undefined when nothing physical says so. */
  lineBitsPerSecond?: number | undefined;
  /** Seconds between two refreshes of the device's counters: a window may hold one refresh more than its length says. */
  refreshStepS?: number | undefined;
}

export type None = { kind: 'none'; because: NoRateReason };
export type Rate = { kind: 'rate'; perSecond: number; spanS: number } | None;

const ticksModulus = 2 ** 32;
const sentinel = 2n ** 64n - 1n;
const counter32Modulus = 2 ** 32;
/** Interface clocks run fast and frames carry overhead that some devices count: 5 % is not yet impossible. */
const lineTolerance = 1.05;
/** Polls start with jitter: three intervals are exceeded only by more than a tenth of one. */
const gapIntervals = 3.1;

const none = (because: NoRateReason): None => ({ kind: 'none', because });

/** How far our clock and sysUpTime may differ over `wallTicks`: 2 s of delayed replies, and 5 % of a bad oscillator. */
const slack = (wallTicks: number): number => 200 + wallTicks * 0.05;

/**
 * Ticks of sysUpTime from one reading to the next, or why the device's clock does not connect them.
 *
 * sysUpTime falls for two reasons: a restart, or its own wrap after 497.1 days. It is the wrap only if the way through
 * 2^32 is as long as our clock says. It may also have restarted and be past its old value already: then it stands
 * below the time that has passed, and has advanced by less.
 * @see RFC 3418 (sysUpTime), RFC 2578 §7.1.8
 */
export function elapsed(older: Moment, newer: Moment, intervalS: number): { kind: 'elapsed'; ticks: number } | None {
  const wallTicks = (newer.atMs - older.atMs) / 10;
  const forward = (newer.upTicks - older.upTicks + ticksModulus) % ticksModulus;
  if (newer.upTicks < older.upTicks) {
    if (Math.abs(forward - wallTicks) > slack(wallTicks)) return none('restart');
  } else if (forward === 0) return none('notAdvancing');
  else if (forward < wallTicks - slack(wallTicks) && newer.upTicks <= wallTicks + slack(wallTicks))
    return none('restart');
  if (Math.max(forward, wallTicks) > gapIntervals * intervalS * 100) return none('gap');
  return { kind: 'elapsed', ticks: forward };
}

/**
 * What a counter grew by between two readings that follow each other, from `before` to `now`, or why that is not known.
 * The difference is taken of BigInts; it is exact as a number, unless it is beyond 2^53 octets and nothing carries it.
 *
 * A Counter64 does not wrap between two polls, so a smaller value means that it started anew. A Counter32 wraps; the
 * difference modulo 2^32 is the true one as long as the line cannot carry 2^32 octets in the time. A Counter32 that is
 * cleared without sysUpTime or ifCounterDiscontinuityTime saying so cannot be told from a wrap here; `series.ts` sees
 * that both directions fell at once.
 * @see RFC 2863 §3.1.5, §3.1.6
 */
export function increase(
  older: Stamp,
  newer: Stamp,
  before: bigint,
  now: bigint,
  rules: RateRules,
): { kind: 'increase'; amount: number; ticks: number } | None {
  if (older.bits !== newer.bits) return none('firstReading');
  const time = elapsed(older, newer, rules.intervalS);
  if (time.kind === 'none' && time.because === 'restart') return time;
  if (newer.bits === 64 && (now === sentinel || before === sentinel)) return none('sentinel');
  const { discontinuityTicks } = newer;
  if (
    discontinuityTicks !== undefined &&
    older.discontinuityTicks !== undefined &&
    discontinuityTicks !== older.discontinuityTicks
  ) {
    return none('discontinuity');
  }
  if (time.kind === 'none') return time;
  if (newer.bits === 64) {
    if (now < before) return none('counterFell');
    return { kind: 'increase', amount: Number(now - before), ticks: time.ticks };
  }
  const octetsMax =
    ((rules.lineBitsPerSecond ?? Number.POSITIVE_INFINITY) * lineTolerance * seconds(time.ticks, rules)) / 8;
  if (octetsMax >= counter32Modulus) return none('mayHaveWrapped');
  const amount = (Number(now - before) + counter32Modulus) % counter32Modulus;
  return { kind: 'increase', amount, ticks: time.ticks };
}

/**
 * The rate of an amount of octets over a time, or `aboveLineRate` when the line cannot have carried it.
 * `perSecond` is in what was counted: octets, errors, discards.
 */
export function rateOver(octets: number, ticks: number, rules: RateRules): Rate {
  const bitsMax = (rules.lineBitsPerSecond ?? Number.POSITIVE_INFINITY) * lineTolerance * seconds(ticks, rules);
  if (octets * 8 > bitsMax) return none('aboveLineRate');
  return { kind: 'rate', perSecond: octets / (ticks / 100), spanS: ticks / 100 };
}

const seconds = (ticks: number, rules: RateRules): number => ticks / 100 + (rules.refreshStepS ?? 0);
