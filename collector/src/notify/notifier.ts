/** Notify as a whole: opens its tables, runs planner, dispatcher and heartbeat, and answers how it stands. */
import type { Logger } from 'pino';
import type { AlertStanding, Notification, NotificationLog } from '../alert/notification.ts';
import type { Clock } from '../clock.ts';
import type { OperationalFile } from '../operational.ts';
import { type AlertmanagerOptions, createAlertmanager } from './alertmanager.ts';
import type { Directory } from './directory.ts';
import { Dispatcher, type LineFigures } from './dispatcher.ts';
import { Heartbeat, type HeartbeatFigures, type HeartbeatOptions } from './heartbeat.ts';
import { Ledger, openTables } from './ledger.ts';
import { lookEveryMs, planMax, retainEveryMs } from './limits.ts';
import type { Channel, Message } from './message.ts';
import { Planner, type Standing } from './planner.ts';
import { forgetOld, type WaitingFigures, waitingOf } from './retention.ts';
import type { Routes } from './route.ts';
import { createSmtp, type SmtpOptions } from './smtp.ts';
import { createWebhook, type WebhookOptions } from './webhook.ts';

/** What the config says of notify, with its secrets read. */
export interface NotifyOptions {
  webhooks: readonly (WebhookOptions & { messagesPerMinute?: number })[];
  alertmanagers: readonly AlertmanagerOptions[];
  mails: readonly (SmtpOptions & { messagesPerMinute?: number })[];
  routes: Routes;
  heartbeat: HeartbeatOptions | null;
}

export interface NotifierOptions {
  notify: NotifyOptions;
  directory: Directory;
  file: OperationalFile;
  notifications: NotificationLog;
  /** Every open alert with its standing, asked once for each look. */
  standings: () => ReadonlyMap<string, AlertStanding>;
  clock: Clock;
  log: Logger;
  /** 0 ≤ x < 1. */
  random: () => number;
  newId: () => string;
  /** Further channels, for tests. */
  channels?: readonly Channel[];
}

export interface NotifyFigures {
  receivers: readonly (LineFigures & WaitingFigures & { id: string })[];
  heartbeat: HeartbeatFigures | null;
}

/** What came of "send a test" at one receiver. */
export interface TestResult {
  receiver: string;
  ok: boolean;
  /** Why not, or what the receiver said; empty when there is nothing to say. */
  detail: string;
  ms: number;
}

export interface Notifier {
  start(): void;
  stop(): Promise<void>;
  /** Names, contacts and areas of a config that was read anew. */
  reload(directory: Directory): void;
  /** Sends a test past the queue to one receiver or to all. Undefined when there is no such receiver. */
  test(receiver: string | undefined, by: string): Promise<TestResult[] | undefined>;
  figures(): NotifyFigures;
}

/** The channels of the config, each in its own file. */
export function createChannels(
  { webhooks, alertmanagers, mails }: Pick<NotifyOptions, 'webhooks' | 'alertmanagers' | 'mails'>,
  parts: { clock: Pick<Clock, 'now'>; directory: () => Directory },
): Channel[] {
  return [
    ...webhooks.map((one) => createWebhook(one, parts)),
    ...alertmanagers.map((one) => createAlertmanager(one, parts)),
    ...mails.map((one) => createSmtp(one, parts)),
  ];
}

/** More would flood the pocket of whoever is on duty. */
const messagesPerMinuteDefault = 20;

export function createNotifier(options: NotifierOptions): Notifier {
  const { notify, file, notifications, standings, clock, log, random, newId } = options;
  let { directory } = options;
  const parts = { clock, directory: () => directory };
  const channels = [...createChannels(notify, parts), ...(options.channels ?? [])];
  const receivers = channels.map(({ id }) => id);
  const perMinute = new Map([...notify.webhooks, ...notify.mails].map((one) => [one.id, one.messagesPerMinute]));
  const { routes, fallback } = notify.routes;
  const routeOf = (id: string) => routes.find((route) => route.id === id) ?? fallback;

  openTables(file);
  const planner = new Planner({
    file,
    log: notifications,
    routes: notify.routes,
    receivers,
    selfGrouping: new Set(channels.filter(({ takes }) => takes === 'all').map(({ id }) => id)),
    directory: () => directory,
  });
  const standing = (): Standing => {
    let all: ReadonlyMap<string, AlertStanding> | undefined;
    return (alert) => {
      all ??= standings();
      return all.get(alert) ?? null;
    };
  };
  const ledger = new Ledger({
    file,
    log: notifications,
    gathering: routeOf,
    repeatMs: (route) => routeOf(route).repeatMs,
    standings: standing,
    newId,
  });
  const dispatcher = new Dispatcher({
    ledger,
    channels: channels.map((channel) => ({
      channel,
      settings: {
        id: channel.id,
        takes: channel.takes,
        messagesPerMinute: perMinute.get(channel.id) ?? messagesPerMinuteDefault,
      },
    })),
    clock,
    log,
    random,
  });

  let running = false;
  let broken = false;
  let scheduled = false;
  /** Assigns what is new, then reminders and escalations, and wakes the channels. */
  const look = () => {
    scheduled = false;
    if (!running) return;
    try {
      let added = false;
      for (let taken = planMax; taken === planMax; ) {
        taken = planner.plan(clock.now(), standing());
        added ||= taken > 0;
      }
      if (planner.follow(clock.now(), standing())) added = true;
      if (added) dispatcher.wake();
      if (broken) log.info('Notifications are assigned to receivers again');
      broken = false;
    } catch (error) {
      if (!broken) log.error({ err: error }, 'Notifications cannot be assigned to receivers; will retry');
      broken = true;
    }
  };
  // Off the path of the batch that raised it: the answer to the agent does not wait for this.
  const schedule = () => {
    if (scheduled || !running) return;
    scheduled = true;
    setImmediate(look);
  };
  notifications.onAdded(schedule);
  const retain = () => {
    try {
      const orphans = forgetOld(file, notifications, receivers, clock.now());
      if (orphans > 0) log.warn({ orphans }, 'Notifications for receivers that the config names no more were given up');
    } catch (error) {
      log.warn({ err: error }, 'Old notifications could not be forgotten; it is tried again in ten minutes');
    }
  };
  const heartbeat =
    notify.heartbeat === null ? null : new Heartbeat(notify.heartbeat, clock, log, () => running && !broken);
  const timers: NodeJS.Timeout[] = [];

  return {
    start() {
      running = true;
      look();
      dispatcher.start();
      heartbeat?.start();
      timers.push(setInterval(look, lookEveryMs), setInterval(retain, retainEveryMs));
    },
    async stop() {
      running = false;
      for (const timer of timers.splice(0)) clearInterval(timer);
      await Promise.all([dispatcher.stop(), heartbeat?.stop()]);
    },
    reload(next) {
      directory = next;
    },
    test: (receiver, by) => sendTests(channels, receiver, by, clock, newId),
    figures: () => ({
      receivers: receivers.map((id) => ({ id, ...dispatcher.figures(id), ...waitingOf(file, id, clock.now()) })),
      heartbeat: heartbeat?.figures ?? null,
    }),
  };
}

/** Sends a test to one receiver or all, each at once and by itself. Undefined when there is no such receiver. */
export async function sendTests(
  channels: readonly Channel[],
  receiver: string | undefined,
  by: string,
  clock: Clock,
  newId: () => string,
): Promise<TestResult[] | undefined> {
  const chosen = channels.filter(({ id }) => receiver === undefined || id === receiver);
  if (receiver !== undefined && chosen.length === 0) return undefined;
  const now = clock.now();
  return await Promise.all(
    chosen.map(async (channel): Promise<TestResult> => {
      const notification = testNotification(`test/${newId()}`, by, now);
      const message: Message = {
        id: notification.id,
        receiver: channel.id,
        route: 'test',
        level: 'group',
        key: 'endpoint/test',
        formedAt: now,
        members: [{ notification, previousSeverity: null }],
        uncertain: false,
        rest: null,
        dropped: null,
      };
      const started = clock.monotonicMs();
      const attempt = await channel.send(message, { signal: new AbortController().signal, attempting: () => {} });
      const ms = Math.round(clock.monotonicMs() - started);
      const detail = 'detail' in attempt ? (attempt.detail ?? '') : '';
      return { receiver: channel.id, ok: attempt.kind === 'taken', detail, ms };
    }),
  );
}

function testNotification(id: string, by: string, now: number): Notification {
  return {
    id,
    createdAt: now,
    transition: 'test',
    alert: {
      id,
      rule: 'linkDown',
      severity: 'warning',
      priority: 4,
      operator: 'all',
      endpoint: 'test',
      endpointVi: 'Tin thử',
      endpointEn: 'Test message',
      link: null,
      unit: null,
      circuitId: null,
      startedAt: now,
      firedAt: now,
      endedAt: null,
      ending: null,
      value: null,
      threshold: null,
      summary: `Tin thử do ${by} gửi để kiểm tra kênh nhận tin. Không có sự cố nào.`,
      summaryEn: `A test sent by ${by} to check this channel. Nothing is wrong.`,
    },
  };
}
