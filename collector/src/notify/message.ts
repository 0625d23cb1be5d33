/** What leaves: one message to one receiver, its members fixed before it is first sent. And what a receiver's file is. */
import type { Severity } from '@thongsuot/contract/api.ts';
import type { Notification } from '../alert/notification.ts';

/** From the finest to the coarsest: what a message gathers. Coarser ones are taken when too many would leave at once. */
export const groupLevels = ['group', 'site', 'area', 'operator', 'all'] as const;
export type GroupLevel = (typeof groupLevels)[number];

export interface Member {
  notification: Notification;
  /** Severity that this receiver was told before; null when it had heard nothing of the alert. */
  previousSeverity: Severity | null;
}

/** What had to be given up because a receiver took nothing for too long. */
export interface Dropped {
  count: number;
  /** Unix epoch ms of the oldest and of the newest of them. */
  from: number;
  to: number;
}

export interface Message {
  /** Of a lone transition its own id, else `group/<unique>`; the same however often it is sent. */
  id: string;
  receiver: string;
  route: string;
  level: GroupLevel;
  key: string;
  /** When its members were fixed, Unix epoch ms. */
  formedAt: number;
  /** In the order of their commits; at least one. */
  members: readonly Member[];
  /** An earlier attempt was cut off where the receiver may have taken it: a channel without ids marks it as a repeat. */
  uncertain: boolean;
  /** Addressees that have not taken it yet; null: all of them. */
  rest: readonly string[] | null;
  dropped: Dropped | null;
}

export type Attempt =
  /** `detail`: what is worth a line in the log although it was taken, such as an addressee that is refused for good. */
  | { kind: 'taken'; detail?: string }
  /** Some addressees have it, `rest` could not take it now. */
  | { kind: 'partly'; rest: readonly string[]; detail: string }
  /** The receiver cannot take anything now: the whole channel waits. `uncertain`: it may have taken this one. */
  | { kind: 'unavailable'; detail: string; retryAfterMs: number | null; uncertain?: boolean }
  /** The receiver refused this one message: it is tried again later, and others go past it. */
  | { kind: 'refused'; detail: string };

export interface Hands {
  signal: AbortSignal;
  /** To be called before the moment from which on the outcome would be unknown; it is on disk when this returns. */
  attempting(): void;
}

/** What the dispatcher asks of a channel. One receiver a file stands behind it. */
export interface Channel {
  readonly id: string;
  /** `groups`: messages are gathered by the route. `all`: whatever waits leaves, for the receiver gathers by itself. */
  readonly takes: 'groups' | 'all';
  /** Sends one message. Never rejects: a failure is an answer. */
  send(message: Message, hands: Hands): Promise<Attempt>;
  /** A receiver that must be told again what still fires, or it believes that it has ended. */
  readonly refresh?: { everyMs: number; send(open: readonly Notification[], hands: Hands): Promise<Attempt> };
}
