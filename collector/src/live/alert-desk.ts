/** Where people take alerts on: what they name must be there, open, and theirs; the audit trail says who and when. */
import type { AlertView } from '@thongsuot/contract/api.ts';
import type { AlertKeeper } from '../alert/keeper.ts';
import { auditOf } from '../duty/actor.ts';
import type { Duty } from '../duty/duty.ts';
import { ProblemError } from '../http/problem.ts';
import type { AlertDesk } from '../http/routes-alerts.ts';
import type { Viewer } from '../http/views.ts';
import { sees } from '../network/view.ts';
import { type LiveViews, scopeOf } from './views.ts';

export interface LiveAlertDeskOptions {
  keeper: AlertKeeper;
  views: Pick<LiveViews, 'alertFor' | 'alertView'>;
  duty: Pick<Duty, 'audit'>;
  now: () => number;
}

export class LiveAlertDesk implements AlertDesk {
  readonly #options: LiveAlertDeskOptions;

  constructor(options: LiveAlertDeskOptions) {
    this.#options = options;
  }

  acknowledge(viewer: Viewer, id: string, note: string): AlertView {
    const { keeper, views, duty, now } = this.#options;
    const record = views.alertFor(viewer, id);
    if (record === undefined)
      throw new ProblemError('notFound', `there is no alert ${id} that this credential may see`);
    if (!sees(scopeOf(viewer), record.operator))
      throw new ProblemError('forbidden', 'an endpoint as a whole is the department’s to take on; found an operator');
    if (record.state === 'resolved')
      throw new ProblemError('conflict', `alert ${id} has ended: there is nothing left to take on`);
    const before = record.acknowledged;
    if (before !== null && before.by === viewer.name && before.note === note) return views.alertView(record);
    const at = now();
    const acknowledged = keeper.acknowledge(id, viewer.name, note, at, () =>
      duty.audit(
        auditOf(viewer, at, {
          action: 'alertAcknowledged',
          operator: record.operator,
          subject: `alert ${id}`,
          to: `${record.rule} ${record.endpoint}${record.link === null ? '' : ` ${record.link}`}`,
          note,
        }),
      ),
    );
    return views.alertView(acknowledged ?? record);
  }
}
