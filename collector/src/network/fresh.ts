/** Whether what was read last still speaks of the present. Pure. */
import { deliveryGraceMs, silenceMsMin, staleIntervals, stallMsMin } from './limits.ts';

export interface Instant {
  /** Wall clock, Unix epoch ms. */
  now: number;
  /** The collector's monotonic clock, less its own stalls. */
  monotonicMs: number;
}

/**
 * True while a reading is at most 3 of its intervals old, with the grace that delivery needs: by its own time, and by
 * its receipt, since a wall clock can jump. The margin of 3 intervals is what tells a late reading from none.
 */
export function isFresh(
  reading: { at: number; receivedMonotonicMs: number },
  intervalS: number,
  instant: Instant,
): boolean {
  const allowed = staleIntervals * intervalS * 1000 + deliveryGraceMs;
  return instant.now - reading.at <= allowed && instant.monotonicMs - reading.receivedMonotonicMs <= allowed;
}

/**
 * True when nothing has been received from an agent for 3 of its intervals, at least 30 s. Silence is counted from its
 * last receipt or from when the collector became ready, whichever is later: before that nobody listened.
 */
export function isSilent(
  lastReceivedMonotonicMs: number | null,
  readyMonotonicMs: number,
  intervalS: number | null,
  monotonicMs: number,
): boolean {
  const since = Math.max(lastReceivedMonotonicMs ?? readyMonotonicMs, readyMonotonicMs);
  return monotonicMs - since > Math.max(silenceMsMin, staleIntervals * (intervalS ?? 0) * 1000);
}

/** A monotonic clock that stands still while the collector itself did: a suspended machine must not silence anybody. */
export class ListeningClock {
  readonly #monotonicMs: () => number;
  #last: number;
  #stalledMs = 0;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#last = monotonicMs();
  }

  /** To be called by each sweep. Returns by how much this one came late, 0 when it did not. */
  sweep(everyMs: number): number {
    const now = this.#monotonicMs();
    const late = now - this.#last - everyMs;
    this.#last = now;
    if (late < stallMsMin) return 0;
    this.#stalledMs += late;
    return late;
  }

  now(): number {
    return this.#monotonicMs() - this.#stalledMs;
  }
}
