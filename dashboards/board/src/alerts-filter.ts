/** Which alerts the alerts page shows, and in what order: groups of an endpoint, the most urgent first. Pure. */
import type { AlertView, Severity } from '@thongsuot/contract/api.ts';
import type { ClassCode } from '@thongsuot/contract/classes.ts';
import { sortAlerts } from './danger.ts';
import type { Names } from './names.ts';

export interface AlertFilter {
  operator: string | null;
  class: ClassCode | null;
  severity: Severity | null;
  unacknowledgedOnly: boolean;
}

export const noAlertFilter: AlertFilter = { operator: null, class: null, severity: null, unacknowledgedOnly: false };

/** The alerts that pass; of an endpoint outside the register no class is known, and it passes none. */
export function filterAlerts(
  alerts: Iterable<AlertView>,
  filter: AlertFilter,
  endpoints: Names['endpoints'],
): AlertView[] {
  return [...alerts].filter(
    (alert) =>
      (filter.operator === null || alert.operator === filter.operator) &&
      (filter.severity === null || alert.severity === filter.severity) &&
      (!filter.unacknowledgedOnly || alert.acknowledged === null) &&
      (filter.class === null || (endpoints.get(alert.endpoint)?.classes.includes(filter.class) ?? false)),
  );
}

export interface AlertGroup {
  endpoint: string;
  priority: 1 | 2 | 3 | 4;
  alerts: AlertView[];
}

/** Open alerts by endpoint: by the highest priority in the group first, then by what must be done first in it. */
export function groupAlerts(alerts: Iterable<AlertView>): AlertGroup[] {
  const groups = new Map<string, AlertGroup>();
  // The map keeps the order of the first alert of each group, which is the group's most urgent one.
  for (const alert of sortAlerts(alerts)) {
    const group = groups.get(alert.endpoint);
    if (group === undefined) {
      groups.set(alert.endpoint, { endpoint: alert.endpoint, priority: alert.priority, alerts: [alert] });
    } else {
      group.alerts.push(alert);
      if (alert.priority < group.priority) group.priority = alert.priority;
    }
  }
  return [...groups.values()].sort((a, b) => a.priority - b.priority);
}
