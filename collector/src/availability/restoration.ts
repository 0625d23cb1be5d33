/** The restoration clock: who is to be restored by when, and whether the important were restored before the rest. */

export type Priority = 1 | 2 | 3 | 4;

export interface RestorationTarget {
  acknowledgeMinutes: number;
  restoreMinutes: number;
}

/** Proposed targets by priority; only the last has a legal source (QCVN 34, inner city; 72 h elsewhere). */
export const restorationTargets: Record<Priority, RestorationTarget> = {
  1: { acknowledgeMinutes: 5, restoreMinutes: 120 },
  2: { acknowledgeMinutes: 15, restoreMinutes: 240 },
  3: { acknowledgeMinutes: 30, restoreMinutes: 720 },
  4: { acknowledgeMinutes: 60, restoreMinutes: 2_160 },
};

/** An incident with what the register and the people add to it. */
export interface Tracked {
  id: string;
  operator: string;
  priority: Priority;
  startedAt: number;
  /** When it was told to people, and by whom it was taken on; null: not yet. */
  detectedAt: number | null;
  acknowledgedAt: number | null;
  restoredAt: number | null;
}

export interface Clock {
  id: string;
  priority: Priority;
  target: RestorationTarget;
  /** From the first failed probe; null: not yet. Minutes. */
  detectMinutes: number | null;
  acknowledgeMinutes: number | null;
  restoreMinutes: number | null;
  /** `running` is open within its target, `overdue` is open beyond it. */
  restore: 'inTime' | 'late' | 'running' | 'overdue';
  acknowledge: 'inTime' | 'late' | 'running' | 'overdue';
  dueAt: number;
}

const minuteMs = 60_000;

/** The clock of an incident at `now`. `target` is that of its priority unless its class has one of its own. */
export function clockOf(incident: Tracked, now: number, target = restorationTargets[incident.priority]): Clock {
  const minutesTo = (at: number | null) => (at === null ? null : (at - incident.startedAt) / minuteMs);
  const state = (at: number | null, limitMinutes: number): Clock['restore'] => {
    const withinLimit = (at ?? now) - incident.startedAt <= limitMinutes * minuteMs;
    if (at === null) return withinLimit ? 'running' : 'overdue';
    return withinLimit ? 'inTime' : 'late';
  };
  // Restored by itself before anybody took it on: there is nothing left to acknowledge.
  const acknowledgedAt = incident.acknowledgedAt ?? incident.restoredAt;
  return {
    id: incident.id,
    priority: incident.priority,
    target,
    detectMinutes: minutesTo(incident.detectedAt),
    acknowledgeMinutes: minutesTo(incident.acknowledgedAt),
    restoreMinutes: minutesTo(incident.restoredAt),
    restore: state(incident.restoredAt, target.restoreMinutes),
    acknowledge: state(acknowledgedAt, target.acknowledgeMinutes),
    dueAt: incident.startedAt + target.restoreMinutes * minuteMs,
  };
}

export interface RestorationFigures {
  priority: Priority;
  /** Restored in time, of those that were restored or are overdue; null of none. 0–1. */
  inTimeRatio: number | null;
  n: number;
  /** All incidents of the priority, those still running within their target among them. */
  expected: number;
  rule: 'restorationClock';
}

/** The share restored in time of one priority. An overdue incident counts as missed before it ends. */
export function restorationFigures(clocks: readonly Clock[], priority: Priority): RestorationFigures {
  const own = clocks.filter((c) => c.priority === priority);
  const decided = own.filter((c) => c.restore !== 'running');
  const inTime = decided.filter((c) => c.restore === 'inTime').length;
  return {
    priority,
    inTimeRatio: decided.length === 0 ? null : inTime / decided.length,
    n: decided.length,
    expected: own.length,
    rule: 'restorationClock',
  };
}

/** A less important incident that was restored while an older, more important one of the same operator was open. */
export interface OrderViolation {
  operator: string;
  restored: string;
  open: string;
  restoredAt: number;
}

/**
 * The violations of the order of priority, by the time of the restoration. Teams are an operator's own, so only his
 * incidents are compared. One that the more important began after, or ended with, is none.
 */
export function orderViolations(incidents: readonly Tracked[]): OrderViolation[] {
  const violations: OrderViolation[] = [];
  for (const done of incidents) {
    const { restoredAt } = done;
    if (restoredAt === null) continue;
    for (const other of incidents) {
      const waiting = other.restoredAt === null || other.restoredAt > restoredAt;
      if (
        other.operator === done.operator &&
        other.priority < done.priority &&
        other.startedAt < done.startedAt &&
        waiting
      ) {
        violations.push({ operator: done.operator, restored: done.id, open: other.id, restoredAt });
      }
    }
  }
  return violations.sort((a, b) => a.restoredAt - b.restoredAt);
}
