/** An alert as the API shows it. Pure. */
import type { AlertView } from '@thongsuot/contract/api.ts';
import { advice } from './advice.ts';
import type { AlertRecord } from './record.ts';

/** Delivery takes some seconds of its own before a missing sample means anything. */
const graceMs = 5_000;
const staleIntervals = 3;

/** What stands beside a record: of the present, so it is not kept in it. */
export interface Standing {
  /** Time of the newest judged sample; an open alert without one for over 3 intervals is stale. */
  frontier: number | null;
  maintenance: boolean;
  suppressedBy: string | null;
  hides: AlertView['hides'];
}

export function alertView(record: AlertRecord, standing: Standing, now: number): AlertView {
  const { id, rule, severity, state, operator, endpoint, link, unit, startedAt, firedAt, endedAt, ending } = record;
  const { value, threshold, priority, summary, summaryEn, intervalMs, device, check, agent } = record;
  const { frontier, maintenance, suppressedBy, hides } = standing;
  const open = state !== 'resolved';
  return {
    id,
    rule,
    severity,
    state,
    operator,
    endpoint,
    link,
    unit,
    startedAt,
    firedAt,
    endedAt,
    ending,
    value,
    threshold,
    stale: open && frontier !== null && now - frontier > staleIntervals * intervalMs + graceMs,
    priority,
    summary,
    summaryEn,
    advice: advice[rule].vi,
    adviceEn: advice[rule].en,
    acknowledged: record.acknowledged ?? null,
    device: device ?? null,
    check: check ?? null,
    agent: agent ?? null,
    flapping: open && record.flapping === true,
    maintenance: open && maintenance,
    suppressedBy: open ? suppressedBy : null,
    hides: open ? hides : null,
    late: record.late === true,
  };
}

/** Worst first: firing before pending, critical before warning, priority 1 before 4, then the oldest. */
export function compareAlerts(a: AlertView, b: AlertView): number {
  const rank = (view: AlertView) =>
    (view.state === 'firing' ? 0 : view.state === 'pending' ? 100 : 200) +
    (view.severity === 'critical' ? 0 : 10) +
    view.priority;
  return rank(a) - rank(b) || a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1);
}
