/** What notify asks of open alerts: acknowledged, held back by maintenance. Between the keeper and notify. Pure. */
import type { AlertStanding } from '../alert/notification.ts';
import type { AlertRecord } from '../alert/record.ts';
import type { Duty } from '../duty/duty.ts';
import { endOf } from '../duty/maintenance.ts';

/** Every open alert by its id. A window of maintenance over its subject holds its messages until the window's end. */
export function standingsOf(
  open: readonly AlertRecord[],
  acknowledged: (record: AlertRecord) => boolean,
  duty: Pick<Duty, 'underMaintenance'>,
  now: number,
): Map<string, AlertStanding> {
  return new Map(
    open.map((record) => {
      const { operator, link, unit, endpoint, site, device } = record;
      const window = duty.underMaintenance({ operator, link, unit, endpoint, site, device }, now);
      return [record.id, { acknowledged: acknowledged(record), heldTo: window === null ? null : endOf(window) }];
    }),
  );
}

/** True when somebody has taken the alert on at its present severity. */
export const isAcknowledged = (record: AlertRecord): boolean => record.acknowledged !== null;
