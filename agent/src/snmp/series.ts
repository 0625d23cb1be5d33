/** One link's readings in a row, and the rates they make. Pure; the rules stand in `counter.ts` and `refresh.ts`. */
import type { NoRateReason } from '@thongsuot/contract/reasons.ts';
import { increase, type RateRules, rateOver, type Stamp } from './counter.ts';
import { readingsPerLinkMax } from './limits.ts';
import { isWorthKeeping, pickOlder, type RefreshStep } from './refresh.ts';

/** Side counters, all Counter32 (RFC 2863). */
export const sideCounters = ['inErrors', 'outErrors', 'inDiscards', 'outDiscards'] as const;
export type SideCounter = (typeof sideCounters)[number];

/** By side counter; undefined where the device has none. */
export type Sides = { [counter in SideCounter]?: number | undefined };

export interface LinkReading extends Stamp {
  inOctets: bigint;
  outOctets: bigint;
  sides: Sides;
}

export type LinkRates =
  | {
      kind: 'rates';
      spanS: number;
      inOctetsPerSecond: number;
      outOctetsPerSecond: number;
      /** Per second; those that the device counts and that did not fall in the span. */
      sides: Sides;
    }
  | { kind: 'none'; because: NoRateReason };

/**
 * Sums since the chain began: wraps are undone, so that any two points differ by the truth. They are numbers, since
 * only differences count: `rebase` keeps them where every octet is exact.
 */
interface Point {
  ticks: number;
  in: number;
  out: number;
  sides: Sides;
}

/** Half of what a number holds exactly. */
const sumMax = 2 ** 52;

export interface SavedSeries {
  last: {
    upTicks: number;
    atMs: number;
    bits: 32 | 64;
    inOctets: string;
    outOctets: string;
    discontinuityTicks: number | null;
    sides: Sides;
  };
  points: { ticks: number; in: string; out: string; sides: Sides }[];
}

export class LinkSeries {
  #last: LinkReading | undefined;
  #now: Point = { ticks: 0, in: 0, out: 0, sides: {} };
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
    const [first] = saved.points;
    const since = (sum: string, start: string | undefined) => Number(BigInt(sum) - BigInt(start ?? 0));
    this.#points = saved.points.slice(-readingsPerLinkMax).map((p) => ({
      ticks: p.ticks,
      in: since(p.in, first?.in),
      out: since(p.out, first?.out),
      sides: p.sides,
    }));
    // The last point may have been thinned out; the sums go on from the newest that was saved.
    this.#now = this.#points.at(-1) ?? this.#now;
  }

  /** Takes the next reading in, and returns the rates up to it. Each reason for none starts the row anew. */
  advance(reading: LinkReading, rules: RateRules, step: RefreshStep): LinkRates {
    const last = this.#last;
    if (last === undefined) return this.#restart(reading, 'firstReading');
    const grownIn = increase(last, reading, last.inOctets, reading.inOctets, rules);
    if (grownIn.kind === 'none') return this.#restart(reading, grownIn.because);
    const grownOut = increase(last, reading, last.outOctets, reading.outOctets, rules);
    if (grownOut.kind === 'none') return this.#restart(reading, grownOut.because);
    if (reading.bits === 32 && reading.inOctets < last.inOctets && reading.outOctets < last.outOctets) {
      // Both directions wrapping in one interval is rare; both starting anew is what a cleared interface looks like.
      return this.#restart(reading, 'counterFell');
    }
    const points = this.#points;
    const before = this.#now;
    const alone = points.length === 1 && points[0] === before;
    const now: Point = {
      ticks: before.ticks + grownIn.ticks,
      in: before.in + grownIn.amount,
      out: before.out + grownOut.amount,
      sides: sum(before.sides, last.sides, reading.sides),
    };
    renew(last, reading);
    const index = pickOlder(points, now.ticks, step);
    const older = index < 0 ? undefined : points[index];
    const span = older === undefined ? 0 : now.ticks - older.ticks;
    const rateIn = older && rateOver(now.in - older.in, span, rules);
    const rateOut = older && rateOver(now.out - older.out, span, rules);
    // A counter that fell inside the window has no sum across it.
    const sides = older === undefined ? {} : sideRates(points, index, now, span / 100);
    if (alone && index === 0 && step.kind !== 'cached') this.#replace(before, now);
    else this.#push(now, index, step);
    if (now.in > sumMax || now.out > sumMax) this.#rebase();
    if (rateIn === undefined || rateOut === undefined) return { kind: 'none', because: 'warmingUp' };
    if (rateIn.kind === 'none') return this.#restart(reading, rateIn.because);
    if (rateOut.kind === 'none') return this.#restart(reading, rateOut.because);
    return {
      kind: 'rates',
      spanS: rateIn.spanS,
      inOctetsPerSecond: rateIn.perSecond,
      outOctetsPerSecond: rateOut.perSecond,
      sides,
    };
  }

  /**
   * The only point of a row takes the newest sums on. In place, as the last reading is: both live from poll to poll,
   * and a new object each time is what the collector of garbage pays most for.
   */
  #replace(point: Point, now: Point): void {
    point.ticks = now.ticks;
    point.in = now.in;
    point.out = now.out;
    copySides(point.sides, now.sides);
  }

  /** Keeps the point, if it is far enough from the one before, and forgets those before `index`. */
  #push(now: Point, index: number, step: RefreshStep): void {
    const points = this.#points;
    this.#now = now;
    if (isWorthKeeping(points.at(-1)?.ticks, now.ticks, step)) points.push(now);
    if (index > 0) points.splice(0, index);
    if (points.length > readingsPerLinkMax) points.shift();
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
        sides: { ...last.sides },
      },
      points: points.map((p) => ({ ticks: p.ticks, in: String(p.in), out: String(p.out), sides: { ...p.sides } })),
    };
  }

  #restart(reading: LinkReading, because: NoRateReason): LinkRates {
    this.#last = { ...reading, sides: { ...reading.sides } };
    const zero = (counter: number | undefined) => (counter === undefined ? undefined : 0);
    const { inErrors, outErrors, inDiscards, outDiscards } = reading.sides;
    const sides = {
      inErrors: zero(inErrors),
      outErrors: zero(outErrors),
      inDiscards: zero(inDiscards),
      outDiscards: zero(outDiscards),
    };
    this.#now = { ticks: 0, in: 0, out: 0, sides };
    this.#points = [this.#now];
    return { kind: 'none', because };
  }

  /** Counts from the oldest point anew: after 4 Po a sum would begin to lose octets. */
  #rebase(): void {
    const first = this.#points[0] ?? this.#now;
    const points = this.#points.includes(this.#now) ? this.#points : [...this.#points, this.#now];
    const { in: fromIn, out: fromOut } = first;
    for (const point of points) {
      point.in -= fromIn;
      point.out -= fromOut;
    }
  }
}

/** Makes a reading equal to another. */
function renew(reading: LinkReading, from: LinkReading): void {
  reading.upTicks = from.upTicks;
  reading.atMs = from.atMs;
  reading.bits = from.bits;
  reading.inOctets = from.inOctets;
  reading.outOctets = from.outOctets;
  reading.discontinuityTicks = from.discontinuityTicks;
  copySides(reading.sides, from.sides);
}

function copySides(to: Sides, from: Sides): void {
  to.inErrors = from.inErrors;
  to.outErrors = from.outErrors;
  to.inDiscards = from.inDiscards;
  to.outDiscards = from.outDiscards;
}

/** Sums of the side counters that were there before and did not fall; a fall may be a wrap or a clearing, so it counts as neither. */
function sum(sums: Sides, older: Sides, newer: Sides): Sides {
  return {
    inErrors: sumOf(sums.inErrors, older.inErrors, newer.inErrors),
    outErrors: sumOf(sums.outErrors, older.outErrors, newer.outErrors),
    inDiscards: sumOf(sums.inDiscards, older.inDiscards, newer.inDiscards),
    outDiscards: sumOf(sums.outDiscards, older.outDiscards, newer.outDiscards),
  };
}

function sumOf(before: number | undefined, older: number | undefined, newer: number | undefined): number | undefined {
  if (newer === undefined) return undefined;
  // A negative mark breaks the row of this counter here.
  if (older === undefined || newer < older || before === undefined) return -1;
  return Math.max(before, 0) + (newer - older);
}

/** Rates of the side counters over the points from `index` on up to `now`, of those with an unbroken sum through them. */
function sideRates(points: readonly Point[], index: number, now: Point, spanS: number): Sides {
  return {
    inErrors: sideRate('inErrors', points, index, now, spanS),
    outErrors: sideRate('outErrors', points, index, now, spanS),
    inDiscards: sideRate('inDiscards', points, index, now, spanS),
    outDiscards: sideRate('outDiscards', points, index, now, spanS),
  };
}

function sideRate(
  name: SideCounter,
  points: readonly Point[],
  index: number,
  now: Point,
  spanS: number,
): number | undefined {
  const from = points[index]?.sides[name];
  const to = now.sides[name];
  if (from === undefined || to === undefined || to < 0) return undefined;
  for (let i = index + 1; i < points.length; i++) {
    const between = points[i]?.sides[name];
    if (between === undefined || between < 0) return undefined;
  }
  return Math.max(0, to - Math.max(from, 0)) / spanS;
}
