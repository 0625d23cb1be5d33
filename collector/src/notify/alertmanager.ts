/**
 * Alertmanager, API v2 (`POST /api/v2/alerts`, its openapi.yaml): it groups, silences and reminds by itself, so it gets
 * every transition at once, is told again what still fires, and hears each end.
 */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { Secret } from '@thongsuot/contract/config.ts';
import type { Notification } from '../alert/notification.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from './directory.ts';
import { attemptMsMax } from './limits.ts';
import type { Channel, Member } from './message.ts';
import { attemptOf, exchange } from './post.ts';
import { adviceOf, contactsOf, lineOf, linkOf } from './text.ts';
import type { Language } from './words.ts';

export interface AlertmanagerOptions {
  id: string;
  /** Its address without `/api/v2`. */
  url: string;
  /** Between two tellings of what fires; below its `resolve_timeout`, which we do not depend on: each alert carries its end. */
  resendMs: number;
  allowPrivate?: boolean;
  /** `Authorization` as it is sent. */
  authorization?: Secret;
  language?: Language;
  /** Added to every alert, such as `{ province: gia-lai }`. */
  labels?: Readonly<Record<string, string>>;
}

/** An alert as the API takes it (`postableAlert`). */
export interface PostableAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

export function createAlertmanager(
  options: AlertmanagerOptions,
  { clock, directory }: { clock: Pick<Clock, 'now'>; directory: () => Directory },
): Channel {
  const url = new URL(`${options.url.replace(/\/+$/, '')}/api/v2/alerts`);
  const post = async (alerts: readonly PostableAlert[], signal: AbortSignal) => {
    const answer = await exchange({
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.authorization === undefined ? {} : { authorization: options.authorization.reveal() }),
      },
      body: JSON.stringify(alerts),
      allowPrivate: options.allowPrivate === true,
      msMax: attemptMsMax,
      signal,
    });
    return attemptOf(answer);
  };
  const settings = { language: options.language ?? 'vi', labels: options.labels ?? {}, resendMs: options.resendMs };
  return {
    id: options.id,
    takes: 'all',
    send: ({ members }, { signal }) => post(postablesOf(members, directory(), settings, clock.now()), signal),
    refresh: {
      everyMs: options.resendMs,
      send: (open, { signal }) =>
        post(
          open.map((one) => firing(one, directory(), settings, clock.now())),
          signal,
        ),
    },
  };
}

interface Settings {
  language: Language;
  labels: Readonly<Record<string, string>>;
  resendMs: number;
}

/**
 * What the members make of Alertmanager's alerts: of each alert its last word, and the end of what it was called before
 * its severity changed, for there the labels are the identity.
 */
export function postablesOf(
  members: readonly Member[],
  directory: Directory,
  settings: Settings,
  now: number,
): PostableAlert[] {
  const last = new Map<string, PostableAlert>();
  const put = (one: PostableAlert) => {
    const key = JSON.stringify(Object.entries(one.labels).sort());
    // A later word replaces an earlier one.
    last.delete(key);
    last.set(key, one);
  };
  for (const { notification, previousSeverity } of members) {
    const { transition, alert } = notification;
    // A digest of the past is no alert that fires.
    if (transition === 'late') continue;
    if (previousSeverity !== null && previousSeverity !== alert.severity)
      put(ended(notification, previousSeverity, directory, settings, now));
    put(
      transition === 'resolved' || transition === 'test'
        ? ended(notification, alert.severity, directory, settings, now)
        : firing(notification, directory, settings, now),
    );
  }
  return [...last.values()];
}

function firing(notification: Notification, directory: Directory, settings: Settings, now: number): PostableAlert {
  // Missed three times, it ends there, which is the truth about us: we are no longer heard.
  const endsAt = new Date(now + 4 * settings.resendMs).toISOString();
  return { ...common(notification, notification.alert.severity, directory, settings), endsAt };
}

function ended(
  notification: Notification,
  severity: Severity,
  directory: Directory,
  settings: Settings,
  now: number,
): PostableAlert {
  const { alert, transition } = notification;
  const at = transition === 'resolved' ? (alert.endedAt ?? now) : now;
  // An end before the beginning is refused, and one in the future is none.
  const endsAt = new Date(Math.max(alert.startedAt + 1, Math.min(at, now))).toISOString();
  return { ...common(notification, severity, directory, settings), endsAt };
}

function common(notification: Notification, severity: Severity, directory: Directory, settings: Settings) {
  const { alert } = notification;
  const { language, labels } = settings;
  const area = alert.area ?? directory.areaId(alert.endpoint);
  const optional = (pairs: Record<string, string | null>): Record<string, string> =>
    Object.fromEntries(Object.entries(pairs).filter((pair): pair is [string, string] => !!pair[1]));
  const link = linkOf(alert, directory);
  return {
    labels: {
      ...labels,
      alertname: alert.rule,
      severity,
      priority: String(alert.priority),
      operator: alert.operator,
      endpoint: alert.endpoint,
      ...optional({ link: alert.link, unit: alert.unit, area }),
    },
    annotations: optional({
      summary: lineOf(notification, directory, language),
      description: language === 'vi' ? alert.summary : alert.summaryEn,
      advice: adviceOf(alert, directory, language),
      contact: contactsOf(alert, directory),
      circuit: alert.circuitId,
      alertId: alert.id,
    }),
    startsAt: new Date(alert.startedAt).toISOString(),
    ...(link === null ? {} : { generatorURL: link }),
  };
}
