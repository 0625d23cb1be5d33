/** One endpoint's day from the measured timelines of its paths: maintenance laid over them, then merged. Pure. */
import { unassignedEndpoint } from '@thongsuot/contract/classes.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import { compacted, expanded } from '../availability/compact.ts';
import { dayStart } from '../availability/days.ts';
import { excludedStretches, withMaintenance } from '../availability/maintenance.ts';
import { endpointState, mergeTimelines } from '../availability/merge.ts';
import { secondsOf } from '../availability/seconds.ts';
import type { Interval } from '../availability/timeline.ts';
import type { AnnouncedWork } from './announced.ts';
import type { DayRow, DayState, PathRow } from './availability-file.ts';

type Row = Omit<DayRow, 'revision'>;

/**
 * The rows of an endpoint and of its links on one day. `work` holds all announced work of the day's month, since what is
 * excluded of a month is capped. `running`: the day is not over.
 */
export function settle(
  endpoint: string,
  day: number,
  paths: readonly PathRow[],
  work: readonly AnnouncedWork[],
  running: boolean,
): Row[] {
  const whole = paths.map((path) => ({ path, timeline: withWork(path, work) }));
  const stateOf = (of: readonly PathRow[]): DayState =>
    running ? 'running' : of.every((path) => path.closed) ? 'closed' : 'provisional';
  const rows: Row[] = whole
    .filter(({ path }) => path.kind === 'link')
    .map(({ path, timeline }) => ({
      day,
      scope: 'link',
      name: path.path,
      operator: path.operator,
      seconds: secondsOf(timeline),
      n: path.n,
      expected: path.expected,
      state: stateOf([path]),
      timeline: null,
    }));
  if (endpoint === unassignedEndpoint || paths.length === 0) return rows;
  // A day that runs is known up to where the furthest of its paths is; the others are unknown from where they are.
  const to = Math.max(dayStart(day), ...paths.map(({ computedTo }) => computedTo));
  const operators = [allOperators, ...new Set(paths.map(({ operator }) => operator))];
  for (const operator of operators) {
    const own = whole.filter(({ path }) => operator === allOperators || path.operator === operator);
    const roles = own.map(({ path }) => path.facts.role ?? ('check' as const));
    const timeline = mergeTimelines(
      own.map((one) => one.timeline),
      (states) => endpointState(states.map((state, i) => ({ role: roles[i] ?? 'primary', state }))),
      dayStart(day),
      to,
    );
    rows.push({
      day,
      scope: 'endpoint',
      name: endpoint,
      operator,
      seconds: secondsOf(timeline),
      n: own.reduce((sum, { path }) => sum + path.n, 0),
      expected: own.reduce((sum, { path }) => sum + path.expected, 0),
      state: stateOf(own.map(({ path }) => path)),
      timeline: compacted(timeline),
    });
  }
  return rows;
}

function withWork(path: PathRow, work: readonly AnnouncedWork[]): Interval[] {
  const { operator, kind, path: id, endpoint, facts } = path;
  const subject = {
    operator,
    endpoint,
    site: facts.site,
    device: facts.device,
    ...(kind === 'link' ? { link: id } : {}),
  };
  const own = work.filter((one) => one.covers(subject));
  return withMaintenance(expanded(path.timeline ?? ''), excludedStretches(own));
}
