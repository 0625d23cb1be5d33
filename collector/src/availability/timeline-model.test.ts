/**
 * Goal: what availability computes by intervals is what one would count by looking at each second. Method: random probes
 * and maintenance around a midnight between two months, against a model that shares no code with it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayStart } from './days.ts';
import { type Confirmation, marginIntervals, type Outcome, type Probe, timelineOf } from './intervals.ts';
import { excludedStretches, type MaintenanceWindow, withMaintenance } from './maintenance.ts';
import { linkState, mergeTimelines } from './merge.ts';
import { addSeconds, noSeconds, secondsByDay, secondsOf } from './seconds.ts';
import type { AvailabilityState, Interval } from './timeline.ts';

/** Midnight between two months: 1 June 2020. */
const midnight = dayStart(18_414);
const windowFrom = midnight - 40_000;
const arbitrary = fc.record({
  steps: fc.array(
    fc.record({
      // In quarter intervals: jitter, a lost reading, a gap.
      gap: fc.constantFrom(1_000, 1_900, 2_000, 2_000, 2_000, 2_300, 4_000, 6_000, 6_001, 9_500),
      outcome: fc.constantFrom<Outcome>('up', 'up', 'up', 'missed', 'missed', 'missed', 'degraded', 'down', 'unknown'),
    }),
    { maxLength: 30 },
  ),
  offset: fc.integer({ min: -8_000, max: 8_000 }),
  confirmation: fc.constantFrom<Confirmation>({ n: 3, m: 3 }, { n: 2, m: 3 }, { n: 3, m: 5 }, { n: 1, m: 1 }),
  lengthS: fc.integer({ min: 1, max: 80 }),
  windows: fc.array(
    fc.record({
      from: fc.integer({ min: -5_000, max: 80_000 }),
      length: fc.integer({ min: 0, max: 40_000 }),
      early: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 2 },
  ),
});
const intervalMs = 2_000;
const probesOf = (steps: { gap: number; outcome: Outcome }[], from: number): Probe[] => {
  const list: Probe[] = [];
  for (const { gap, outcome } of steps) list.push({ at: (list.at(-1)?.at ?? from) + gap, intervalMs, outcome });
  return list;
};
const tickMs = 500;
const caps = { windowMs: 30_000, monthMs: 45_000 };

function naiveState(list: Probe[], { n, m }: Confirmation, at: number): AvailabilityState {
  const gap = (i: number) => (list[i + 1]?.at ?? Number.POSITIVE_INFINITY) - (list[i]?.at ?? 0) > 3 * intervalMs;
  const i = list.findLastIndex((p) => p.at <= at);
  const probe = list[i];
  if (probe === undefined || (gap(i) && at >= probe.at + intervalMs)) return 'unknown';
  if (probe.outcome !== 'missed') return probe.outcome;
  // The run around it, as far as neighbours say something without a gap.
  const speaks = (k: number) => list[k] !== undefined && list[k].outcome !== 'unknown';
  let [first, last] = [i, i];
  while (speaks(first - 1) && !gap(first - 1)) first--;
  while (speaks(last + 1) && !gap(last)) last++;
  const lost = (k: number) => list[k]?.outcome === 'missed' || list[k]?.outcome === 'down';
  const lostBetween = (a: number, b: number) => list.filter((_, k) => k >= a && k <= b && lost(k)).length;
  const isConfirmed = (k: number) => {
    for (let a = Math.max(first, k - m + 1); a <= k; a++)
      if (lostBetween(a, Math.min(last, a + m - 1)) >= n) return true;
    return false;
  };
  if (isConfirmed(i)) return 'down';
  if (lostBetween(i, last) === last - i + 1) return 'unknown';
  // Back to the state before the row of lost probes.
  let k = i - 1;
  while (k >= first && list[k]?.outcome === 'missed' && !isConfirmed(k)) k--;
  if (k < first) return 'unknown';
  const before = list[k]?.outcome ?? 'unknown';
  return before === 'missed' ? 'down' : before;
}

/** Times that are excluded, walked in steps of the grid that all windows lie on. */
function naiveExcluded(windows: MaintenanceWindow[]): Set<number> {
  const excluded = new Set<number>();
  const used = [0, 0];
  for (let t = windowFrom - 5_000; windows.length > 0 && t < windowFrom + 130_000; t += tickMs) {
    const month = t < midnight ? 0 : 1;
    const covered = windows.some(
      (w) => w.announcedAt < w.from && t >= w.from && t < Math.min(w.to, w.from + caps.windowMs),
    );
    if (!covered || (used[month] ?? 0) >= caps.monthMs) continue;
    used[month] = (used[month] ?? 0) + tickMs;
    excluded.add(t);
  }
  return excluded;
}

describe('10,000 random timelines against a second-by-second model', () => {
  it('are equal to the second, and days add up to the whole', () => {
    fc.assert(
      fc.property(arbitrary, ({ steps, offset, confirmation, lengthS, windows: relative }) => {
        const list = probesOf(steps, windowFrom + offset);
        const [from, to] = [windowFrom, windowFrom + lengthS * 1_000];
        const windows = relative.map((w) => {
          const start = windowFrom + Math.round(w.from / tickMs) * tickMs;
          return { from: start, to: start + Math.round(w.length / tickMs) * tickMs, announcedAt: start - w.early };
        });
        const found = withMaintenance(
          timelineOf(list, confirmation, from, to).timeline,
          excludedStretches(windows, caps),
        );
        const excluded = naiveExcluded(windows);
        const expected = [noSeconds(), noSeconds()];
        for (let second = from; second < to; second += 1_000) {
          const state = excluded.has(second) ? 'maintenance' : naiveState(list, confirmation, second);
          const day = expected[second < midnight ? 0 : 1];
          if (day !== undefined) day[state]++;
        }
        const days = secondsByDay(found);
        expect(days.map((d) => d.seconds)).toEqual(to > midnight ? expected : expected.slice(0, 1));
        expect(addSeconds(days.map((d) => d.seconds))).toEqual(secondsOf(found));
      }),
      { numRuns: 10_000 },
    );
  }, 30_000);

  it('a part computed with its margins has the seconds of the whole', () => {
    fc.assert(
      fc.property(arbitrary, ({ steps, offset, confirmation, lengthS }) => {
        const list = probesOf(steps, windowFrom + offset - 20_000);
        const [from, to] = [windowFrom, windowFrom + lengthS * 1_000];
        const margin = marginIntervals(confirmation) * intervalMs;
        const part = list.filter((p) => p.at >= from - margin && p.at < to + margin);
        expect(timelineOf(part, confirmation, from, to).timeline).toEqual(
          timelineOf(list, confirmation, from, to).timeline,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('merged timelines have at each second what their states combine to', () => {
    const lists = fc.array(
      fc.array(
        fc.record({
          length: fc.integer({ min: 1, max: 9_000 }),
          state: fc.constantFrom<AvailabilityState>('up', 'down', 'unknown', 'degraded', 'maintenance'),
        }),
        { maxLength: 8 },
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(lists, (given) => {
        const timelines = given.map((parts) => {
          const out: Interval[] = [];
          for (const { length, state } of parts) {
            const from = out.at(-1)?.to ?? 0;
            out.push({ from, to: from + length, state });
          }
          return out;
        });
        const merged = mergeTimelines(timelines, linkState, 0, 50_000);
        const expected = noSeconds();
        const order: AvailabilityState[] = ['up', 'degraded', 'maintenance', 'unknown', 'down'];
        for (let second = 0; second < 50_000; second += 1_000) {
          const states = timelines.map((t) => t.find((i) => i.from <= second && second < i.to)?.state ?? 'unknown');
          expected[order[Math.max(-1, ...states.map((s) => order.indexOf(s)))] ?? 'unknown']++;
        }
        expect(secondsOf(merged)).toEqual(expected);
        expect(
          merged.every((i, k) => k === 0 || (merged[k - 1]?.to === i.from && merged[k - 1]?.state !== i.state)),
        ).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a timeline of years is refused', () => {
    expect(() => secondsByDay([{ from: 0, to: 401 * 86_400_000, state: 'up' }])).toThrow('spans 402 days, at most 400');
  });
});
