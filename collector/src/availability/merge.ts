/** Several timelines into one (probes of a link, paths of an endpoint), and several members into a class or province. */
import type { Role } from '@thongsuot/contract/reasons.ts';
import type { StateSeconds } from './seconds.ts';
import { type AvailabilityState, append, carries, type Interval, type Timeline } from './timeline.ts';

/** The timeline whose state is `combine` of all the others' at each time, over from ≤ time < to. */
export function mergeTimelines(
  timelines: readonly Timeline[],
  combine: (states: readonly AvailabilityState[]) => AvailabilityState,
  from: number,
  to: number,
): Interval[] {
  const cuts = new Set([from, to]);
  for (const timeline of timelines) {
    for (const i of timeline) for (const at of [i.from, i.to]) if (at > from && at < to) cuts.add(at);
  }
  const times = [...cuts].sort((a, b) => a - b);
  const places = timelines.map(() => 0);
  const out: Interval[] = [];
  for (const [k, at] of times.entries()) {
    const states = timelines.map((timeline, t) => {
      let place = places[t] ?? 0;
      while ((timeline[place]?.to ?? Number.POSITIVE_INFINITY) <= at) place++;
      places[t] = place;
      const interval = timeline[place];
      return interval !== undefined && interval.from <= at ? interval.state : 'unknown';
    });
    append(out, at, times[k + 1] ?? at, combine(states));
  }
  return out;
}

/** Of one link's sources (interface and echoes): each may fail it, and what one does not know the other cannot make up. */
const gravest = ['down', 'unknown', 'maintenance', 'degraded', 'up'] as const;
export const linkState = (sources: readonly AvailabilityState[]): AvailabilityState =>
  gravest.find((state) => sources.includes(state)) ?? 'unknown';

export interface PathState {
  role: Role | 'check';
  state: AvailabilityState;
}

/**
 * The state of an endpoint: while a path carries or its own check succeeds it is up, or degraded where a primary is down
 * or degraded or the check fails. Else unknown while any path may carry for all that is known; down when all are down,
 * or one is down while the others are under maintenance: that work did not announce an outage of the endpoint.
 */
export function endpointState(paths: readonly PathState[]): AvailabilityState {
  const [links, checks] = [paths.filter((p) => p.role !== 'check'), paths.filter((p) => p.role === 'check')];
  const has = (list: readonly PathState[], state: AvailabilityState) => list.some((p) => p.state === state);
  if (paths.some((p) => carries(p.state))) {
    const impaired = links.some((p) => p.role === 'primary' && (p.state === 'down' || p.state === 'degraded'));
    return impaired || has(checks, 'down') || has(checks, 'degraded') ? 'degraded' : 'up';
  }
  if (has(checks, 'down')) return 'down';
  if (has(links, 'unknown') || links.length === 0) return has(checks, 'maintenance') ? 'maintenance' : 'unknown';
  return has(links, 'down') ? 'down' : 'maintenance';
}

export interface Member {
  name: string;
  /** As in the register; 0 and above. */
  weight: number;
  seconds: StateSeconds;
}

export interface WeightedSeconds {
  /** Σ weight × seconds of each state. */
  seconds: StateSeconds;
  /** Members with at least one counted second, of those named. */
  n: number;
  expected: number;
  rule: 'weightedSeconds';
}

/**
 * A class, area, operator or province: Σ w·T over its members, of which `availabilityOf` makes the ratio. A member that
 * was not measured weighs nothing in it, and lowers the coverage.
 */
export function weightedSeconds(members: readonly Member[]): WeightedSeconds {
  const seconds: StateSeconds = { up: 0, degraded: 0, down: 0, unknown: 0, maintenance: 0 };
  for (const { weight, seconds: own } of members) {
    for (const state of Object.keys(seconds) as AvailabilityState[]) seconds[state] += weight * own[state];
  }
  const n = members.filter(({ seconds: s }) => s.up + s.degraded + s.down > 0).length;
  return { seconds, n, expected: members.length, rule: 'weightedSeconds' };
}
