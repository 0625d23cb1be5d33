/**
 * From probes to a timeline. A lost probe alone is no outage: `n` lost of `m` in a row confirm one, and it then began
 * with the first that was lost.
 *
 *   probes    ✓   ✗   ✓   ✗   ✗   ✗   ✓         (3 of 3)        ✗ lost, not confirmed: the state before goes on
 *   state     up──────────╲down───────╲up──
 */
import { gapIntervals } from './limits.ts';
import { type AvailabilityState, append, type Interval } from './timeline.ts';

/** `missed` is a probe without an answer and needs confirmation; `down` is a fact that was read (ifOperStatus). */
export type Outcome = 'up' | 'degraded' | 'missed' | 'down' | 'unknown';

export interface Probe {
  at: number;
  /** Its interval, as the sample states it: the plan may have changed within the window. */
  intervalMs: number;
  outcome: Outcome;
}

/** n lost of m probes in a row; 1 ≤ n ≤ m. */
export interface Confirmation {
  n: number;
  m: number;
}

export interface Observed {
  timeline: Interval[];
  basis: { from: number; to: number; n: number; expected: number; rule: string };
}

/** Intervals before and after a window whose probes are needed so that its seconds are those of the whole timeline. */
export const marginIntervals = ({ m }: Confirmation) => gapIntervals * (2 * m + 1);

/**
 * The timeline of from ≤ time < to. Probes are in ascending order without equal times, with those of the margins where
 * there are any. A gap of more than 3 intervals is unknown from one interval after the probe before it. Lost probes that
 * are not confirmed keep the state before them, or are unknown when a gap cuts them off before any answer: nobody knows
 * what they were. `n` counts probes in the window that say something, `expected` what the intervals in force promise.
 */
export function timelineOf(probes: readonly Probe[], confirmation: Confirmation, from: number, to: number): Observed {
  const states = judge(probes, confirmation);
  const timeline: Interval[] = [];
  let at = from;
  const until = (time: number, state: AvailabilityState) => {
    const end = Math.min(to, time);
    append(timeline, at, end, state);
    at = Math.max(at, end);
  };
  for (const [i, probe] of probes.entries()) {
    until(probe.at, 'unknown');
    const next = probes[i + 1];
    const holds = next !== undefined && !isGap(probe, next);
    until(holds ? next.at : probe.at + probe.intervalMs, states[i] ?? 'unknown');
  }
  until(to, 'unknown');
  return { timeline, basis: basisOf(probes, confirmation, from, to) };
}

const isGap = (a: Probe, b: Probe) => b.at - a.at > gapIntervals * a.intervalMs;

/** The state that each probe stands for. */
function judge(probes: readonly Probe[], confirmation: Confirmation): AvailabilityState[] {
  const states: AvailabilityState[] = [];
  // Runs: probes that say something, without a gap between them. Confirmation never reaches over an end of one.
  for (let first = 0; first < probes.length; ) {
    let end = first + 1;
    const unknown = probes[first]?.outcome === 'unknown';
    while (end < probes.length && !unknown && continues(probes[end - 1], probes[end])) end++;
    states.push(...(unknown ? (['unknown'] as const) : judgeRun(probes.slice(first, end), confirmation)));
    first = end;
  }
  return states;
}

const continues = (a: Probe | undefined, b: Probe | undefined) =>
  a !== undefined && b !== undefined && b.outcome !== 'unknown' && !isGap(a, b);

function judgeRun(run: readonly Probe[], { n, m }: Confirmation): AvailabilityState[] {
  const lost = (probe: Probe | undefined) => probe?.outcome === 'missed' || probe?.outcome === 'down';
  const confirmed = new Array<boolean>(run.length).fill(false);
  let inWindow = 0;
  for (let i = 0; i < run.length; i++) {
    if (lost(run[i])) inWindow++;
    if (i >= m && lost(run[i - m])) inWindow--;
    if (inWindow >= n) confirmed.fill(true, Math.max(0, i - m + 1), i + 1);
  }
  const lastAnswer = run.findLastIndex((p) => !lost(p));
  const states: AvailabilityState[] = [];
  for (const [i, { outcome }] of run.entries()) {
    if (outcome !== 'missed') states.push(outcome);
    else if (confirmed[i] === true) states.push('down');
    else states.push(i < lastAnswer ? (states[i - 1] ?? 'unknown') : 'unknown');
  }
  return states;
}

function basisOf(probes: readonly Probe[], { n, m }: Confirmation, from: number, to: number): Observed['basis'] {
  let expected = 0;
  let present = 0;
  let at = from;
  // Each stretch is counted at the interval of the probe that opened it, the one before the first at the first's.
  let intervalMs = probes.find((p) => p.at >= from)?.intervalMs ?? probes.at(-1)?.intervalMs ?? 0;
  for (const probe of probes) {
    if (probe.at >= to) break;
    if (probe.at >= from) {
      if (intervalMs > 0) expected += (probe.at - at) / intervalMs;
      at = probe.at;
      if (probe.outcome !== 'unknown') present++;
    }
    intervalMs = probe.intervalMs;
  }
  if (intervalMs > 0) expected += (to - at) / intervalMs;
  return { from, to, n: present, expected: Math.round(expected), rule: `${n} of ${m} lost, back-dated to the first` };
}
