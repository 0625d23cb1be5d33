/**
 * The log of notifications in the operational file: the keeper adds to it in the transaction of the alert's new state,
 * notify reads it in that order and keeps for itself how far each receiver has come.
 */
import type { OperationalFile } from '../operational.ts';
import type { Earlier, Notification, NotificationLog } from './notification.ts';

const migrations = [
  `CREATE TABLE alert_notification (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     alert TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     body TEXT NOT NULL
   ) STRICT`,
  'CREATE INDEX alert_notification_alert ON alert_notification (alert, seq)',
  'CREATE TABLE alert_channel (id TEXT PRIMARY KEY, done_to INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  `CREATE TABLE alert_delivery (
     channel TEXT NOT NULL,
     seq INTEGER NOT NULL REFERENCES alert_notification (seq) ON DELETE CASCADE,
     sent_at INTEGER,
     retry_at INTEGER,
     tries INTEGER NOT NULL,
     detail TEXT,
     PRIMARY KEY (channel, seq)
   ) STRICT, WITHOUT ROWID`,
  // Notify keeps its own account of who has what. What the channels of before had, and had not, is handed over to it.
  `CREATE TABLE alert_earlier (
     receiver TEXT NOT NULL, seq INTEGER NOT NULL, sent INTEGER NOT NULL, PRIMARY KEY (receiver, seq)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO alert_earlier
     SELECT c.id, n.seq, n.seq <= c.done_to OR d.sent_at IS NOT NULL
     FROM alert_channel c JOIN alert_notification n LEFT JOIN alert_delivery d ON d.channel = c.id AND d.seq = n.seq;
   DROP TABLE alert_delivery`,
  'DROP TABLE alert_channel',
  // Files of a day on which nothing was handed over.
  `CREATE TABLE IF NOT EXISTS alert_earlier (
     receiver TEXT NOT NULL, seq INTEGER NOT NULL, sent INTEGER NOT NULL, PRIMARY KEY (receiver, seq)
   ) STRICT, WITHOUT ROWID`,
];

interface Row {
  seq: number;
  body: string;
}

export class OperationalQueue implements NotificationLog {
  readonly #file: OperationalFile;
  readonly #wakes: (() => void)[] = [];

  constructor(file: OperationalFile) {
    this.#file = file;
    file.migrate('alert queue', migrations);
  }

  /** Adds rows; to be called inside the transaction that commits the alert's new state. `announce` follows it. */
  add(notifications: readonly Notification[]): void {
    for (const notification of notifications) this.append(notification);
  }

  append(notification: Notification): number {
    const { lastInsertRowid } = this.#file.db
      .prepare('INSERT INTO alert_notification (id, alert, created_at, body) VALUES (?, ?, ?, ?)')
      .run(notification.id, notification.alert.id, notification.createdAt, JSON.stringify(notification));
    return Number(lastInsertRowid);
  }

  /** Wakes those that wait for rows. */
  announce(): void {
    for (const wake of this.#wakes) wake();
  }

  after(seq: number, limit: number): { seq: number; notification: Notification }[] {
    const rows = this.#file.db
      .prepare('SELECT seq, body FROM alert_notification WHERE seq > ? ORDER BY seq LIMIT ?')
      .all(seq, limit) as unknown as Row[];
    return rows.map((row) => ({ seq: row.seq, notification: JSON.parse(row.body) as Notification }));
  }

  at(seq: number): Notification | undefined {
    const row = this.#file.db.prepare('SELECT seq, body FROM alert_notification WHERE seq = ?').get(seq) as
      | Row
      | undefined;
    return row === undefined ? undefined : (JSON.parse(row.body) as Notification);
  }

  newest(): number {
    const { seq } = this.#file.db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM alert_notification').get() as {
      seq: number;
    };
    return seq;
  }

  onAdded(wake: () => void): void {
    this.#wakes.push(wake);
  }

  earlier(): Earlier[] {
    const rows = this.#file.db
      .prepare(
        `SELECT e.receiver, e.seq, e.sent, n.body FROM alert_earlier e JOIN alert_notification n USING (seq)
         ORDER BY e.seq, e.receiver`,
      )
      .all() as unknown as (Row & { receiver: string; sent: number })[];
    return rows.map(({ receiver, seq, sent, body }) => ({
      receiver,
      seq,
      sent: sent === 1,
      notification: JSON.parse(body) as Notification,
    }));
  }

  forgetEarlier(): void {
    this.#file.db.exec('DELETE FROM alert_earlier');
  }

  forget(createdBefore: number, upTo: number, used: readonly number[]): void {
    this.#file.db
      .prepare(
        `DELETE FROM alert_notification WHERE created_at < ? AND seq <= ?
           AND seq NOT IN (SELECT value FROM json_each(?))`,
      )
      .run(createdBefore, upTo, JSON.stringify(used));
  }
}
