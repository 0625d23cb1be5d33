/**
 * Notifications in the operational file, until each channel has taken them. A channel gets what was added after it first
 * appeared, in the order in which it was added as far as one alert is concerned: "resolved" never overtakes "firing".
 */
import type { OperationalFile } from '../operational.ts';
import { notificationsKeptMs, retryMsMax } from './limits.ts';
import type { Notification, NotificationQueue } from './notification.ts';

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
];

interface Row {
  body: string;
}

export class OperationalQueue implements NotificationQueue {
  readonly #file: OperationalFile;
  readonly #wakes: (() => void)[] = [];
  #open: readonly string[] = [];

  constructor(file: OperationalFile) {
    this.#file = file;
    file.migrate('alert queue', migrations);
  }

  /**
   * Names the channels there are. A new one starts with what is added from now on; it never sends old news. One that is
   * no longer named keeps its place, should it be named again.
   */
  open(channels: readonly string[]): void {
    this.#open = channels;
    this.#file.transaction(() => {
      const newest = this.#file.db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM alert_notification').get() as {
        seq: number;
      };
      const insert = this.#file.db.prepare('INSERT INTO alert_channel VALUES (?, ?) ON CONFLICT (id) DO NOTHING');
      for (const channel of channels) insert.run(channel, newest.seq);
    });
  }

  /** Adds rows; to be called inside the transaction that commits the alert's new state. `announce` follows it. */
  add(notifications: readonly Notification[]): void {
    const insert = this.#file.db.prepare(
      'INSERT INTO alert_notification (id, alert, created_at, body) VALUES (?, ?, ?, ?)',
    );
    for (const n of notifications) insert.run(n.id, n.alert.id, n.createdAt, JSON.stringify(n));
  }

  /** Wakes those that wait for rows. */
  announce(): void {
    for (const wake of this.#wakes) wake();
  }

  due(channel: string, now: number, limit: number): Notification[] {
    const rows = this.#file.db
      .prepare(
        `SELECT n.body FROM alert_notification n
         JOIN alert_channel c ON c.id = :channel AND n.seq > c.done_to
         LEFT JOIN alert_delivery d ON d.channel = :channel AND d.seq = n.seq
         WHERE d.sent_at IS NULL AND (d.retry_at IS NULL OR d.retry_at <= :now OR d.retry_at > :late)
           AND NOT EXISTS (
             SELECT 1 FROM alert_notification e
             LEFT JOIN alert_delivery f ON f.channel = :channel AND f.seq = e.seq
             WHERE e.alert = n.alert AND e.seq < n.seq AND e.seq > c.done_to AND f.sent_at IS NULL)
         ORDER BY n.seq LIMIT :limit`,
      )
      .all({ channel, now, late: now + retryMsMax, limit }) as unknown as Row[];
    return rows.map((row) => JSON.parse(row.body) as Notification);
  }

  sent(channel: string, id: string, now: number): void {
    this.#file.transaction(() => {
      this.#note(channel, id, { sentAt: now, retryAt: null, detail: null });
      // What was sent without a hole need not be looked through again.
      this.#file.db
        .prepare(
          `UPDATE alert_channel SET done_to = coalesce((
             SELECT min(n.seq) - 1 FROM alert_notification n
             LEFT JOIN alert_delivery d ON d.channel = alert_channel.id AND d.seq = n.seq
             WHERE n.seq > alert_channel.done_to AND d.sent_at IS NULL
           ), (SELECT max(seq) FROM alert_notification), done_to) WHERE id = ?`,
        )
        .run(channel);
    });
  }

  failed(channel: string, id: string, now: number, retryAt: number, detail: string): void {
    this.#file.transaction(() =>
      this.#note(channel, id, { sentAt: null, retryAt: Math.min(retryAt, now + retryMsMax), detail }),
    );
  }

  onAdded(wake: () => void): void {
    this.#wakes.push(wake);
  }

  /** Forgets what every open channel has taken long ago. */
  retain(now: number): void {
    this.#file.transaction(() =>
      this.#file.db
        .prepare(
          `DELETE FROM alert_notification WHERE created_at < ?
             AND seq <= coalesce((
               SELECT min(done_to) FROM alert_channel WHERE id IN (SELECT value FROM json_each(?))), seq)`,
        )
        .run(now - notificationsKeptMs, JSON.stringify(this.#open)),
    );
  }

  #note(channel: string, id: string, note: { sentAt: number | null; retryAt: number | null; detail: string | null }) {
    this.#file.db
      .prepare(
        `INSERT INTO alert_delivery (channel, seq, sent_at, retry_at, tries, detail)
         SELECT ?, seq, ?, ?, 1, ? FROM alert_notification WHERE id = ?
         ON CONFLICT (channel, seq) DO UPDATE SET
           sent_at = excluded.sent_at, retry_at = excluded.retry_at, tries = tries + 1, detail = excluded.detail`,
      )
      .run(channel, note.sentAt, note.retryAt, note.detail, id);
  }
}
