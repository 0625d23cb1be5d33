/** An alert as it is kept: what the machine's transitions make of an observation. Pure. */
import type { AlertEnding, AlertState, Severity } from '@thongsuot/contract/api.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';
import { evidenceMax } from './limits.ts';
import type { Judgement, MachineState, Step, Timing } from './machine.ts';
import type { Notification } from './notification.ts';

/** What an alert is about. `key` is unique over rules and subjects. */
export interface Subject {
  key: string;
  rule: AlertRule;
  operator: string;
  endpoint: string;
  endpointVi: string;
  endpointEn: string;
  link: string | null;
  unit: string | null;
  /** The agent that watches it: its inventory can remove the subject. */
  agent: string | null;
  circuitId: string | null;
  priority: 1 | 2 | 3 | 4;
}

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
  describe(occasion: Occasion): { vi: string; en: string };
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
}

export interface Change {
  /** The alert as it now is; null when there is none. */
  record: AlertRecord | null;
  /** To be shown: the alert, or the one that has just ended. */
  shown: AlertRecord | null;
  notified: Notification['transition'] | null;
}

/** What a step makes of the alert that was open, if any. `newId` is asked once for each new alert. */
export function changeOf(before: AlertRecord | null, step: Step, seen: Observation, newId: () => string): Change {
  const { transition, state } = step;
  if (transition === null) return { record: before, shown: null, notified: null };
  if (transition.kind === 'dropped') {
    const ended = before === null ? null : end(before, 'cleared', seen.judgement.at, seen);
    return { record: null, shown: ended, notified: null };
  }
  if (transition.kind === 'resolved') {
    const ended = before === null ? null : end(before, 'cleared', transition.endedAt, seen);
    return { record: null, shown: ended, notified: ended === null ? null : 'resolved' };
  }
  const record = written(before, state, seen, newId);
  if (transition.kind === 'pending') return { record, shown: record, notified: null };
  if (transition.kind === 'eased') return { record, shown: record, notified: null };
  const notifiedRecord = { ...record, sequence: record.sequence + 1 };
  return { record: notifiedRecord, shown: notifiedRecord, notified: transition.kind };
}

function written(before: AlertRecord | null, state: MachineState, seen: Observation, newId: () => string): AlertRecord {
  const severity = state.severity ?? 'warning';
  const startedAt = state.startedAt ?? seen.judgement.at;
  const threshold = seen.thresholds[severity];
  const { vi, en } = seen.describe({ severity, startedAt, endedAt: null, ending: null });
  const restarted = before !== null && before.startedAt !== startedAt;
  const evidence = restarted ? [] : (before?.evidence ?? []);
  const sample = { at: seen.judgement.at, value: seen.value };
  return {
    ...seen.subject,
    id: before?.id ?? newId(),
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
    sequence: before?.sequence ?? 0,
    intervalMs: seen.timing.intervalMs,
  };
}

/** The alert, ended. A firing one counts the transition: somebody was told of it and must be told of its end. */
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
    sequence: record.state === 'firing' ? record.sequence + 1 : record.sequence,
  };
}

/** The message about a transition. Its id is the alert's and the transition's number: the same however often it is sent. */
export function notificationOf(record: AlertRecord, transition: Notification['transition'], now: number): Notification {
  const { id, rule, severity, priority, operator, endpoint, endpointVi, endpointEn, link, unit, circuitId } = record;
  const { startedAt, endedAt, ending, value, threshold, summary, summaryEn } = record;
  return {
    id: `${id}/${record.sequence}`,
    createdAt: now,
    transition,
    alert: {
      id,
      rule,
      severity,
      priority,
      operator,
      endpoint,
      endpointVi,
      endpointEn,
      link,
      unit,
      circuitId,
      startedAt,
      firedAt: record.firedAt ?? startedAt,
      endedAt,
      ending,
      value,
      threshold,
      summary,
      summaryEn,
    },
  };
}
