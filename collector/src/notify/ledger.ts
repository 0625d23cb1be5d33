/**
 * Messages in the operational file: formed once with fixed members, sent until taken. Between the planner, which says
 * what waits for whom, and the dispatcher, which sends. A process killed anywhere finds here what it must still do.
 */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { Notification, NotificationLog } from '../alert/notification.ts';
import type { OperationalFile } from '../operational.ts';
import { type Gathering, gather, type Waiting } from './grouping.ts';
import { membersMax, retryMsMax, splitAfterRefusals, yieldAfterRefusals } from './limits.ts';
import type { Dropped, GroupLevel, Member, Message } from './message.ts';
import type { Standing } from './planner.ts';
import { type ItemRow, type Keys, type MessageRow, migrations } from './tables.ts';

export interface ReceiverSettings {
  id: string;
  takes: 'groups' | 'all';
  messagesPerMinute: number;
}

export interface LedgerOptions {
  file: OperationalFile;
  log: NotificationLog;
  gathering(route: string): Gathering;
  repeatMs(route: string): number | null;
  /** What alerts are now; asked once for each look. */
  standings(): Standing;
  /** Unique; for the ids of messages with several members. */
  newId(): string;
}

/** Brings the tables up to date; before anything else of notify. */
export const openTables = (file: OperationalFile): void => file.migrate('notify', migrations);

export class Ledger {
  readonly #options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** The oldest message that may be tried now; undefined when there is none. */
  next(receiver: string, now: number): Message | undefined {
    const row = this.#options.file.db
      .prepare(
        `SELECT * FROM notify_message WHERE receiver = :receiver AND sent_at IS NULL
           AND (retry_at IS NULL OR retry_at <= :now OR retry_at > :late) ORDER BY seq LIMIT 1`,
      )
      .get({ receiver, now, late: now + retryMsMax }) as MessageRow | undefined;
    return row === undefined ? undefined : this.#message(row);
  }

  /** Forms the next message of what waits, or says when to look again (Unix epoch ms; null: when something is added). */
  form(receiver: ReceiverSettings, now: number): { formed: true } | { formed: false; until: number | null } {
    const { file, gathering } = this.#options;
    const { db } = file;
    const { waiting, heldTo } = this.#waiting(receiver.id, now);
    const minute = 60_000;
    const recent = db
      .prepare(
        'SELECT formed_at FROM notify_message WHERE receiver = ? AND formed_at > ? AND formed_at <= ? ORDER BY seq',
      )
      .all(receiver.id, now - minute, now) as { formed_at: number }[];
    const gathered =
      receiver.takes === 'all'
        ? all(waiting)
        : gather(waiting, {
            now,
            gathering,
            lastAt: (route, group) => this.#lastAt(receiver.id, route, group),
            room: receiver.messagesPerMinute - recent.length,
            roomAt: (recent[recent.length - receiver.messagesPerMinute]?.formed_at ?? now) + minute,
          });
    if (gathered.kind === 'wait') {
      const until = [gathered.until, heldTo].filter((at) => at !== null);
      return { formed: false, until: until.length === 0 ? null : Math.min(...until) };
    }
    file.transaction(() => {
      this.#create(receiver.id, gathered.route, gathered.level, gathered.key, gathered.members, now);
      const members = new Set(gathered.members);
      const groups = new Set(
        waiting.filter((item) => members.has(item.id)).map((item) => `${item.route}\n${item.group}`),
      );
      const note = db.prepare(
        'INSERT INTO notify_group VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET last_at = excluded.last_at',
      );
      for (const name of groups) {
        const [route = '', group = ''] = name.split('\n');
        note.run(receiver.id, route, group, now);
      }
    });
    return { formed: true };
  }

  /** From here on the outcome of an attempt is unknown until it is marked. */
  attempting(message: Message, now: number): void {
    this.#update(message, 'attempting_at = ?', now);
  }

  /** The receiver has it. Reminders are counted from here. */
  sent(message: Message, now: number): void {
    const { file, repeatMs } = this.#options;
    file.transaction(() => {
      this.#update(message, 'sent_at = ?, retry_at = NULL, detail = NULL, tries = tries + 1', now);
      const remind = file.db.prepare(
        'UPDATE notify_told SET repeat_at = ? WHERE receiver = ? AND alert = ? AND route = ?',
      );
      for (const alert of new Set(message.members.map(({ notification }) => notification.alert.id))) {
        const told = file.db
          .prepare('SELECT route FROM notify_told WHERE receiver = ? AND alert = ?')
          .get(message.receiver, alert) as { route: string } | undefined;
        const every = told === undefined ? null : repeatMs(told.route);
        if (told !== undefined && every !== null) remind.run(now + every, message.receiver, alert, told.route);
      }
      if (message.dropped !== null) {
        file.db
          .prepare('UPDATE notify_dropped SET count = max(0, count - ?) WHERE receiver = ?')
          .run(message.dropped.count, message.receiver);
      }
    });
  }

  /** It was not taken. `uncertain` leaves the mark of the attempt: it may have been. */
  failed(message: Message, now: number, detail: string, uncertain: boolean): void {
    this.#options.file.db
      .prepare(
        `UPDATE notify_message SET attempting_at = iif(:uncertain, coalesce(attempting_at, :now), NULL), tries = tries + 1, detail = :detail
         WHERE receiver = :receiver AND id = :id`,
      )
      .run({ uncertain: uncertain ? 1 : 0, now, detail, receiver: message.receiver, id: message.id });
  }

  /** Some addressees have it; the others are tried again at `retryAt`. */
  partly(message: Message, rest: readonly string[], retryAt: number, detail: string): void {
    this.#update(
      message,
      'attempting_at = NULL, tries = tries + 1, rest = ?, retry_at = ?, detail = ?',
      JSON.stringify(rest),
      retryAt,
      detail,
    );
  }

  /**
   * The receiver refused it. After some refusals a message of several alerts is split in two, which have ids of their
   * own: what has been refused has not been taken, so nobody hears anything twice.
   */
  refused(message: Message, now: number, retryAt: number, detail: string): { refusals: number; split: boolean } {
    const { file } = this.#options;
    let split = false;
    let refusals = 0;
    file.transaction(() => {
      this.#update(
        message,
        'attempting_at = NULL, tries = tries + 1, refusals = refusals + 1, retry_at = ?, detail = ?',
        Math.min(retryAt, now + retryMsMax),
        detail,
      );
      const row = this.#row(message);
      refusals = row.refusals;
      const alerts = [...new Set(message.members.map(({ notification }) => notification.alert.id))];
      if (refusals < splitAfterRefusals || alerts.length < 2 || message.rest !== null) return;
      const items = file.db.prepare('SELECT id, alert FROM notify_item WHERE message = ? ORDER BY id').all(row.seq) as {
        id: number;
        alert: string;
      }[];
      file.db.prepare('DELETE FROM notify_message WHERE seq = ?').run(row.seq);
      const half = Math.ceil(alerts.length / 2);
      for (const part of [new Set(alerts.slice(0, half)), new Set(alerts.slice(half))]) {
        const members = items.filter((item) => part.has(item.alert)).map((item) => item.id);
        this.#create(message.receiver, message.route, message.level, message.key, members, now);
      }
      split = true;
    });
    return { refusals, split };
  }

  /** The newest notification of each alert that a receiver has been told of and that is open; at most `limit`. */
  open(receiver: string, after: string, limit: number): { alert: string; notification: Notification }[] {
    const rows = this.#options.file.db
      .prepare(
        `SELECT t.alert, t.seq FROM notify_told t WHERE t.receiver = ? AND t.alert > ?
           AND NOT EXISTS (SELECT 1 FROM notify_item i LEFT JOIN notify_message m ON m.seq = i.message
             WHERE i.receiver = t.receiver AND i.seq = t.seq AND m.sent_at IS NULL)
         ORDER BY t.alert LIMIT ?`,
      )
      .all(receiver, after, limit) as { alert: string; seq: number }[];
    return rows.flatMap(({ alert, seq }) => {
      const notification = this.#options.log.at(seq);
      return notification === undefined ? [] : [{ alert, notification }];
    });
  }

  /** What waits, with what maintenance holds left out; and when the first of that may leave. */
  #waiting(receiver: string, now: number): { waiting: Waiting[]; heldTo: number | null } {
    const { file, standings } = this.#options;
    const rows = file.db
      .prepare('SELECT * FROM notify_item WHERE receiver = ? AND message IS NULL ORDER BY id')
      .all(receiver) as unknown as ItemRow[];
    if (rows.length === 0) return { waiting: [], heldTo: null };
    const standing = standings();
    // An alert whose earlier transition is on its way or refused waits for that one.
    const blocked = new Set(
      (
        file.db
          .prepare(
            `SELECT DISTINCT i.alert FROM notify_message m JOIN notify_item i ON i.message = m.seq
             WHERE m.receiver = ? AND m.sent_at IS NULL AND m.refusals < ?`,
          )
          .all(receiver, yieldAfterRefusals) as { alert: string }[]
      ).map((row) => row.alert),
    );
    let heldTo: number | null = null;
    const waiting: Waiting[] = [];
    for (const row of rows) {
      if (blocked.has(row.alert)) continue;
      // Of an open alert maintenance is asked as it is now, for it may have been cancelled; of an ended one as it was.
      const open = standing(row.alert);
      const held = open === null ? row.not_before : (open.heldTo ?? 0);
      if (held > now) {
        // What follows it of the same alert waits with it.
        blocked.add(row.alert);
        heldTo = Math.min(heldTo ?? held, held);
        continue;
      }
      const keys = JSON.parse(row.keys) as Keys;
      const { id, alert, route, severity, priority } = row;
      waiting.push({ id, alert, route, severity, priority, ...keys, urgent: row.urgent === 1, at: row.planned_at });
    }
    return { waiting, heldTo };
  }

  #create(
    receiver: string,
    route: string,
    level: GroupLevel,
    key: string,
    members: readonly number[],
    now: number,
  ): void {
    const { file, log, newId } = this.#options;
    const [only] = members;
    let id = `group/${newId()}`;
    if (members.length === 1 && only !== undefined) {
      const item = file.db.prepare('SELECT seq FROM notify_item WHERE id = ?').get(only) as { seq: number };
      id = log.at(item.seq)?.id ?? id;
    }
    const { lastInsertRowid } = file.db
      .prepare(
        'INSERT INTO notify_message (receiver, id, route, level, key, formed_at, dropped) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(receiver, id, route, level, key, now, this.#dropped(receiver));
    file.db
      .prepare('UPDATE notify_item SET message = ? WHERE id IN (SELECT value FROM json_each(?))')
      .run(lastInsertRowid, JSON.stringify(members));
  }

  #dropped(receiver: string): string | null {
    const row = this.#options.file.db
      .prepare('SELECT count, from_at, to_at FROM notify_dropped WHERE receiver = ? AND count > 0')
      .get(receiver) as { count: number; from_at: number; to_at: number } | undefined;
    if (row === undefined) return null;
    return JSON.stringify({ count: row.count, from: row.from_at, to: row.to_at } satisfies Dropped);
  }

  #lastAt(receiver: string, route: string, group: string): number | undefined {
    const row = this.#options.file.db
      .prepare('SELECT last_at FROM notify_group WHERE receiver = ? AND route = ? AND grp = ?')
      .get(receiver, route, group) as { last_at: number } | undefined;
    return row?.last_at;
  }

  #message(row: MessageRow): Message {
    const { file, log } = this.#options;
    const items = file.db
      .prepare('SELECT seq, previous FROM notify_item WHERE message = ? ORDER BY id')
      .all(row.seq) as { seq: number; previous: Severity | null }[];
    const members = items.flatMap(({ seq, previous }): Member[] => {
      const notification = log.at(seq);
      return notification === undefined ? [] : [{ notification, previousSeverity: previous }];
    });
    return {
      id: row.id,
      receiver: row.receiver,
      route: row.route,
      level: row.level as GroupLevel,
      key: row.key,
      formedAt: row.formed_at,
      members,
      uncertain: row.attempting_at !== null,
      rest: row.rest === null ? null : (JSON.parse(row.rest) as string[]),
      dropped: row.dropped === null ? null : (JSON.parse(row.dropped) as Dropped),
    };
  }

  #row(message: Message): { seq: number; refusals: number } {
    return this.#options.file.db
      .prepare('SELECT seq, refusals FROM notify_message WHERE receiver = ? AND id = ?')
      .get(message.receiver, message.id) as { seq: number; refusals: number };
  }

  #update(message: Message, set: string, ...values: (string | number)[]): void {
    this.#options.file.db
      .prepare(`UPDATE notify_message SET ${set} WHERE receiver = ? AND id = ?`)
      .run(...values, message.receiver, message.id);
  }
}

/** Everything that waits, for a receiver that gathers by itself. */
function all(waiting: readonly Waiting[]): ReturnType<typeof gather> {
  if (waiting.length === 0) return { kind: 'wait', until: null };
  const members = waiting.slice(0, membersMax).map((item) => item.id);
  return { kind: 'message', members, route: waiting[0]?.route ?? '', level: 'all', key: 'all' };
}
