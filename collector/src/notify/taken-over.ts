/**
 * What an earlier version left, as the planner's own rows: it sent every notification to every channel and kept an
 * account in one table. Nothing unsent is lost, nothing sent is sent again, and who was told of an alert that is open
 * hears of its end. Pure.
 */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { Earlier, Notification } from '../alert/notification.ts';
import type { Directory } from './directory.ts';
import { keysOf, type Routes, receiversOf, routesOf } from './route.ts';

export interface TakenOver {
  /** Not sent yet, in the order of the log. */
  unsent: {
    receiver: string;
    route: string;
    keys: string;
    seq: number;
    notification: Notification;
    previous: Severity | null;
    urgent: boolean;
  }[];
  /** Who has been told, or is about to be, of an alert that is open; reminded from now on if the route reminds. */
  told: {
    receiver: string;
    alert: string;
    route: string;
    keys: string;
    severity: Severity;
    seq: number;
    repeatAt: number | null;
  }[];
  /** Routes that escalate an alert that is open; their time begins now. */
  watched: { alert: string; route: string; seq: number }[];
}

/** `earlier` in the order of the log. */
export function takenOver(earlier: readonly Earlier[], routes: Routes, directory: Directory, now: number): TakenOver {
  const unsent: TakenOver['unsent'] = [];
  const told = new Map<string, TakenOver['told'][number]>();
  const watched = new Map<string, TakenOver['watched'][number]>();
  for (const { receiver, seq, sent, notification } of earlier) {
    const { alert, transition } = notification;
    const matching = routesOf(alert, routes, directory);
    const place = `${receiver}\n${alert.id}`;
    const before = told.get(place);
    const route = receiversOf(matching).get(receiver) ?? routes.fallback;
    const keys = before?.keys ?? JSON.stringify(keysOf(alert, directory));
    if (!sent) {
      const previous = before?.severity ?? null;
      const urgent = transition !== 'resolved' && alert.severity === 'critical';
      unsent.push({ receiver, route: before?.route ?? route.id, keys, seq, notification, previous, urgent });
    }
    if (transition === 'resolved') {
      told.delete(place);
      for (const one of matching) watched.delete(`${alert.id}\n${one.id}`);
      continue;
    }
    told.set(place, {
      receiver,
      alert: alert.id,
      route: before?.route ?? route.id,
      keys,
      severity: alert.severity,
      seq,
      // Of what is not sent yet, reminders are counted from when it is.
      repeatAt: sent && route.repeatMs !== null ? now + route.repeatMs : null,
    });
    for (const one of matching)
      if (one.escalate.length > 0) watched.set(`${alert.id}\n${one.id}`, { alert: alert.id, route: one.id, seq });
  }
  return { unsent, told: [...told.values()], watched: [...watched.values()] };
}
