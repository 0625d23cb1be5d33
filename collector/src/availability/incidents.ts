/** Incidents of a timeline, and what their lengths say. Merging flaps counts incidents and never changes a second. */
import { failuresMin, flapMs } from './limits.ts';
import { type StateSeconds, secondsOf } from './seconds.ts';
import { append, carries, type Interval, type Timeline } from './timeline.ts';

export interface Incident {
  /** Start of its first down time; the beginning of the window when it was down already. */
  startedAt: number;
  /** It was down when the window began: its true start lies before. */
  startedBefore: boolean;
  /** End of its last down time; null: no state that carries was seen since, it is open (censored). */
  restoredAt: number | null;
  /** Time not known or under maintenance between that end and the first moment it carried: it may have lasted longer. */
  uncertainMs: number;
  /** Seconds down within it: those of the timeline, without the pauses between flaps. */
  downS: number;
  /** Times it came back for at most 2 minutes and failed again. */
  flaps: number;
}

/**
 * The incidents of a timeline in order. One ends when a state that carries holds for more than 2 minutes, or up to the
 * end of the window; time unknown or under maintenance ends none, since nobody saw it restored.
 */
export function incidentsOf(timeline: Timeline): Incident[] {
  const incidents: Incident[] = [];
  let open: Incident | null = null;
  let carried: Interval | null = null;
  for (const interval of joinCarrying(timeline)) {
    const { from, to, state } = interval;
    if (carries(state)) {
      if (open !== null && open.restoredAt === null) open.restoredAt = from - open.uncertainMs;
      carried = interval;
      if (open !== null && to - from > flapMs) open = null;
    } else if (state === 'down') {
      if (open === null) {
        const startedBefore = from === timeline[0]?.from;
        open = { startedAt: from, startedBefore, restoredAt: null, uncertainMs: 0, downS: 0, flaps: 0 };
        incidents.push(open);
      } else if (open.restoredAt !== null) open.flaps++;
      open.restoredAt = null;
      open.uncertainMs = 0;
      open.downS += secondsOf([interval]).down;
      carried = null;
    } else if (open !== null && carried !== null) {
      // Up, then unknown: it had been restored, and what follows is another matter.
      open = null;
    } else if (open !== null) open.uncertainMs += to - from;
  }
  for (const incident of incidents) if (incident.restoredAt === null) incident.uncertainMs = 0;
  return incidents;
}

/** Up and degraded are one for an incident: a degraded link carries. */
function joinCarrying(timeline: Timeline): Interval[] {
  const out: Interval[] = [];
  for (const { from, to, state } of timeline) append(out, from, to, carries(state) ? 'up' : state);
  return out;
}

export interface RepairTimes {
  /** Seconds, over the incidents whose start and end are known; null of none. p90 by nearest rank. */
  meanS: number | null;
  medianS: number | null;
  p90S: number | null;
  /** Incidents these are of, of all. */
  n: number;
  expected: number;
  /** Censored: open at the end of the window, and down already when it began. They are counted, never dropped. */
  open: number;
  startedBefore: number;
  /** Mean with the open ones at the age they have reached: the true one is at least this. Null when nothing is known. */
  meanAtLeastS: number | null;
}

export interface IncidentFigures {
  from: number;
  to: number;
  repair: RepairTimes;
  /** Seconds that carried per failure that began in the window; null with fewer than 3. */
  betweenFailuresS: number | null;
  failures: number;
  rule: 'incidents';
}

/** MTTR and MTBF of a timeline's incidents. */
export function figuresOf(timeline: Timeline, incidents: readonly Incident[] = incidentsOf(timeline)): IncidentFigures {
  const [from, to] = [timeline[0]?.from ?? 0, timeline.at(-1)?.to ?? 0];
  const seconds = secondsOf(timeline);
  const failures = incidents.filter((i) => !i.startedBefore).length;
  const enough = failures >= failuresMin;
  return {
    from,
    to,
    repair: repairTimes(incidents, to),
    betweenFailuresS: enough ? carriedS(seconds) / failures : null,
    failures,
    rule: 'incidents',
  };
}

const carriedS = (seconds: StateSeconds) => seconds.up + seconds.degraded;

/** Repair times of incidents, of one timeline or of many together; `now` ends the open ones for their least age. */
export function repairTimes(incidents: readonly Incident[], now: number): RepairTimes {
  const whole: number[] = [];
  const atLeast: number[] = [];
  for (const { startedAt, startedBefore, restoredAt } of incidents) {
    const lengthS = ((restoredAt ?? now) - startedAt) / 1000;
    atLeast.push(lengthS);
    if (restoredAt !== null && !startedBefore) whole.push(lengthS);
  }
  whole.sort((a, b) => a - b);
  const mean = (list: readonly number[]) => (list.length === 0 ? null : list.reduce((a, b) => a + b, 0) / list.length);
  const middle = [whole[(whole.length - 1) >> 1], whole[whole.length >> 1]];
  return {
    meanS: mean(whole),
    medianS: whole.length === 0 ? null : ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2,
    // ⌈9n/10⌉ in whole numbers: 0.9 × 10 is 9 only after rounding.
    p90S: whole[Math.ceil((9 * whole.length) / 10) - 1] ?? null,
    n: whole.length,
    expected: incidents.length,
    open: incidents.filter((i) => i.restoredAt === null).length,
    startedBefore: incidents.filter((i) => i.startedBefore).length,
    meanAtLeastS: mean(atLeast),
  };
}
