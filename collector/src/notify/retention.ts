/** What notify forgets, and how it stands: figures for `/metrics` and the API. Reads and prunes the ledger's tables. */
import type { NotificationLog } from '../alert/notification.ts';
import type { OperationalFile } from '../operational.ts';
import { orphanKeptMs, sentKeptMs } from './limits.ts';

export interface WaitingFigures {
  /** Transitions that the receiver has not taken. */
  waiting: number;
  /** Seconds since the oldest of them was raised; 0 when none waits. */
  oldestAgeS: number;
  /** Given up since the file was made, because too many waited. */
  dropped: number;
}

/** How a receiver stands. */
export function waitingOf(file: OperationalFile, receiver: string, now: number): WaitingFigures {
  const { n, oldest } = file.db
    .prepare(
      `SELECT count(*) AS n, min(oldest) AS oldest FROM (
         SELECT created_at AS oldest FROM notify_item WHERE receiver = :receiver AND message IS NULL
         UNION ALL
         SELECT i.created_at FROM notify_message m JOIN notify_item i ON i.message = m.seq
           WHERE m.receiver = :receiver AND m.sent_at IS NULL)`,
    )
    .get({ receiver }) as { n: number; oldest: number | null };
  const dropped = file.db.prepare('SELECT total FROM notify_dropped WHERE receiver = ?').get(receiver) as
    | { total: number }
    | undefined;
  return {
    waiting: n,
    oldestAgeS: oldest === null ? 0 : Math.max(0, (now - oldest) / 1000),
    dropped: dropped?.total ?? 0,
  };
}

/**
 * Forgets what was taken long ago, and what has waited long for a receiver that the config names no more. Never what
 * waits for a receiver that is named. Returns how many transitions of unnamed receivers were given up.
 */
export function forgetOld(
  file: OperationalFile,
  log: NotificationLog,
  receivers: readonly string[],
  now: number,
): number {
  const { db } = file;
  const named = JSON.stringify(receivers);
  return file.transaction(() => {
    const orphans = db
      .prepare(
        `DELETE FROM notify_item WHERE receiver NOT IN (SELECT value FROM json_each(:named)) AND planned_at < :before
           AND (message IS NULL OR message IN (SELECT seq FROM notify_message WHERE sent_at IS NULL))`,
      )
      .run({ named, before: now - orphanKeptMs });
    db.prepare('DELETE FROM notify_told WHERE receiver NOT IN (SELECT value FROM json_each(?))').run(named);
    db.prepare('DELETE FROM notify_item WHERE message IN (SELECT seq FROM notify_message WHERE sent_at < ?)').run(
      now - sentKeptMs,
    );
    db.prepare(
      'DELETE FROM notify_message WHERE sent_at < ? OR seq NOT IN (SELECT message FROM notify_item WHERE message IS NOT NULL)',
    ).run(now - sentKeptMs);
    db.prepare('DELETE FROM notify_group WHERE last_at < ?').run(now - sentKeptMs);
    const used = db
      .prepare('SELECT seq FROM notify_item UNION SELECT seq FROM notify_told UNION SELECT seq FROM notify_watch')
      .all() as { seq: number }[];
    const { planned_to } = db.prepare('SELECT planned_to FROM notify_cursor').get() as { planned_to: number };
    log.forget(
      now - sentKeptMs,
      planned_to,
      used.map((row) => row.seq),
    );
    return Number(orphans.changes);
  });
}
