/**
 * How often a device refreshes its counters, learnt from pairs of (sysUpTime, counter), and how far back to difference
 * so that the refresh does not bend the rate. Pure: the poller reads, this decides when.
 *
 * Devices answer counters from a cache under a live sysUpTime: snmpd refreshes each 3 s, line cards up to each 30 s.
 * Two readings then hold one refresh more or less than their distance says: with polls each 5 s a constant flow reads
 * −40 % and +20 %. Over 10 steps the error is at most a tenth.
 *
 * The variance of ordinary polls cannot tell a step from traffic that varies, so a few extra GETs of one busy counter
 * are made at start (at most `probeReadsMax` a poll, within 10 s or, of a slow device, 22; then none for good):
 *
 *   counter  ┌───── a1 │b1 ────────── a2│b2      unchanged from b1 to a2:  step ≥ a2 − b1   (`low`)
 *   ─────────┘         └────────────────└──      a refresh in each edge:   step ≤ b2 − a1   (`high`)
 *
 * - Two changes within 0.6 s, seen twice: live, whatever the traffic does. Four reads, a second's work.
 * - Bounds that come together: cached, with that step. Reads of consecutive polls join into one chain, so that a
 *   step longer than one probe closes in as well; after `probesMax` polls `high` stands, which errs on the long side.
 * - A pause counts as unchanged only if the counter's own mean says that at least 8 full frames should have passed in
 *   it; a counter that does not move, or hardly, therefore teaches nothing, and no step is assumed.
 */
import { probeMsMax, probeReadsMax, probesMax, readingsPerLinkMax, refreshStepSMax, slowProbeMsMax } from './limits.ts';

/** Refresh steps that the window of a rate holds at least. */
export const stepsPerWindowMin = 10;

/** Octets that must be expected in a pause before its silence says anything: 8 frames of 1,500 octets. */
const silenceOctetsMin = 12_000;
/** A counter slower than this teaches nothing: a pause of 1 s says nothing about it. */
export const busyOctetsPerSecond = 12_000;
/** Two changes within this are live: no cache is known that is faster and matters. */
const liveTicksMax = 60;
/** A shorter stand-still is a pause in the traffic. */
const plateauTicksMin = 50;
/** A counter that stood still this long is probed for longer, so that two of its refreshes are seen. */
const slowTicksMin = 250;
/** Bounds this near to each other are final. */
const settledRatio = 1.4;
/** Bounds this near make a step that rates may rely on while it is still being refined. */
const usableRatio = 2;
/** Changes that a step is learnt from at least: two whole distances. A pause in the traffic alone is no step. */
const changesMin = 3;
/** A device's own timer is late by as much. */
const boundToleranceS = 0.15;
/** Polls come with jitter: a window this near to 10 steps is one of 10 steps. */
const windowTolerance = 0.97;
const readsInChainMax = 200;

export type RefreshStep =
  /** Nothing learnt: no busy counter yet, or no time. Rates take one interval. */
  | { kind: 'unknown' }
  /** Counters stand still while traffic flows, but for how long is not known: a rate would be a guess. */
  | { kind: 'suspected' }
  | { kind: 'live' }
  | { kind: 'cached'; stepS: number; longestS: number };

interface Read {
  upTicks: number;
  value: bigint;
}

export interface SavedRefresh {
  lowS: number;
  highS: number | null;
  verdict: 'live' | 'cached' | null;
}

export class RefreshLearner {
  #chain: Read[] = [];
  #counter = '';
  #lowTicks = 0;
  #highTicks = Number.POSITIVE_INFINITY;
  #verdict: 'live' | 'cached' | null = null;
  /** What was known before the device restarted. */
  #before: RefreshStep | undefined;
  /** Changes seen in the chain. */
  #changes = 0;
  #probes = 0;
  #reads = 0;
  #elapsedMs = 0;
  /** The last probe saw no change at all: an idle counter, or one behind a cache longer than the probe. */
  #stoodStill = false;

  constructor(saved?: SavedRefresh) {
    if (saved === undefined) return;
    this.#lowTicks = saved.lowS * 100;
    this.#highTicks = saved.highS === null ? Number.POSITIVE_INFINITY : saved.highS * 100;
    this.#verdict = saved.verdict;
  }

  get step(): RefreshStep {
    const now = this.#learnt();
    return this.#before !== undefined && (now.kind === 'unknown' || now.kind === 'suspected') ? this.#before : now;
  }

  /** True once no more probes are wanted. */
  get settled(): boolean {
    return this.#verdict !== null || this.#probes >= probesMax;
  }

  /** A cache is suspected: the question is worth more reads even while traffic is low. */
  get wantsMore(): boolean {
    return this.#lowTicks > 0 && !this.settled;
  }

  /** Starts over, keeping what is known until it is known better: the device restarted, perhaps with other software. */
  doubt(): void {
    const { step } = this;
    this.#before = step.kind === 'cached' || step.kind === 'live' ? step : undefined;
    this.#verdict = null;
    this.#lowTicks = 0;
    this.#highTicks = Number.POSITIVE_INFINITY;
    this.#changes = 0;
    this.#probes = 0;
    this.#chain = [];
    this.#stoodStill = false;
  }

  /** Begins the probe of one poll on this counter, with the reading that the poll itself made. */
  begin(counter: string, read: Read): void {
    if (counter !== this.#counter) this.#chain = [];
    this.#stoodStill = false;
    this.#counter = counter;
    this.#reads = 0;
    this.#elapsedMs = 0;
    this.#take(read);
  }

  /** Milliseconds to wait before the next read of this probe, or undefined when it is over. */
  wait(): number | undefined {
    if (this.settled || this.#reads >= probeReadsMax || this.#chain.length === 0) return undefined;
    // Four reads show whether the counter moves at all.
    if (this.#reads >= 4 && this.#isIdle()) return undefined;
    const ms = this.#nextWaitMs();
    const longestMs = this.#lowTicks >= slowTicksMin ? slowProbeMsMax : probeMsMax;
    return this.#elapsedMs + ms > longestMs ? undefined : ms;
  }

  /** Fast at first, for a live device; then in parts of the step as it is known, other parts in each probe. */
  #nextWaitMs(): number {
    if (this.#probes < 2 || this.#lowTicks === 0) {
      return this.#reads < 3 ? 250 : Math.min(1_500, 400 + (this.#reads - 3) * 150);
    }
    const part = [0.4, 0.25, 0.33, 0.29][this.#probes % 4] ?? 0.4;
    return Math.min(3_000, Math.max(250, Math.round(this.#lowTicks * 10 * part)));
  }

  observe(read: Read, waitedMs: number): void {
    this.#reads++;
    this.#elapsedMs += waitedMs;
    this.#take(read);
    this.#learn();
  }

  /** Ends the probe of this poll. */
  end(): void {
    if (this.#reads === 0 || this.#isIdle()) return;
    const { [0]: first } = this.#chain;
    this.#stoodStill = first !== undefined && first.value > 0n && first.value === this.#chain.at(-1)?.value;
    this.#probes++;
    if (this.#probes < probesMax || this.#verdict !== null || this.#highTicks === Number.POSITIVE_INFINITY) return;
    // Undecided: the upper bound errs on the side of a window that is too long, never too short.
    this.#verdict = this.#highTicks <= 100 ? 'live' : this.#lowTicks > 0 ? 'cached' : null;
    this.#lowTicks = Math.min(this.#lowTicks, this.#highTicks);
  }

  save(): SavedRefresh {
    const before = this.#verdict === null ? this.#before : undefined;
    if (before?.kind === 'live') return { lowS: 0, highS: null, verdict: 'live' };
    if (before?.kind === 'cached') return { lowS: before.longestS, highS: before.longestS, verdict: 'cached' };
    return {
      lowS: this.#lowTicks / 100,
      highS: this.#highTicks === Number.POSITIVE_INFINITY ? null : this.#highTicks / 100,
      verdict: this.#verdict,
    };
  }

  #learnt(): RefreshStep {
    if (this.#verdict === 'live') return { kind: 'live' };
    const low = this.#lowTicks / 100;
    const high = this.#highTicks / 100;
    const usable = this.#verdict === 'cached' || (this.#changes >= changesMin && low > 0 && high <= low * usableRatio);
    if (usable && high <= refreshStepSMax) {
      const whole = wholeBetween(low, high);
      if (whole !== undefined) return { kind: 'cached', stepS: whole, longestS: whole };
      return { kind: 'cached', stepS: Math.round(((low + high) / 2) * 10) / 10, longestS: Math.max(low, high) };
    }
    const suspected = (low > 0 || this.#stoodStill) && this.#probes < probesMax;
    return suspected ? { kind: 'suspected' } : { kind: 'unknown' };
  }

  #take(read: Read): void {
    const last = this.#chain.at(-1);
    if (last !== undefined && read.upTicks === last.upTicks) return;
    if (last !== undefined && (read.upTicks < last.upTicks || read.value < last.value)) this.#chain = [];
    this.#chain.push(read);
    if (this.#chain.length > readsInChainMax) this.#chain.shift();
  }

  #octetsPerTick(): number {
    const first = this.#chain[0];
    const last = this.#chain.at(-1);
    if (first === undefined || last === undefined || first === last) return 0;
    return Number(last.value - first.value) / (last.upTicks - first.upTicks);
  }

  #isIdle(): boolean {
    const first = this.#chain[0];
    const last = this.#chain.at(-1);
    if (first === undefined || last === undefined) return true;
    // A cached counter looks idle until its first refresh: within the time of one the question stays open.
    if (first.value === last.value) return last.upTicks - first.upTicks > refreshStepSMax * 100;
    return this.#octetsPerTick() * 100 < busyOctetsPerSecond;
  }

  #learn(): void {
    const mean = this.#octetsPerTick();
    if (mean === 0 || this.#isIdle()) return;
    let before: { from: number; to: number } | undefined; // the last change: between these two reads
    let quick = 0;
    let changes = 0;
    for (let i = 1; i < this.#chain.length; i++) {
      const a = this.#chain[i - 1];
      const b = this.#chain[i];
      if (a === undefined || b === undefined || a.value === b.value) continue;
      changes++;
      // Unchanged from the end of the last change to the beginning of this one.
      const since = before?.to ?? this.#chain[0]?.upTicks ?? a.upTicks;
      const plateau = a.upTicks - since;
      if (plateau >= plateauTicksMin && plateau * mean >= silenceOctetsMin)
        this.#lowTicks = Math.max(this.#lowTicks, plateau);
      if (before !== undefined) {
        const both = b.upTicks - before.from;
        this.#highTicks = Math.min(this.#highTicks, both);
        if (both <= liveTicksMax) quick++;
      }
      before = { from: a.upTicks, to: b.upTicks };
    }
    // The pause that the chain ends in is as long as it is already.
    const open = (this.#chain.at(-1)?.upTicks ?? 0) - (before?.to ?? 0);
    if (before !== undefined && open >= plateauTicksMin && open * mean >= silenceOctetsMin)
      this.#lowTicks = Math.max(this.#lowTicks, open);
    this.#changes = changes;
    const low = this.#lowTicks;
    const high = this.#highTicks;
    if (quick >= 2) {
      this.#verdict = 'live';
      this.#lowTicks = 0;
    } else if (changes < changesMin) return;
    // Every single read differed: whatever the step is, it is shorter than the reads are apart.
    else if (low === 0 && this.#chain.length >= 8 && this.#everyReadDiffers()) this.#verdict = 'live';
    else if (
      low > 0 &&
      (high <= low * settledRatio || (high <= low * usableRatio && wholeBetween(low / 100, high / 100) !== undefined))
    ) {
      // Bounds may cross by the jitter of the device's own timer.
      this.#highTicks = Math.max(high, low);
      this.#verdict = 'cached';
    }
  }

  #everyReadDiffers(): boolean {
    return this.#chain.every((read, i) => i === 0 || read.value !== this.#chain[i - 1]?.value);
  }
}

/**
 * Index of the reading to difference against: the newest that lies at least 10 refresh steps back, or the one before
 * when the device has no step that matters. −1 while none is old enough. The readings' ticks ascend.
 */
export function pickOlder(readings: readonly { ticks: number }[], nowTicks: number, step: RefreshStep): number {
  if (step.kind === 'suspected') return -1;
  if (step.kind !== 'cached') return readings.length - 1;
  const windowTicks = step.longestS * 100 * stepsPerWindowMin;
  return readings.findLastIndex(({ ticks }) => nowTicks - ticks >= windowTicks * windowTolerance);
}

/** Whether a reading is far enough from the last one kept: a window is kept in parts, not in every poll of it. */
export function isWorthKeeping(lastTicks: number | undefined, nowTicks: number, step: RefreshStep): boolean {
  if (lastTicks === undefined || step.kind !== 'cached') return true;
  return nowTicks - lastTicks >= (step.longestS * 100 * stepsPerWindowMin) / (readingsPerLinkMax - 10);
}

/** Caches run on timers of whole seconds: the single whole number between the bounds, if there is one. */
function wholeBetween(lowS: number, highS: number): number | undefined {
  const whole = Math.ceil(lowS - boundToleranceS);
  return whole >= 1 && whole <= highS && whole + 1 > highS ? whole : undefined;
}
