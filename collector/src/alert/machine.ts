/**
 * The life of one alert, as a pure machine: the same judgements in the same order give the same transitions, whenever
 * the process was stopped between them.
 *
 *   inactive ──raise──▶ pending ──for──▶ firing ──clear for keepFiringFor──▶ inactive (resolved)
 *                          └──not raised, or a gap over 3 intervals──▶ inactive
 *
 * Time is the samples' own. A judgement that is not newer than the frontier changes nothing, so a batch that comes again
 * is without effect.
 */
import type { Severity } from '@thongsuot/contract/api.ts';

/** What one sample says of one rule and subject. */
export interface Judgement {
  at: number;
  /** Severity by the thresholds that raise; null when below all of them. */
  raise: Severity | null;
  /** Severity by the thresholds that clear, which lie below: at least `raise`. */
  hold: Severity | null;
  /** When the condition began, where the data says that it was before this sample. */
  began?: number;
}

/** What a rule says of times; milliseconds. */
export interface Timing {
  forMs: number;
  keepFiringForMs: number;
  /** The subject's interval: more than 3 of them between two judgements is a gap. */
  intervalMs: number;
}

export interface MachineState {
  phase: 'inactive' | 'pending' | 'firing';
  /** Time of the newest judgement; nothing at or before it counts again. */
  frontier: number | null;
  /** Data time of the first breaching sample. */
  startedAt: number | null;
  /** Start of the unbroken row of samples at critical; null when the newest is not, or once critical has fired. */
  criticalSince: number | null;
  /** Start of the unbroken row of samples below the present severity's clearing threshold. */
  lowerSince: number | null;
  /** Start of the unbroken row of samples below every clearing threshold. */
  clearSince: number | null;
  severity: Severity | null;
  firedAt: number | null;
}

export type Transition =
  | { kind: 'pending' }
  /** A pending one ended before it fired: nobody was told, nobody need be. */
  | { kind: 'dropped' }
  | { kind: 'firing'; severity: Severity }
  | { kind: 'severity'; severity: Severity }
  /** Less severe: shown, not sent. */
  | { kind: 'eased'; severity: Severity }
  | { kind: 'resolved'; endedAt: number };

export interface Step {
  state: MachineState;
  transition: Transition | null;
}

export const inactive: MachineState = {
  phase: 'inactive',
  frontier: null,
  startedAt: null,
  criticalSince: null,
  lowerSince: null,
  clearSince: null,
  severity: null,
  firedAt: null,
};

const gapIntervals = 3;

/** The next state, and the one transition that the judgement makes, if any. */
export function step(state: MachineState, judgement: Judgement, timing: Timing): Step {
  if (state.frontier !== null && judgement.at <= state.frontier) return { state, transition: null };
  const gap = state.frontier !== null && judgement.at - state.frontier > gapIntervals * timing.intervalMs;
  const at = { ...state, frontier: judgement.at };
  if (state.phase === 'firing') return stepFiring(gap ? withoutRows(at) : at, judgement, timing);
  if (state.phase === 'pending' && !gap && judgement.raise !== null) return stepPending(at, judgement, timing);
  if (judgement.raise !== null) return stepPending(begin(judgement), judgement, timing);
  const transition: Transition | null = state.phase === 'pending' ? { kind: 'dropped' } : null;
  return { state: { ...inactive, frontier: judgement.at }, transition };
}

const withoutRows = (state: MachineState): MachineState => ({
  ...state,
  criticalSince: null,
  lowerSince: null,
  clearSince: null,
});

const begin = (judgement: Judgement): MachineState => ({
  ...inactive,
  frontier: judgement.at,
  startedAt: judgement.began ?? judgement.at,
});

function stepPending(before: MachineState, judgement: Judgement, timing: Timing): Step {
  const { at, raise } = judgement;
  const startedAt = before.startedAt ?? at;
  const criticalSince = raise === 'critical' ? (before.criticalSince ?? judgement.began ?? at) : null;
  const state: MachineState = { ...before, phase: 'pending', startedAt, criticalSince, severity: raise };
  if (at - startedAt < timing.forMs) return { state, transition: { kind: 'pending' } };
  // Critical must have lasted as long as any severity must: one high sample at the end of a warning is a spike.
  const severity = criticalSince !== null && at - criticalSince >= timing.forMs ? 'critical' : 'warning';
  return {
    state: {
      ...state,
      phase: 'firing',
      severity,
      firedAt: at,
      criticalSince: severity === 'critical' ? null : criticalSince,
    },
    transition: { kind: 'firing', severity },
  };
}

function stepFiring(before: MachineState, judgement: Judgement, timing: Timing): Step {
  const { at, raise, hold } = judgement;
  if (hold === null) {
    const clearSince = before.clearSince ?? at;
    if (at - clearSince >= timing.keepFiringForMs) {
      return {
        state: { ...inactive, frontier: at },
        transition: { kind: 'resolved', endedAt: clearSince },
      };
    }
    return {
      state: { ...before, clearSince, lowerSince: before.lowerSince ?? at, criticalSince: null },
      transition: null,
    };
  }
  const state: MachineState = { ...before, clearSince: null };
  if (before.severity === 'critical') {
    if (hold === 'critical') return { state: { ...state, lowerSince: null }, transition: null };
    const lowerSince = before.lowerSince ?? at;
    if (at - lowerSince < timing.keepFiringForMs) return { state: { ...state, lowerSince }, transition: null };
    return {
      state: { ...state, severity: 'warning', lowerSince: null },
      transition: { kind: 'eased', severity: 'warning' },
    };
  }
  if (raise !== 'critical') return { state: { ...state, criticalSince: null, lowerSince: null }, transition: null };
  const criticalSince = before.criticalSince ?? at;
  if (at - criticalSince < timing.forMs)
    return { state: { ...state, criticalSince, lowerSince: null }, transition: null };
  return {
    state: { ...state, severity: 'critical', criticalSince: null, lowerSince: null },
    transition: { kind: 'severity', severity: 'critical' },
  };
}

/**
 * True when a state must be on disk before the next one is thought of. A steady state need not: its frontier only moves,
 * and samples judged again after a restart leave it as it is. A row that is being counted must, or a restart would take
 * the missing frontier for a gap.
 */
export function mustCommit(before: MachineState, after: MachineState): boolean {
  if (after.phase === 'pending') return true;
  if (after.criticalSince !== null || after.lowerSince !== null || after.clearSince !== null) return true;
  const { frontier: _, ...rest } = after;
  return (Object.keys(rest) as (keyof typeof rest)[]).some((key) => before[key] !== after[key]);
}
