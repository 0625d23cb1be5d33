/** A province in small for the tests of notify: notifications, a directory, the tables on a file, channels that record. */
import { pino } from 'pino';
import { advice } from '../alert/advice.ts';
import type { AlertStanding, Notification, NotificationKind } from '../alert/notification.ts';
import { OperationalQueue } from '../alert/queue.ts';
import { type OperationalFile, openOperationalFile } from '../operational.ts';
import { createDirectory } from './directory.ts';
import type { Attempt, Channel, Message } from './message.ts';
import { createNotifier, type NotifierOptions, type NotifyOptions } from './notifier.ts';
import type { Route } from './route.ts';

export const t0 = Date.UTC(2026, 10, 24, 1, 0, 0);

export const directory = createDirectory({
  province: { vi: 'Tỉnh Gia Lai', en: 'Gia Lai province' },
  boardUrl: 'https://giamsat.example/',
  operators: [
    { id: 'vnpt', name: 'VNPT Gia Lai' },
    { id: 'viettel', name: 'Viettel Gia Lai' },
  ],
  areas: [{ id: 'pleiku', vi: 'Phường Pleiku', en: 'Pleiku ward' }],
  advice,
  endpoints: [
    {
      id: 'bvdk',
      area: 'pleiku',
      classes: ['HOSPITAL'],
      contacts: [
        { name: 'Trực kỹ thuật', phone: '0269 3 000 000', email: null, operator: null },
        { name: 'NOC VNPT', phone: null, email: 'noc@vnpt.example', operator: 'vnpt' },
        { name: 'NOC Viettel', phone: null, email: 'noc@viettel.example', operator: 'viettel' },
      ],
    },
  ],
});

export const notification = (
  alert: string,
  sequence: number,
  over: Omit<Partial<Notification>, 'alert'> & { alert?: Partial<Notification['alert']> } = {},
): Notification => {
  const transition: NotificationKind = over.transition ?? (sequence === 1 ? 'firing' : 'resolved');
  return {
    id: `${alert}/${sequence}`,
    createdAt: t0,
    ...over,
    transition,
    alert: {
      id: alert,
      rule: 'linkDown',
      severity: 'critical',
      priority: 1,
      operator: 'vnpt',
      endpoint: 'bvdk',
      endpointVi: 'Bệnh viện Đa khoa tỉnh',
      endpointEn: 'Provincial general hospital',
      link: 'a1',
      unit: null,
      circuitId: 'GLI-0231',
      startedAt: t0 - 60_000,
      firedAt: t0,
      endedAt: transition === 'resolved' ? t0 + 60_000 : null,
      ending: transition === 'resolved' ? 'cleared' : null,
      value: null,
      threshold: null,
      summary: 'Kênh a1 (VNPT Gia Lai, mã kênh GLI-0231) phục vụ Bệnh viện Đa khoa tỉnh: mất kết nối.',
      summaryEn: 'Link a1 (VNPT Gia Lai, circuit GLI-0231) to Provincial general hospital: is down.',
      ...over.alert,
    },
  };
};

export const messageOf = (notifications: readonly Notification[], over: Partial<Message> = {}): Message => ({
  id: notifications.length === 1 ? (notifications[0]?.id ?? '') : 'group/1',
  receiver: 'w',
  route: 'default',
  level: 'group',
  key: 'endpoint/bvdk',
  formedAt: t0,
  members: notifications.map((one) => ({ notification: one, previousSeverity: null })),
  uncertain: false,
  rest: null,
  dropped: null,
  ...over,
});

export const hands = (signal = new AbortController().signal, attempting = () => {}) => ({ signal, attempting });

export const route = (receivers: readonly string[], over: Partial<Route> = {}): Route => ({
  id: 'default',
  match: {},
  receivers,
  groupWaitMs: 0,
  groupWaitMsMax: 0,
  groupIntervalMs: 0,
  repeatMs: null,
  escalate: [],
  ...over,
});

export const notifyOptions = (
  over: Partial<NotifyOptions> & { receivers?: readonly string[] } = {},
): NotifyOptions => ({
  webhooks: [],
  alertmanagers: [],
  mails: [],
  routes: { routes: [], fallback: route(over.receivers ?? []) },
  heartbeat: null,
  ...over,
});

/** A channel that answers as it is told and remembers every message that it was given. */
export function recorder(
  id: string,
  answer: (message: Message) => Attempt | Promise<Attempt> = () => ({ kind: 'taken' }),
): { channel: Channel; got: Message[]; ids(): string[] } {
  const got: Message[] = [];
  const channel: Channel = {
    id,
    takes: 'groups',
    async send(message) {
      got.push(message);
      return answer(message);
    },
  };
  return { channel, got, ids: () => got.flatMap((m) => m.members.map(({ notification: one }) => one.id)) };
}

export interface Scene {
  file: OperationalFile;
  queue: OperationalQueue;
  time: { wall: number };
  standings: Map<string, AlertStanding>;
  add(...list: Notification[]): void;
  start(channels: readonly Channel[], over?: Partial<NotifierOptions>): ReturnType<typeof createNotifier>;
}

export function createScene(path = ':memory:'): Scene {
  const file = openOperationalFile(path);
  const queue = new OperationalQueue(file);
  const time = { wall: t0 };
  const standings = new Map<string, AlertStanding>();
  let ids = 0;
  return {
    file,
    queue,
    time,
    standings,
    add(...list) {
      file.transaction(() => queue.add(list));
      queue.announce();
    },
    start(channels, over = {}) {
      const notifier = createNotifier({
        notify: notifyOptions({ receivers: channels.map(({ id }) => id) }),
        directory,
        file,
        notifications: queue,
        standings: () => standings,
        clock: { now: () => time.wall, monotonicMs: () => performance.now() },
        log: pino({ level: 'silent' }),
        random: () => 0,
        newId: () => `${++ids}-${Math.random().toString(36).slice(2)}`,
        channels,
        ...over,
      });
      notifier.start();
      return notifier;
    },
  };
}
