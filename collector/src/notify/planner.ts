/**
 * Assigns each notification of the keeper's log to its receivers, once, and makes the reminders and escalations of what
 * is not acknowledged. Between the log and the ledger: each look is one transaction together with its cursor, so that a
 * process killed in it has assigned nothing, and one killed after it never assigns again.
 */
import type { AlertStanding, Notification, NotificationLog } from '../alert/notification.ts';
import type { OperationalFile } from '../operational.ts';
import type { Directory } from './directory.ts';
import { followMax, planMax, waitingMax } from './limits.ts';
import { keysOf, type Route, type Routes, receiversOf, routesOf } from './route.ts';
import type { ToldRow } from './tables.ts';
import { takenOver } from './taken-over.ts';

export interface PlannerOptions {
  file: OperationalFile;
  log: NotificationLog;
  routes: Routes;
  /** Receivers that the config names; of those `selfGrouping` reminders are not made, for they remind by themselves. */
  receivers: readonly string[];
  selfGrouping: ReadonlySet<string>;
  directory: () => Directory;
  waitingMax?: number;
}

/** What an alert is now; null when it is open no more. */
export type Standing = (alert: string) => AlertStanding | null;

export class Planner {
  readonly #options: PlannerOptions;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #named: ReadonlySet<string>;
  #tookOver = false;

  constructor(options: PlannerOptions) {
    this.#options = options;
    const { routes, fallback } = options.routes;
    this.#routes = new Map([...routes, fallback].map((route) => [route.id, route]));
    this.#named = new Set(options.receivers);
    // A first start tells no old news.
    options.file.db
      .prepare('INSERT INTO notify_cursor VALUES (1, ?) ON CONFLICT (only_row) DO NOTHING')
      .run(options.log.newest());
  }

  /** Assigns what the keeper has added, with what maintenance holds back at that time. Returns the number of notifications taken; `planMax` means there may be more. */
  plan(now: number, standing: Standing): number {
    const { file, log } = this.#options;
    this.#takeOver(now);
    const cursor = file.db.prepare('SELECT planned_to FROM notify_cursor').get() as { planned_to: number };
    const rows = log.after(cursor.planned_to, planMax);
    const newest = rows.at(-1);
    if (newest === undefined) return 0;
    file.transaction(() => {
      for (const { seq, notification } of rows) {
        const notBefore = Math.max(notification.notBefore ?? 0, standing(notification.alert.id)?.heldTo ?? 0);
        this.#assign(seq, { ...notification, notBefore }, now);
      }
      for (const receiver of this.#named) this.#bound(receiver);
      file.db.prepare('UPDATE notify_cursor SET planned_to = ?').run(newest.seq);
    });
    return rows.length;
  }

  /** Makes the reminders and escalations whose time has come. True when there were any. */
  follow(now: number, standing: Standing): boolean {
    const { db, transaction } = this.#options.file;
    const { log } = this.#options;
    const cursor = db.prepare('SELECT planned_to FROM notify_cursor').get() as { planned_to: number };
    // What the keeper has added meanwhile goes first: an end that waits there makes a reminder untrue.
    if (log.newest() > cursor.planned_to) return false;
    const reminders = db
      .prepare('SELECT * FROM notify_told WHERE repeat_at <= ? ORDER BY repeat_at LIMIT ?')
      .all(now, followMax) as unknown as ToldRow[];
    const watches = db.prepare('SELECT alert, route, seq, since, step FROM notify_watch').all() as unknown as Watch[];
    const due = watches.filter((watch) => {
      const step = this.#routes.get(watch.route)?.escalate[watch.step];
      return step === undefined || watch.since + step.afterMs <= now;
    });
    if (reminders.length === 0 && due.length === 0) return false;
    transaction(() => {
      for (const told of reminders) this.#remind(told, now, standing(told.alert));
      for (const watch of due.slice(0, followMax)) this.#escalate(watch, now, standing(watch.alert));
      // Its own rows are assigned by the one who writes them.
      db.prepare('UPDATE notify_cursor SET planned_to = ?').run(log.newest());
    });
    return true;
  }

  /** Once, at the first look: what a version without routes had not sent, and whom it had told of what is open. */
  #takeOver(now: number): void {
    if (this.#tookOver) return;
    const { file, log, routes, directory } = this.#options;
    const earlier = log.earlier().filter(({ receiver }) => this.#named.has(receiver));
    file.transaction(() => {
      const { unsent, told, watched } = takenOver(earlier, routes, directory(), now);
      for (const { receiver, route, keys, seq, notification, previous, urgent } of unsent)
        this.#add(receiver, route, keys, seq, notification, now, { previous, urgent });
      const tell = file.db.prepare('INSERT INTO notify_told VALUES (?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING');
      for (const { receiver, alert, route, keys, severity, seq, repeatAt } of told)
        tell.run(receiver, alert, route, keys, severity, seq, repeatAt);
      const watch = file.db.prepare('INSERT INTO notify_watch VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING');
      for (const { alert, route, seq } of watched) watch.run(alert, route, seq, now);
      for (const receiver of this.#named) this.#bound(receiver);
      log.forgetEarlier();
    });
    this.#tookOver = true;
  }

  #assign(seq: number, notification: Notification, now: number): void {
    const { db } = this.#options.file;
    const { alert, transition } = notification;
    const directory = this.#options.directory();
    const keys = keysOf(alert, directory);
    const told = new Map(this.#told(alert.id).map((row) => [row.receiver, row]));
    const matching = routesOf(alert, this.#options.routes, directory);
    if (transition === 'resolved') {
      // Whoever was told of its beginning is told of its end, whatever the routes say by now.
      const known = [...told.values()].filter((row) => this.#named.has(row.receiver));
      for (const row of known)
        this.#add(row.receiver, row.route, row.keys, seq, notification, now, { previous: row.severity, urgent: false });
      if (known.length === 0) {
        for (const [receiver, route] of this.#receivers(matching))
          this.#add(receiver, route.id, JSON.stringify(keys), seq, notification, now, null);
      }
      db.prepare('DELETE FROM notify_told WHERE alert = ?').run(alert.id);
      db.prepare('DELETE FROM notify_watch WHERE alert = ?').run(alert.id);
      return;
    }
    const receivers = this.#receivers(matching);
    if (transition !== 'late') {
      // Somebody it was escalated to hears as well that it has become worse.
      for (const row of told.values()) {
        const route = this.#routes.get(row.route) ?? this.#options.routes.fallback;
        if (this.#named.has(row.receiver) && !receivers.has(row.receiver)) receivers.set(row.receiver, route);
      }
      const watch = db.prepare(
        `INSERT INTO notify_watch VALUES (?, ?, ?, ?, 0)
         ON CONFLICT (alert, route) DO UPDATE SET seq = excluded.seq, since = excluded.since, step = 0`,
      );
      const since = Math.max(now, notification.notBefore ?? 0);
      for (const route of matching) if (route.escalate.length > 0) watch.run(alert.id, route.id, seq, since);
    }
    for (const [receiver, route] of receivers) {
      const before = told.get(receiver);
      // An alert stays in the group in which it was first told: its end never overtakes its beginning.
      const group = before?.keys ?? JSON.stringify(keys);
      const routeId = before?.route ?? route.id;
      const urgent = transition !== 'late' && alert.severity === 'critical';
      this.#add(receiver, routeId, group, seq, notification, now, { previous: before?.severity ?? null, urgent });
      if (transition === 'late') continue;
      db.prepare(
        `INSERT INTO notify_told VALUES (?, ?, ?, ?, ?, ?, 0, NULL) ON CONFLICT (receiver, alert) DO UPDATE SET
           severity = excluded.severity, seq = excluded.seq, repeat_at = NULL`,
      ).run(receiver, alert.id, routeId, group, alert.severity, seq);
    }
  }

  #remind(told: ToldRow, now: number, standing: AlertStanding | null): void {
    const { db } = this.#options.file;
    const set = db.prepare('UPDATE notify_told SET repeat_at = ?, repeats = ? WHERE receiver = ? AND alert = ?');
    const later = (at: number | null, repeats = told.repeats) => void set.run(at, repeats, told.receiver, told.alert);
    const repeatMs = this.#routes.get(told.route)?.repeatMs ?? null;
    const named = this.#named.has(told.receiver) && !this.#options.selfGrouping.has(told.receiver);
    // Not open: its end is on its way. What is taken from the config reminds no more.
    if (standing === null || repeatMs === null || !named) {
      later(null);
      return;
    }
    if (standing.acknowledged) {
      later(now + repeatMs);
      return;
    }
    // Maintenance uses up no reminder: it comes when maintenance ends.
    if (standing.heldTo !== null && standing.heldTo > now) {
      later(standing.heldTo);
      return;
    }
    const last = this.#options.log.at(told.seq);
    if (last === undefined) {
      later(null);
      return;
    }
    const repeats = told.repeats + 1;
    const notification: Notification = { ...last, id: `${last.id}/r${repeats}`, createdAt: now, transition: 'repeat' };
    delete notification.notBefore;
    // Everyone who was told has reminders of his own.
    const id = `${notification.id}/${told.receiver}`;
    const seq = this.#options.log.append({ ...notification, id });
    this.#add(told.receiver, told.route, told.keys, seq, notification, now, {
      previous: told.severity,
      urgent: false,
    });
    // The next one is counted from when this one has been taken.
    later(null, repeats);
  }

  #escalate(watch: Watch, now: number, standing: AlertStanding | null): void {
    const { db } = this.#options.file;
    const route = this.#routes.get(watch.route);
    const step = route?.escalate[watch.step];
    const last = this.#options.log.at(watch.seq);
    const end = () =>
      void db.prepare('DELETE FROM notify_watch WHERE alert = ? AND route = ?').run(watch.alert, watch.route);
    if (route === undefined || step === undefined || last === undefined || standing === null) {
      end();
      return;
    }
    // Acknowledged: somebody has taken it on. Worse severity begins a new watch.
    if (standing.acknowledged) {
      end();
      return;
    }
    const move = (since: number, to: number) =>
      void db
        .prepare('UPDATE notify_watch SET since = ?, step = ? WHERE alert = ? AND route = ?')
        .run(since, to, watch.alert, watch.route);
    // Maintenance uses up no step: the time begins anew when it ends.
    if (standing.heldTo !== null && standing.heldTo > now) {
      move(standing.heldTo, watch.step);
      return;
    }
    const notification: Notification = {
      ...last,
      id: `${last.id}/e${watch.step + 1}/${route.id}`,
      createdAt: now,
      transition: 'escalated',
    };
    delete notification.notBefore;
    const seq = this.#options.log.append(notification);
    const keys = JSON.stringify(keysOf(last.alert, this.#options.directory()));
    const told = new Map(this.#told(watch.alert).map((row) => [row.receiver, row]));
    for (const receiver of new Set(step.receivers)) {
      if (!this.#named.has(receiver)) continue;
      const before = told.get(receiver);
      const previous = before?.severity ?? null;
      this.#add(receiver, before?.route ?? route.id, before?.keys ?? keys, seq, notification, now, {
        previous,
        urgent: true,
      });
      db.prepare(
        'INSERT INTO notify_told VALUES (?, ?, ?, ?, ?, ?, 0, NULL) ON CONFLICT (receiver, alert) DO NOTHING',
      ).run(receiver, watch.alert, route.id, keys, last.alert.severity, watch.seq);
    }
    if (watch.step + 1 < route.escalate.length) move(watch.since, watch.step + 1);
    else end();
  }

  #receivers(routes: readonly Route[]): Map<string, Route> {
    return new Map([...receiversOf(routes)].filter(([receiver]) => this.#named.has(receiver)));
  }

  #told(alert: string): ToldRow[] {
    return this.#options.file.db
      .prepare('SELECT * FROM notify_told WHERE alert = ?')
      .all(alert) as unknown as ToldRow[];
  }

  #add(
    receiver: string,
    route: string,
    keys: string,
    seq: number,
    { alert, createdAt, notBefore }: Notification,
    now: number,
    more: { previous: string | null; urgent: boolean } | null,
  ): void {
    this.#options.file.db
      .prepare(
        `INSERT INTO notify_item (receiver, seq, alert, route, keys, severity, priority, urgent, previous,
           planned_at, created_at, not_before)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        receiver,
        seq,
        alert.id,
        route,
        keys,
        alert.severity,
        alert.priority,
        more?.urgent === true ? 1 : 0,
        more?.previous ?? null,
        now,
        createdAt,
        notBefore ?? 0,
      );
  }

  /** Gives up the oldest of what waits above the bound; the count is told with the next message that leaves. */
  #bound(receiver: string): void {
    const { db } = this.#options.file;
    const max = this.#options.waitingMax ?? waitingMax;
    const { n } = db
      .prepare('SELECT count(*) AS n FROM notify_item WHERE receiver = ? AND message IS NULL')
      .get(receiver) as { n: number };
    if (n <= max) return;
    const gone = db
      .prepare(
        `DELETE FROM notify_item WHERE id IN (
           SELECT id FROM notify_item WHERE receiver = ? AND message IS NULL ORDER BY id LIMIT ?) RETURNING created_at`,
      )
      .all(receiver, n - max) as { created_at: number }[];
    const times = gone.map((row) => row.created_at);
    db.prepare(
      `INSERT INTO notify_dropped VALUES (:receiver, :count, :from, :to, :count)
       ON CONFLICT (receiver) DO UPDATE SET
         from_at = CASE WHEN count = 0 THEN :from ELSE min(from_at, :from) END,
         to_at = CASE WHEN count = 0 THEN :to ELSE max(to_at, :to) END,
         count = count + :count, total = total + :count`,
    ).run({ receiver, count: gone.length, from: Math.min(...times), to: Math.max(...times) });
  }
}

interface Watch {
  alert: string;
  route: string;
  seq: number;
  since: number;
  step: number;
}
