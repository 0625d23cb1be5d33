/** Whole seconds per state and day. Each second is counted once, in one day: days add up to their month exactly. */
import { dayOf, dayStart } from './days.ts';
import { daysMax } from './limits.ts';
import type { AvailabilityState, Timeline } from './timeline.ts';

/** Whole seconds in each state. */
export type StateSeconds = Record<AvailabilityState, number>;

export interface DaySeconds {
  /** Days since 1970-01-01 of the province's calendar. */
  day: number;
  seconds: StateSeconds;
}

export const noSeconds = (): StateSeconds => ({ up: 0, degraded: 0, down: 0, unknown: 0, maintenance: 0 });

/** A second has the state that held at its beginning: the second in which a state begins still counts to the one before. */
const secondAt = (ms: number) => Math.ceil(ms / 1000);

/** Seconds of a whole timeline. Their sum is the whole seconds that begin in it. */
export function secondsOf(timeline: Timeline): StateSeconds {
  const seconds = noSeconds();
  for (const { from, to, state } of timeline) seconds[state] += secondAt(to) - secondAt(from);
  return seconds;
}

/**
 * Seconds of each day of the province that the timeline touches, in order.
 * @throws RangeError for a timeline of more than 400 days: it was not cut to what is asked for.
 */
export function secondsByDay(timeline: Timeline): DaySeconds[] {
  const [first, last] = [timeline[0], timeline.at(-1)];
  if (first === undefined || last === undefined) return [];
  const firstDay = dayOf(first.from);
  const count = dayOf(last.to - 1) - firstDay + 1;
  if (count > daysMax) {
    throw new RangeError(`seconds by day: the timeline spans ${count} days, at most ${daysMax} are counted at once`);
  }
  const days = Array.from({ length: count }, (_, i): DaySeconds => ({ day: firstDay + i, seconds: noSeconds() }));
  for (const { from, to, state } of timeline) {
    for (let day = dayOf(from); dayStart(day) < to; day++) {
      const seconds = days[day - firstDay]?.seconds;
      // Midnights are whole seconds, so a cut there neither loses a second nor doubles one.
      const part = secondAt(Math.min(to, dayStart(day + 1))) - secondAt(Math.max(from, dayStart(day)));
      if (seconds !== undefined) seconds[state] += part;
    }
  }
  return days;
}

/** The sum, such as that of a month's days. */
export function addSeconds(parts: readonly StateSeconds[]): StateSeconds {
  const sum = noSeconds();
  for (const part of parts) for (const state of Object.keys(sum) as AvailabilityState[]) sum[state] += part[state];
  return sum;
}
