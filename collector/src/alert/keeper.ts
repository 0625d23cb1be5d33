/**
 * The alerts there are. Between the judged samples and the notification queue: each batch of observations is stepped in
 * memory, committed in one transaction (state, frontier, alert and notification rows), and only then believed. A process
 * killed in between has changed nothing.
 */
import type { AlertEnding } from '@thongsuot/contract/api.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { OperationalFile } from '../operational.ts';
import { resolvedPerAnswerMax } from './limits.ts';
import { inactive, type MachineState, mustCommit, step } from './machine.ts';
import type { Notification } from './notification.ts';
import type { OperationalQueue } from './queue.ts';
import { type AlertRecord, changeOf, end, notificationOf, type Observation } from './record.ts';

const migrations = [
  'CREATE TABLE alert_machine (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID',
  `CREATE TABLE alert_record (
     id TEXT PRIMARY KEY,
     operator TEXT NOT NULL,
     endpoint TEXT NOT NULL,
     started_at INTEGER NOT NULL,
     ended_at INTEGER,
     body TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX alert_record_ended ON alert_record (ended_at)',
];

interface Machine {
  state: MachineState;
  record: AlertRecord | null;
}

interface Staged {
  machine: Machine;
  commit: boolean;
}

export interface KeeperOptions {
  file: OperationalFile;
  queue: OperationalQueue;
  newId: () => string;
  /** Called after the commit with each alert that is to be shown anew. */
  onShown: (record: AlertRecord) => void;
}

export class AlertKeeper {
  readonly #options: KeeperOptions;
  readonly #machines = new Map<string, Machine>();

  constructor(options: KeeperOptions) {
    this.#options = options;
    options.file.migrate('alert', migrations);
    const rows = options.file.db.prepare('SELECT key, body FROM alert_machine').all() as {
      key: string;
      body: string;
    }[];
    for (const { key, body } of rows) this.#machines.set(key, JSON.parse(body) as Machine);
  }

  /**
   * Judges a batch of observations, in their order. Returns the notifications that were committed.
   * @throws Error when the file cannot be written; nothing has changed then, and the next sample judges again.
   */
  observe(observations: readonly Observation[], now: number): Notification[] {
    const staged = new Map<string, Staged>();
    const shown: AlertRecord[] = [];
    const notifications: Notification[] = [];
    for (const seen of observations) {
      const { key } = seen.subject;
      const held = staged.get(key);
      const before = held?.machine ?? this.#machines.get(key) ?? { state: inactive, record: null };
      const next = step(before.state, seen.judgement, seen.timing);
      if (next.state === before.state) continue;
      const change = changeOf(before.record, next, seen, this.#options.newId);
      const commit = held?.commit === true || mustCommit(before.state, next.state);
      staged.set(key, { machine: { state: next.state, record: change.record }, commit });
      if (change.shown === null) continue;
      shown.push(change.shown);
      if (change.notified !== null) notifications.push(notificationOf(change.shown, change.notified, now));
    }
    this.#commit(staged, shown, notifications);
    return notifications;
  }

  /** Ends the open alerts for which `why` gives an ending: their subject or their rule is no more. */
  endWhere(why: (record: AlertRecord) => AlertEnding | null, now: number): void {
    const staged = new Map<string, Staged>();
    const shown: AlertRecord[] = [];
    const notifications: Notification[] = [];
    for (const [key, machine] of this.#machines) {
      const { record, state } = machine;
      const ending = record === null ? null : why(record);
      if (record === null || ending === null) continue;
      const ended = end(record, ending, now, null);
      staged.set(key, { machine: { state: { ...inactive, frontier: state.frontier }, record: null }, commit: true });
      shown.push(ended);
      if (record.state === 'firing') notifications.push(notificationOf(ended, 'resolved', now));
    }
    this.#commit(staged, shown, notifications);
  }

  /** Pending and firing alerts, in no order. */
  open(): AlertRecord[] {
    return [...this.#machines.values()].flatMap((m) => (m.record === null ? [] : [m.record]));
  }

  /** Time of the newest sample judged for an alert's subject; null when there is none. */
  frontier(key: string): number | null {
    return this.#machines.get(key)?.state.frontier ?? null;
  }

  /**
   * Alerts that have fired and ended, newest end first, at most `resolvedPerAnswerMax`. Of one operator these are his
   * and those about endpoints as a whole (operator `all`).
   */
  resolved(operator: string | null): AlertRecord[] {
    const rows = this.#options.file.db
      .prepare(
        `SELECT body FROM alert_record WHERE ended_at IS NOT NULL AND (:operator IS NULL OR operator IN (:operator, :allOperators))
         ORDER BY ended_at DESC LIMIT :limit`,
      )
      .all({ operator, allOperators, limit: resolvedPerAnswerMax }) as { body: string }[];
    return rows.map((row) => JSON.parse(row.body) as AlertRecord);
  }

  #commit(staged: ReadonlyMap<string, Staged>, shown: readonly AlertRecord[], notifications: readonly Notification[]) {
    const { file, queue } = this.#options;
    const durable = [...staged].filter(([, s]) => s.commit);
    if (durable.length > 0) {
      file.transaction(() => {
        const machine = file.db.prepare(
          'INSERT INTO alert_machine VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body',
        );
        for (const [key, s] of durable) machine.run(key, JSON.stringify(s.machine));
        const alert = file.db.prepare(
          `INSERT INTO alert_record VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body`,
        );
        for (const r of shown) {
          // A pending alert that never fired is no history.
          if (r.firedAt !== null) alert.run(r.id, r.operator, r.endpoint, r.startedAt, r.endedAt, JSON.stringify(r));
        }
        queue.add(notifications);
      });
    }
    for (const [key, s] of staged) this.#machines.set(key, s.machine);
    if (notifications.length > 0) queue.announce();
    for (const record of shown) this.#options.onShown(record);
  }
}
