/** An alert as it is kept: what the machine's transitions make of an observation. Pure. */
import type { AlertEnding, AlertState, Severity } from '@thongsuot/contract/api.ts';
import type { Sentences } from './advice.ts';
import { evidenceMax } from './limits.ts';
import type { Judgement, MachineState, Step, Timing } from './machine.ts';
import type { Subject } from './subject.ts';

export interface Thresholds {
  warning: number | null;
  critical: number | null;
}

/** What a sentence needs to know at the time of a transition. */
export interface Occasion {
  severity: Severity;
  startedAt: number;
  endedAt: number | null;
  ending: AlertEnding | null;
}

/** One live sample, judged by one rule. */
export interface Observation {
  subject: Subject;
  judgement: Judgement;
  timing: Timing;
  value: number | null;
  thresholds: Thresholds;
  /** Writes the two sentences; called at transitions only. */
  describe(occasion: Occasion): Sentences;
}

export interface Acknowledgement {
  by: string;
  at: number;
  note: string;
}

export interface AlertRecord extends Subject {
  id: string;
  state: AlertState;
  severity: Severity;
  startedAt: number;
  firedAt: number | null;
  endedAt: number | null;
  ending: AlertEnding | null;
  /** As of the last transition; of a pending alert, as of the newest sample. */
  value: number | null;
  threshold: number | null;
  thresholds: Thresholds;
  summary: string;
  summaryEn: string;
  /** The samples that fired it, oldest first. */
  evidence: { at: number; value: number | null }[];
  /** Transitions that were notified; the next one's id ends in the number after it. */
  sequence: number;
  intervalMs: number;
  /** At its present severity; a worse one asks again. */
  acknowledged: Acknowledgement | null;
  flapping: boolean;
  /** Learnt of after it was over. */
  late: boolean;
}

export interface Change {
  /** The alert as it now is; null when there is none. */
  record: AlertRecord | null;
  /** To be shown: the alert, or the one that has just ended. */
  shown: AlertRecord | null;
  /** The alert that fired and has ended with this step. */
  ended: AlertRecord | null;
}

/**
 * What a step makes of the alert that was open, if any. `newId` is asked once for each new alert. `untold` is an alert of
 * the subject that has ended and whose end nobody was told of: what begins now is that alert again, under its id.
 */
export function changeOf(
  before: AlertRecord | null,
  step: Step,
  seen: Observation,
  untold: AlertRecord | null,
  newId: () => string,
): Change {
  const { transition, state } = step;
  if (transition === null) return { record: before, shown: null, ended: null };
  if (transition.kind === 'dropped') {
    const dropped = before === null ? null : end(before, 'cleared', seen.judgement.at, seen);
    return { record: null, shown: untold ?? dropped, ended: null };
  }
  if (transition.kind === 'resolved') {
    const ended = before === null ? null : end(before, 'cleared', transition.endedAt, seen);
    return { record: null, shown: ended, ended };
  }
  const record = written(before, state, seen, untold, newId);
  return { record, shown: record, ended: null };
}

function written(
  before: AlertRecord | null,
  state: MachineState,
  seen: Observation,
  untold: AlertRecord | null,
  newId: () => string,
): AlertRecord {
  const severity = state.severity ?? 'warning';
  const startedAt = state.startedAt ?? seen.judgement.at;
  const threshold = seen.thresholds[severity];
  const { vi, en } = seen.describe({ severity, startedAt, endedAt: null, ending: null });
  const restarted = before !== null && before.startedAt !== startedAt;
  const evidence = restarted ? [] : (before?.evidence ?? []);
  const sample = { at: seen.judgement.at, value: seen.value };
  const worse = before?.severity === 'warning' && severity === 'critical';
  return {
    ...seen.subject,
    id: before?.id ?? untold?.id ?? newId(),
    state: state.phase === 'firing' ? 'firing' : 'pending',
    severity,
    startedAt,
    firedAt: state.firedAt,
    endedAt: null,
    ending: null,
    value: seen.value,
    threshold,
    thresholds: seen.thresholds,
    summary: vi,
    summaryEn: en,
    // The first sample stays, then the newest: they show where it began and how it came to fire.
    evidence: [...evidence.slice(0, 1), ...evidence.slice(1).slice(2 - evidenceMax), sample],
    sequence: before?.sequence ?? untold?.sequence ?? 0,
    intervalMs: seen.timing.intervalMs,
    acknowledged: worse ? null : (before?.acknowledged ?? null),
    flapping: before?.flapping ?? false,
    late: false,
  };
}

/** The alert, ended. Without an observation it keeps its last sentences. */
export function end(
  record: AlertRecord,
  ending: AlertEnding,
  endedAt: number,
  seen: Pick<Observation, 'value' | 'describe'> | null,
): AlertRecord {
  const { severity, startedAt } = record;
  const said = seen?.describe({ severity, startedAt, endedAt, ending });
  return {
    ...record,
    state: 'resolved',
    endedAt,
    ending,
    value: seen === null ? record.value : seen.value,
    summary: said?.vi ?? record.summary,
    summaryEn: said?.en ?? record.summaryEn,
  };
}
