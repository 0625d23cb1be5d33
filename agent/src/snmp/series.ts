/** One link's readings in a row, and the rates they make. Pure; the rules stand in `counter.ts` and `refresh.ts`. */
import type { NoRateReason } from '@thongsuot/contract/reasons.ts';
import { type CounterReading, increase, type Moment, type RateRules, rateOver } from './counter.ts';
import { readingsPerLinkMax } from './limits.ts';
import { isWorthKeeping, pickOlder, type RefreshStep } from './refresh.ts';

/** Side counters, all Counter32 (RFC 2863); absent where the device has none. */
export const sideCounters = ['inErrors', 'outErrors', 'inDiscards', 'outDiscards'] as const;
export type SideCounter = (typeof sideCounters)[number];

export interface LinkReading extends Moment {
  bits: 32 | 64;
  inOctets: bigint;
  outOctets: bigint;
  discontinuityTicks?: number | undefined;
  sides: Partial<Record<SideCounter, number>>;
}

export type LinkRates =
  | {
      kind: 'rates';
      spanS: number;
      inOctetsPerSecond: number;
      outOctetsPerSecond: number;
      /** Per second; those that the device counts and that did not fall in the span. */
      sides: Partial<Record<SideCounter, number>>;
    }
  | { kind: 'none'; because: NoRateReason };

/** Sums since the chain began: wraps are undone, so that any two points differ by the truth. */
interface Point {
  ticks: number;
  in: bigint;
  out: bigint;
  sides: Partial<Record<SideCounter, number>>;
}

export interface SavedSeries {
  last: {
    upTicks: number;
    atMs: number;
    bits: 32 | 64;
    inOctets: string;
    outOctets: string;
    discontinuityTicks: number | null;
    sides: Partial<Record<SideCounter, number>>;
  };
  points: { ticks: number; in: string; out: string; sides: Partial<Record<SideCounter, number>> }[];
}

export class LinkSeries {
  #last: LinkReading | undefined;
  #now: Point = { ticks: 0, in: 0n, out: 0n, sides: {} };
  #points: Point[] = [];

  constructor(saved?: SavedSeries) {
    if (saved === undefined) return;
    const { last } = saved;
    this.#last = {
      ...last,
      inOctets: BigInt(last.inOctets),
      outOctets: BigInt(last.outOctets),
      discontinuityTicks: last.discontinuityTicks ?? undefined,
    };
    this.#points = saved.points
      .slice(-readingsPerLinkMax)
      .map((p) => ({ ticks: p.ticks, in: BigInt(p.in), out: BigInt(p.out), sides: p.sides }));
    // The last point may have been thinned out; the sums go on from the newest that was saved.
    this.#now = this.#points.at(-1) ?? this.#now;
  }

  /** Takes the next reading in, and returns the rates up to it. Each reason for none starts the row anew. */
  advance(reading: LinkReading, rules: RateRules, step: RefreshStep): LinkRates {
    const last = this.#last;
    const grownIn = increase(last && counter(last, last.inOctets), counter(reading, reading.inOctets), rules);
    const grownOut = increase(last && counter(last, last.outOctets), counter(reading, reading.outOctets), rules);
    if (last === undefined || grownIn.kind === 'none') return this.#restart(reading, reasonOf(grownIn));
    if (grownOut.kind === 'none') return this.#restart(reading, grownOut.because);
    if (reading.bits === 32 && reading.inOctets < last.inOctets && reading.outOctets < last.outOctets) {
      // Both directions wrapping in one interval is rare; both starting anew is what a cleared interface looks like.
      return this.#restart(reading, 'counterFell');
    }
    const before = this.#now;
    const sides = sum(before.sides, last.sides, reading.sides);
    const now: Point = {
      ticks: before.ticks + grownIn.ticks,
      in: before.in + grownIn.amount,
      out: before.out + grownOut.amount,
      sides,
    };
    this.#last = reading;
    this.#now = now;
    const ticks = this.#points.map((p) => p.ticks);
    const index = pickOlder(ticks, now.ticks, step);
    const older = index === undefined ? undefined : this.#points[index];
    // A counter that fell inside the window has no sum across it.
    const between = index === undefined ? [] : this.#points.slice(index);
    if (isWorthKeeping(this.#points.at(-1)?.ticks, now.ticks, step)) this.#points.push(now);
    if (index !== undefined && index > 0) this.#points.splice(0, index);
    if (this.#points.length > readingsPerLinkMax) this.#points.shift();
    if (older === undefined) return { kind: 'none', because: 'warmingUp' };
    const span = now.ticks - older.ticks;
    const rateIn = rateOver(now.in - older.in, span, rules);
    const rateOut = rateOver(now.out - older.out, span, rules);
    if (rateIn.kind === 'none') return this.#restart(reading, rateIn.because);
    if (rateOut.kind === 'none') return this.#restart(reading, rateOut.because);
    return {
      kind: 'rates',
      spanS: rateIn.spanS,
      inOctetsPerSecond: rateIn.perSecond,
      outOctetsPerSecond: rateOut.perSecond,
      sides: sideRates([...between, now], rateIn.spanS),
    };
  }

  /** Whether a next reading would continue a row. */
  get isRunning(): boolean {
    return this.#last !== undefined;
  }

  /** Forgets everything: what comes next is another interface, or the same after a time unseen. */
  reset(): void {
    this.#last = undefined;
    this.#points = [];
  }

  save(): SavedSeries | undefined {
    const last = this.#last;
    if (last === undefined) return undefined;
    // The newest sums must be among the points, or the row could not be continued.
    const points = this.#points.at(-1) === this.#now ? this.#points : [...this.#points, this.#now];
    return {
      last: {
        upTicks: last.upTicks,
        atMs: last.atMs,
        bits: last.bits,
        inOctets: String(last.inOctets),
        outOctets: String(last.outOctets),
        discontinuityTicks: last.discontinuityTicks ?? null,
        sides: last.sides,
      },
      points: points.map((p) => ({ ticks: p.ticks, in: String(p.in), out: String(p.out), sides: p.sides })),
    };
  }

  #restart(reading: LinkReading, because: NoRateReason): LinkRates {
    this.#last = reading;
    const zero = Object.fromEntries(Object.keys(reading.sides).map((name) => [name, 0]));
    this.#now = { ticks: 0, in: 0n, out: 0n, sides: zero };
    this.#points = [this.#now];
    return { kind: 'none', because };
  }
}

const counter = (reading: LinkReading, value: bigint): CounterReading => ({
  upTicks: reading.upTicks,
  atMs: reading.atMs,
  bits: reading.bits,
  discontinuityTicks: reading.discontinuityTicks,
  value,
});

const reasonOf = (grown: ReturnType<typeof increase>): NoRateReason =>
  grown.kind === 'none' ? grown.because : 'firstReading';

type Sides = Partial<Record<SideCounter, number>>;

/** Sums of the side counters that were there before and did not fall; a fall may be a wrap or a clearing, so it counts as neither. */
function sum(sums: Sides, older: Sides, newer: Sides): Sides {
  const out: Sides = {};
  for (const name of sideCounters) {
    const a = older[name];
    const b = newer[name];
    if (b === undefined) continue;
    // A negative mark breaks the row of this counter here.
    if (a === undefined || b < a || sums[name] === undefined) out[name] = -1;
    else out[name] = Math.max(sums[name], 0) + (b - a);
  }
  return out;
}

/** Rates of the side counters over the window, of those that have an unbroken sum through it. */
function sideRates(window: readonly Point[], spanS: number): Sides {
  const out: Sides = {};
  const first = window[0];
  const last = window.at(-1);
  if (first === undefined || last === undefined) return out;
  for (const name of sideCounters) {
    const from = first.sides[name];
    const to = last.sides[name];
    const broken = window.slice(1).some((p) => p.sides[name] === undefined || p.sides[name] < 0);
    if (from === undefined || to === undefined || broken) continue;
    out[name] = Math.max(0, to - Math.max(from, 0)) / spanS;
  }
  return out;
}
