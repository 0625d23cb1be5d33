/** The measured timeline of one link or check on one day of the province, whole, from the store's raw points. */
import { dayMs, dayStart } from '../availability/days.ts';
import { marginIntervals, timelineOf } from '../availability/intervals.ts';
import { linkState, mergeTimelines } from '../availability/merge.ts';
import type { Interval } from '../availability/timeline.ts';
import { qualityWindowMs } from '../network/limits.ts';
import type { Store, WindowQuery } from '../store/store.ts';
import { pathMarginMsMax, pathPointsMax } from './limits.ts';
import {
  burstProbes,
  checkConfirmation,
  checkFields,
  checkProbes,
  linkConfirmation,
  linkFields,
  type PathFacts,
  pingFields,
  readingProbes,
  type StoredRow,
} from './path-probes.ts';

export interface PathOfDay {
  day: number;
  operator: string;
  kind: 'link' | 'check';
  path: string;
  facts: PathFacts;
}

export interface PathTimeline {
  timeline: Interval[];
  /** Readings that said something, of those that the intervals in force promise; of the source that has fewer. */
  n: number;
  expected: number;
}

/** What is needed before and after a day so that its seconds are those of the whole timeline. */
export function marginMsOf({ intervalS, probeIntervalS }: PathFacts): number {
  const longest = Math.max(intervalS, probeIntervalS ?? 0) * 1000;
  return Math.min(pathMarginMsMax, marginIntervals(linkConfirmation) * longest + qualityWindowMs);
}

/**
 * The timeline of from ≤ time < to, without maintenance. `to` is the day's end, or how far a running day has come.
 * @throws StoreUnavailable
 */
export async function readPathDay(
  store: Pick<Store, 'window'>,
  subject: PathOfDay,
  to: number,
  critical: { lossRatio: number; rttMs: number },
): Promise<PathTimeline> {
  const { day, operator, kind, path, facts } = subject;
  const from = dayStart(day);
  const margin = marginMsOf(facts);
  const ask = (measurement: 'link' | 'ping' | 'check', fields: readonly string[]) =>
    rowsOf(store, {
      measurement,
      tier: 'raw',
      where: { operator, [measurement === 'check' ? 'check' : 'link']: path },
      fields,
      from: from - margin,
      // A day that is over needs what came after it; one that runs has nothing after.
      to: to + margin,
      limit: pathPointsMax,
    });
  if (kind === 'check') {
    const { timeline, basis } = timelineOf(
      checkProbes(await ask('check', checkFields), facts),
      checkConfirmation,
      from,
      to,
    );
    return { timeline, n: basis.n, expected: basis.expected };
  }
  const readings = timelineOf(readingProbes(await ask('link', linkFields), facts), linkConfirmation, from, to);
  const bursts = await ask('ping', pingFields);
  // A probe that was taken off during the day has still spoken; one that never spoke, though it should have, is unknown.
  if (facts.probeIntervalS === null && bursts.length === 0)
    return { timeline: readings.timeline, n: readings.basis.n, expected: readings.basis.expected };
  const echoes = timelineOf(burstProbes(bursts, facts, critical), linkConfirmation, from, to);
  const fewer = echoes.basis.n * readings.basis.expected < readings.basis.n * echoes.basis.expected ? echoes : readings;
  return {
    timeline: mergeTimelines([readings.timeline, echoes.timeline], linkState, from, to),
    n: fewer.basis.n,
    expected: fewer.basis.expected,
  };
}

/** All series of an answer as one, in order, one row a time: a link filed elsewhere is still the same link. */
async function rowsOf(store: Pick<Store, 'window'>, query: WindowQuery): Promise<StoredRow[]> {
  const rows = new Map<number, StoredRow>();
  for (const { points } of await store.window(query)) for (const row of points) rows.set(row.at, row);
  return [...rows.values()].sort((a, b) => a.at - b.at);
}

/** The end of a day of the province. */
export const dayEnd = (day: number): number => dayStart(day) + dayMs;
