/** An alert as the message about it carries it. Pure. */
import { advice } from './advice.ts';
import type { Notification, NotificationKind } from './notification.ts';
import type { AlertRecord } from './record.ts';
import { groupOf } from './subject.ts';

/** What a hiding alert hides, as its message says it. */
export type Hides = NonNullable<Notification['alert']['hides']>;

const restless = {
  vi: 'Cảnh báo này đang chập chờn, chỉ báo lại khi đã ổn định.',
  en: 'This alert comes and goes; it is told again once it has settled.',
};

/** Its id is the alert's and the transition's number: the same however often it is sent. */
export function notificationOf(
  record: AlertRecord,
  transition: NotificationKind,
  now: number,
  hides: Hides | null = null,
): Notification {
  const { id, rule, severity, priority, operator, endpoint, endpointVi, endpointEn, link, unit, circuitId } = record;
  const flaps = record.flapping && transition !== 'resolved';
  const { startedAt, endedAt, ending, value, threshold, summary, summaryEn, site, area, classes } = record;
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
      summary: flaps ? `${summary} ${restless.vi}` : summary,
      summaryEn: flaps ? `${summaryEn} ${restless.en}` : summaryEn,
      site,
      area,
      classes,
      group: groupOf(record),
      advice: advice[rule],
      ...(hides === null ? {} : { hides }),
    },
  };
}
