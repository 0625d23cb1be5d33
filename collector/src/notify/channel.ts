/** What the dispatcher asks of a channel. One receiver a file stands behind it. */
import type { Notification } from '../alert/notification.ts';

export type Attempt =
  | { kind: 'taken' }
  /** The receiver cannot take anything now: the whole channel waits. */
  | { kind: 'unavailable'; detail: string; retryAfterMs: number | null }
  /** The receiver refused this one message: it is tried again later, and others go past it. */
  | { kind: 'refused'; detail: string };

export interface Channel {
  readonly id: string;
  /** Sends one notification. Never rejects: a failure is an answer. */
  send(notification: Notification, signal: AbortSignal): Promise<Attempt>;
}
