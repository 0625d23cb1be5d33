/** Timelines: what state something was in, without a gap and without an overlap. The one form all of availability uses. */

export const states = ['up', 'degraded', 'down', 'unknown', 'maintenance'] as const;
export type AvailabilityState = (typeof states)[number];

/** from ≤ time < to, Unix epoch ms. */
export interface Interval {
  from: number;
  to: number;
  state: AvailabilityState;
}

/** Intervals in order, each beginning where the one before ends; neighbours differ in state. */
export type Timeline = readonly Interval[];

export const carries = (state: AvailabilityState) => state === 'up' || state === 'degraded';

/** Appends, joining equal neighbours and leaving out what is empty. */
export function append(timeline: Interval[], from: number, to: number, state: AvailabilityState): void {
  if (to <= from) return;
  const last = timeline.at(-1);
  if (last !== undefined && last.state === state && last.to === from) last.to = to;
  else timeline.push({ from, to, state });
}

/** The part of a timeline in from ≤ time < to; unknown where it says nothing. */
export function clip(timeline: Timeline, from: number, to: number): Interval[] {
  const out: Interval[] = [];
  let at = from;
  for (const interval of timeline) {
    if (interval.to <= at || interval.from >= to) continue;
    append(out, at, Math.max(at, interval.from), 'unknown');
    at = Math.max(at, interval.from);
    append(out, at, Math.min(to, interval.to), interval.state);
    at = Math.min(to, interval.to);
  }
  append(out, at, to, 'unknown');
  return out;
}
