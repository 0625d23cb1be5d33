/** An alert as the API shows it. Pure. */
import type { AlertView } from '@thongsuot/contract/api.ts';
import type { AlertRecord } from './record.ts';

/** Delivery takes some seconds of its own before a missing sample means anything. */
const graceMs = 5_000;
const staleIntervals = 3;

/** `frontier` is the time of the newest judged sample; an open alert without one for over 3 intervals is stale. */
export function alertView(record: AlertRecord, frontier: number | null, now: number): AlertView {
  const { id, rule, severity, state, operator, endpoint, link, unit, startedAt, firedAt, endedAt, ending } = record;
  const { value, threshold, priority, summary, summaryEn, intervalMs } = record;
  const stale = state !== 'resolved' && frontier !== null && now - frontier > staleIntervals * intervalMs + graceMs;
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
    stale,
    priority,
    summary,
    summaryEn,
    acknowledged: null,
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
